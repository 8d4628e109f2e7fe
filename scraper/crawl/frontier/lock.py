"""Locks, held while a process crawls. The system releases them when the process dies."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

from scraper.errors import FolderUnusable, FrontierError, FrontierLocked


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


class FolderLock:
    """Prevents two passes from writing to one folder, whatever it is called by each of them, and
    whether they are of one process or of two. It leaves no file.

    Where a file system has no such locks, as with some network drives, it does nothing.

    Raises:
        FolderUnusable: another pass writes to the folder, or it cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise FolderUnusable(f"{folder}: cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN):
                return
            os.close(self._handle)
            raise FolderUnusable(
                f"{folder}: another source, or a crawl with another frontier, is writing to this "
                f"folder: give each source a folder of its own (`output`)"
            ) from error

    def release(self) -> None:
        """Release it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
