"""What the frontier asks of the database that keeps it: an SQLite file (sqlite.py).

The statements in frontier.py, stories.py, runs.py and status.py are written once, with ``?`` or
``:name`` for their values. What a database does in its own way is a method here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, NamedTuple, Protocol

from scraper.errors import FrontierError
from scraper.settings import Config

Values = Sequence[Any] | Mapping[str, Any]


class FrontierEmpty(FrontierError):
    """Nothing was stored in the frontier yet."""


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

    def execute(self, statement: str, values: Values = (), /) -> Rows:
        """Run a statement."""

    def executemany(self, statement: str, values: Iterable[Values], /) -> object:
        """Run a statement once for each of ``values``."""

    def transaction(self) -> AbstractContextManager[None]:
        """All changes inside are stored together when it ends, or not at all.

        Raises:
            FrontierError: they cannot be stored; nothing was.
        """

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
        FrontierLocked: another process crawls on it.
        FrontierError: it cannot be used.
    """
    from scraper.crawl.sqlite import SQLite

    return SQLite(config.frontier)


@contextmanager
def reading(config: Config) -> Iterator[Database]:
    """The database of a configuration, to look at beside a running crawl.

    Raises:
        FrontierEmpty: there is none yet, or nothing in it.
        FrontierError: it cannot be used.
    """
    from scraper.crawl.sqlite import SQLite

    with closing(SQLite(config.frontier, read_only=True)) as database:
        try:
            yield database
        except Exception as error:
            if (known := database.explained(error)) is not None:
                raise known from error
            raise
