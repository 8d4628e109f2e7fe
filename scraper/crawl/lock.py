"""A lock file, held while a process crawls. The system releases it when the process dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from scraper.errors import FrontierError, FrontierLocked


class Lock:
    """Prevents a second process from crawling with the same file. It locks ``NAME.lock`` beside it.

    Args:
        what: what the other process is doing, for messages.

    Raises:
        FrontierLocked: another process holds it.
        FrontierError: the lock cannot be made.
    """

    def __init__(self, file: Path, what: str = "crawling on this frontier") -> None:
        self.path = file.with_name(file.name + ".lock")
        folder = file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FrontierError(
                f"{folder}: cannot make this folder, which the crawl writes to: {error.strerror}: "
                f"name another one as crawl.output (or crawl.frontier) in the configuration, or "
                f"give write permission"
            ) from error
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise FrontierError(
                f"{self.path}: cannot make the lock: {error.strerror}: give write permission"
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._handle, 100).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise FrontierLocked(
                f"{file}: process {holder} is {what}: wait until it has ended, or stop it with "
                f"`kill {holder}`"
            ) from error
        except OSError as error:
            os.close(self._handle)
            raise FrontierError(
                f"{self.path}: cannot be locked: {error.strerror}: put the file on a local disk"
            ) from error
        # The number is only for the message above, so a full disk is no reason to fail here.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Release it. The file stays: removing it would race with the next process."""
        os.close(self._handle)
