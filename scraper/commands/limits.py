"""Limits of the process that a crawl of hundreds of sources needs."""

from __future__ import annotations

import contextlib
import resource

MAX_OPEN_FILES = 65_536
"""Files and connections that a crawl may hold open. Each running pass keeps two or three; the usual
limit of 1,024 is for programs that use ``select``."""


def allow_open_files() -> None:
    """Raise the number of files that this process may open, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
