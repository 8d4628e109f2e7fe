"""Whether a file or folder is there, for paths in folders that the user may not enter.

``Path.is_file`` and its like raise PermissionError there. Where these answer no, opening the path
tells the user what is wrong.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def is_file(path: str | Path) -> bool:
    with suppress(OSError):
        return Path(path).is_file()
    return False


def is_folder(path: str | Path) -> bool:
    with suppress(OSError):
        return Path(path).is_dir()
    return False


def is_there(path: str | Path) -> bool:
    with suppress(OSError):
        return Path(path).exists()
    return False


def is_missing(path: str | Path) -> bool:
    """Whether a path is not there for sure: not so in a folder that may not be entered."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def is_same(path: str | Path, other: str | Path) -> bool:
    """Whether both are there and are one file."""
    with suppress(OSError):
        return Path(path).samefile(other)
    return False
