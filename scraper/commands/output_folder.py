"""``extract --output-dir``: one file for each page.

A file is named after the page's own file, never after what the page says. It is replaced as a
whole, so that no reader sees half of it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from scraper.commands.fetching import is_url
from scraper.commands.places import is_file
from scraper.errors import ExportError
from scraper.fetchers.files import COMPRESSED_SUFFIXES, SUFFIXES
from scraper.urls import without_login

SUFFIX_OF = {"jsonl": ".json", "text": ".txt", "markdown": ".md", "html": ".html"}
MAX_NAME_BYTES = 200
"""Length of a file's name without suffix and number; file systems allow 255 bytes with them."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NUMBERED = re.compile(r"(.*)#(\d+)", re.DOTALL)


class OutputFolder:
    """Writes one file for each page.

    Args:
        folder: is created if it is missing.
        format_name: decides the suffix.
        targets: what was given to be read. Folders among them may neither contain ``folder`` nor be
            in it (``overlap``).
    """

    def __init__(self, folder: Path, format_name: str, targets: tuple[str, ...]) -> None:
        self._folder = folder
        self._suffix = SUFFIX_OF[format_name]
        self._roots = [Path(target) for target in targets if not is_url(target)]
        self._inputs = {Path(target).resolve() for target in targets if is_file(target)}
        self._taken: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """Write the file of the page with this name.

        Raises:
            ExportError: it cannot be written.
        """
        path = self._folder
        try:
            path = self._free_path(self._relative(name))
            part = path.with_name(f".{path.name}.part")
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            raise ExportError(f"{path}: cannot be written: {error.strerror or error}") from error

    def _relative(self, name: str) -> Path:
        """The path in the folder, without a suffix: as in the folder that was read."""
        if is_url(name):
            return Path(_UNSAFE.sub("-", without_login(name).partition("://")[2]).strip("-."))
        number = ""
        if not Path(name).exists() and (numbered := _NUMBERED.fullmatch(name)):
            name, number = numbered[1], f"-{numbered[2]}"  # a page of a WARC
        if name == "-":
            return Path(f"stdin{number}")
        path = Path(name)
        for root in self._roots:
            if path != root and path.is_relative_to(root):  # in a folder or a ZIP archive
                path = path.relative_to(root)
                break
        else:
            path = Path(path.name)
        stem = path.name
        for suffixes in (COMPRESSED_SUFFIXES, SUFFIXES):
            if Path(stem).suffix.lower() in suffixes:
                stem = Path(stem).stem
        return path.with_name(stem + number)

    def _free_path(self, relative: Path) -> Path:
        """The first of NAME, NAME-2, NAME-3, … that no other page of this call has, and that is no
        page to be read."""
        stem = os.fsdecode(os.fsencode(relative.name)[:MAX_NAME_BYTES]) or "page"
        stem = stem.encode("utf-8", "surrogateescape").decode("utf-8", "ignore") or "page"
        number = 1
        while True:
            numbered = stem if number == 1 else f"{stem}-{number}"
            path = self._folder / relative.parent / (numbered + self._suffix)
            # On case-insensitive file systems, names that differ only in case are the same.
            key = str(path).casefold()
            if key not in self._taken and path.resolve() not in self._inputs and not path.is_dir():
                self._taken.add(key)
                return path
            number += 1


def overlap(folder: Path, targets: tuple[str, ...]) -> str | None:
    """The target that is a folder in ``folder`` or around it: what is written there would be read
    as pages, or replace them. None if there is none."""
    place = folder.resolve()
    for target in targets:
        root = Path(target).resolve()
        if root.is_dir() and (place.is_relative_to(root) or root.is_relative_to(place)):
            return target
    return None
