"""The interface between the frontier and its database: an SQLite file for one machine (sqlite.py),
or a PostgreSQL database shared by several (postgres.py). open_frontier.py chooses between them.

The statements in frontier.py, records.py, runs.py and reports/status.py work in both, with ``?`` or
``:name`` for their values. What differs is a method of ``Database``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from scraper.crawl.frontier.shared_hosts import SharedHosts
from scraper.errors import FrontierError

Values = Sequence[Any] | Mapping[str, Any]


class FrontierEmpty(FrontierError):
    """Nothing was stored in the frontier yet."""


class ClaimLost(FrontierError):
    """Another machine has taken over ``sources``; nothing of them was stored."""

    def __init__(self, message: str, sources: frozenset[int]) -> None:
        self.sources = sources
        super().__init__(message)


class CommitUnknown(FrontierError):
    """The connection broke during a commit: the transaction is stored as a whole or not at all. The
    next start finds out which; until then, nothing that belongs to it may be undone."""


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class NewUrl(NamedTuple):
    """A row of a URL to add. ``changed``: when its page was last changed, as a listing says;
    ``interval``: until its second visit, if it is a listing; None for as its source has it."""

    key: int
    lane: int
    kind: int
    rank: int
    depth: int
    path: str
    changed: int | None
    interval: int | None


class Database(Protocol):
    """An open database with the frontier's tables in it. One thread uses it."""

    @property
    def position_table(self) -> tuple[str, str]:
        """The table of the positions up to which this machine has written each source's files, and
        the condition that selects a source's row."""

    @property
    def shared_hosts(self) -> SharedHosts | None:
        """The hosts that the machines sharing the database contact; None if it is one machine's."""

    def execute(self, statement: str, values: Values = (), /) -> Rows:
        """Run a statement."""

    def executemany(self, statement: str, values: Iterable[Values], /) -> object:
        """Run a statement once for each of ``values``."""

    def transaction(self, holding: Collection[int] = ()) -> AbstractContextManager[None]:
        """All changes inside are stored together when it ends, or not at all. One at a time, also
        among machines that share the database.

        Args:
            holding: sources whose claim is needed for what is stored.

        Raises:
            ClaimLost: at the beginning, where the claim of one of them was lost.
            CommitUnknown: whether it was stored cannot be said now.
            FrontierError: the changes cannot be stored; nothing was.
        """

    def claim(self, source: int) -> bool:
        """Claim a source for this machine, inside a transaction; False if another one that is alive
        has claimed it. A claim is valid until it is released, or until the machine sent no
        heartbeat for its lease and another machine claims the source."""

    def release(self, source: int) -> None:
        """Give up the claim of a source, inside a transaction."""

    def claimed_elsewhere(self) -> frozenset[str]:
        """The names of the sources that other machines have claimed."""

    def share(self, passes: int) -> int:
        """This machine's share of a number of passes, by the machines that are alive."""

    def renew(self) -> None:
        """Send a heartbeat if one is due. Call it at least once a second.

        Raises:
            FrontierError: the database, or the machine's place in it, is lost.
        """

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed: name, failures in a row, until when they are left alone."""

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Replace what ``rests`` gives, inside a transaction."""

    def add_urls(self, urls: Sequence[NewUrl], now: int) -> int:
        """Insert new URLs as ready. Make known ones ready that were fetched or given up, if their
        page has changed since, as a listing says.

        Returns:
            How many were inserted or made ready.
        """

    def explained(self, error: BaseException) -> FrontierError | None:
        """The FrontierError for an error of the database, with what to do; None for others."""

    def close(self) -> None:
        """Close, and release the lock and all claims."""
