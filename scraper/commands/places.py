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
