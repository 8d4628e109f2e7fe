"""Reads the lists of phrases that stand in text files beside the modules that use them."""

from __future__ import annotations

from importlib import resources


def phrases_in(package: str, name: str) -> list[str]:
    """The phrases of a file, which end with semicolons; lines that begin with ``#`` are comments.

    Args:
        package: the package of the module that uses the list, its ``__package__``.
    """
    lines = resources.files(package).joinpath(name).read_text("utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    return [phrase for phrase in map(str.strip, text.split(";")) if phrase]
