"""What the frontier asks of the database that keeps it: an SQLite file for one machine (sqlite.py),
a PostgreSQL database for several that share a crawl (postgres.py).

The statements in frontier.py, stories.py, runs.py and status.py are written once, with ``?`` or
``:name`` for their values. What a database does in its own way is a method here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from scraper.crawl.doors import SharedDoors
from scraper.errors import FrontierError
from scraper.settings import Config

Values = Sequence[Any] | Mapping[str, Any]


class FrontierEmpty(FrontierError):
    """Nothing was stored in the frontier yet."""


class ClaimLost(FrontierError):
    """Another machine has taken over ``sources``; nothing of them was stored."""

    def __init__(self, message: str, sources: frozenset[int]) -> None:
        self.sources = sources
        super().__init__(message)


class CommitUnknown(FrontierError):
    """The connection broke while a transaction was committed: all of it is stored, or nothing. The
    next start finds out, so until then nothing may be undone that belongs to it."""


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class NewUrl(NamedTuple):
    """A URL to add, as it is stored. ``changed``: since when its page is said to be different."""

    key: int
    lane: int
    kind: int
    rank: int
    depth: int
    path: str
    changed: int | None


class Database(Protocol):
    """An open database with the frontier's tables in it. One thread uses it."""

    @property
    def place(self) -> tuple[str, str]:
        """The table that keeps how far this machine wrote a source's files, and the condition that
        finds a source's row in it."""

    @property
    def doors(self) -> SharedDoors | None:
        """What machines that share the database tell each other of the hosts that they ask; None
        where one machine has it for itself."""

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
        """Take a source for this machine, inside a transaction; False where another one that is
        alive has it. A claim holds until it is released, or until nothing was heard of the machine
        for the time of a lease and another one claims the source."""

    def release(self, source: int) -> None:
        """Let others claim a source, inside a transaction."""

    def claimed_elsewhere(self) -> frozenset[str]:
        """The names of the sources that other machines have now."""

    def share(self, passes: int) -> int:
        """How many of so many passes are this machine's part, by the machines that are alive."""

    def renew(self) -> None:
        """Say that this machine is alive, where that is due. To be called all the time.

        Raises:
            FrontierError: the database, or the machine's place in it, is lost.
        """

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed: name, failures in a row, until when they are left alone."""

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Replace what ``rests`` gives, inside a transaction."""

    def add_urls(self, urls: Sequence[NewUrl], now: int) -> int:
        """Insert URLs as ready. Of those that are known, make ready what is looked at again or was
        given up, where its page is said to have changed since the visit.

        Returns:
            How many were inserted or made ready.
        """

    def explained(self, error: BaseException) -> FrontierError | None:
        """What to raise for an error of the database, with what to do; None for any other."""

    def close(self) -> None:
        """Close, and let others crawl."""


def open_database(config: Config) -> Database:
    """The database of a configuration, to crawl with; made where there is none.

    Raises:
        FrontierLocked: another process crawls on it, or into the same folder.
        FrontierError: it cannot be used.
    """
    place, crawl = config.frontier, config.crawl
    if isinstance(place, Path):
        from scraper.crawl.sqlite import SQLite

        return SQLite(place)
    with _the_extra():
        from scraper.crawl.postgres import Postgres

    return Postgres(place, crawl.output, lease=crawl.lease)


@contextmanager
def reading(config: Config) -> Iterator[Database]:
    """The database of a configuration, to look at beside a running crawl.

    Raises:
        FrontierEmpty: there is none yet, or nothing in it.
        FrontierError: it cannot be used.
    """
    place = config.frontier
    opened: Database
    if isinstance(place, Path):
        from scraper.crawl.sqlite import SQLite

        opened = SQLite(place, read_only=True)
    else:
        with _the_extra():
            from scraper.crawl.postgres import Postgres

        opened = Postgres(place)
    with closing(opened) as database:
        try:
            yield database
        except Exception as error:
            if (known := database.explained(error)) is not None:
                raise known from error
            raise


@contextmanager
def _the_extra() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise FrontierError(
            f"a frontier in PostgreSQL needs an extra: pip install 'scraper[postgres]' ({error})"
        ) from error
