"""Reads the lists of words and phrases that stand in text files beside the modules that use them.

A phrase ends with a semicolon, so that it may have several words and a line may have several
phrases; lines that begin with ``#`` are comments. The first comment of each file says what its
phrases mean, and how they are to be written.
"""

from __future__ import annotations

from importlib import resources


def phrases_in(package: str, name: str) -> list[str]:
    """The phrases of a file.

    Args:
        package: the package of the module that uses the list, its ``__package__``.
    """
    lines = resources.files(package).joinpath(name).read_text("utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    return [phrase for phrase in map(str.strip, text.split(";")) if phrase]


def words_in(path: str) -> frozenset[str]:
    """The phrases of a file as a set.

    Args:
        path: of the file, below ``scraper/extractors``.
    """
    return frozenset(phrases_in("scraper.extractors", path))
