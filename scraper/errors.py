"""Every exception that the package raises on purpose.

ScraperError
├── ConfigError              config.toml is wrong; carries every problem of the file
├── FetchError               a page could not be fetched
│   ├── NetworkError         no connection, broken connection, time limit
│   │   └── HostResting      the host is paused by the politeness rules; no request was sent
│   ├── HTTPStatusError      the server answered with an error status
│   ├── RobotsDenied         robots.txt or a robots header forbids it
│   ├── AddressRefused       the address is private, or its scheme is not http(s)
│   ├── TooManyRedirects
│   └── TooLarge             the body, compressed or decompressed, is over the size limit
├── InputError               a file or its bytes cannot be read as a page
│   ├── EmptyInput
│   └── NotText              the bytes are an image, a PDF, an archive, …
├── ExtractionFailed         the extractor crashed or ran out of time on one page
├── FrontierError            the frontier is unreadable, unreachable or of another version
│   └── FrontierLocked       another process is using it, or writes to the same folder
└── ExportError              records could not be written (full disk, read-only folder)
    └── FolderUnusable       one source's folder was moved, is in use, or cannot be written

Each message says what was wrong, where, and what to do about it.
"""

from __future__ import annotations

import copyreg
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


class ScraperError(Exception):
    """Base class of all exceptions that this package raises on purpose.

    They can be pickled, and so be raised in a process of a pool.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own calls the class with the message alone, which fails for a class that needs
        # more: a multiprocessing.Pool then waits forever for the result.
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One problem in a configuration file: its dotted ``key`` and what was expected there."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class ConfigError(ScraperError):
    """A configuration file is wrong. ``problems`` holds all of its errors, not only the first."""

    def __init__(self, file: str, problems: Sequence[ConfigProblem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


class FetchError(ScraperError):
    """A page could not be fetched. ``url`` is the requested URL."""

    def __init__(self, message: str, *, url: str) -> None:
        self.url = url
        super().__init__(message)


Trouble = Literal["name", "refused", "proxy", "certificate", "tls", "timeout", "broken"]


class NetworkError(FetchError):
    """No connection, a broken connection, or a timeout; a later attempt may succeed.

    ``trouble`` is the category of the error, used to decide about retries and to give advice.
    """

    def __init__(self, message: str, *, url: str, trouble: Trouble = "broken") -> None:
        self.trouble = trouble
        super().__init__(message, url=url)


class HostResting(NetworkError):
    """The host may not be requested within the time that the caller would wait.

    ``ready_in``: seconds until the next request is allowed.
    """

    def __init__(self, message: str, *, url: str, ready_in: float) -> None:
        self.ready_in = ready_in
        super().__init__(message, url=url)


class HTTPStatusError(FetchError):
    """The server answered with an error status."""

    def __init__(
        self, message: str, *, url: str, status: int, retry_after: float | None = None
    ) -> None:
        self.status = status
        self.retry_after = retry_after
        super().__init__(message, url=url)


class RobotsDenied(FetchError):
    """robots.txt, or a robots header or meta tag, forbids the page."""


class AddressRefused(FetchError):
    """The address is private, or its scheme is not http or https."""


class TooManyRedirects(FetchError):
    """The redirects did not end within the limit."""


class TooLarge(FetchError):
    """The body, compressed or decompressed, is over the size limit."""


class InputError(ScraperError):
    """A file, or its bytes, cannot be read as a page."""


class EmptyInput(InputError):
    """The input is empty, or contains only white space."""


class NotText(InputError):
    """The bytes are not text: an image, a PDF, an archive, …"""


class ExtractionFailed(ScraperError):
    """The extractor crashed or ran out of time on one page."""


class FrontierError(ScraperError):
    """The frontier is unreadable, unreachable, corrupt or of another version."""


class FrontierLocked(FrontierError):
    """Another process is using the same frontier file, or writes to the same output folder."""


class ExportError(ScraperError):
    """Records could not be written."""


class FolderUnusable(ExportError):
    """One source's output folder cannot be used: it was moved or removed, another crawl writes to
    it, or it cannot be written. Other sources are not affected."""


def describe_fault(error: BaseException) -> str:
    """An unexpected exception in one line: its type and message, and the last place in this package
    that it passed through, which is where a fault is looked for first."""
    package = Path(__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if package in Path(frame.filename).parents] or frames
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not own:
        return text
    return f"{text} ({Path(own[-1].filename).name}:{own[-1].lineno})"
