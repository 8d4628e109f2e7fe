"""Opens the database of a configuration's frontier: for crawling, reading, or marking URLs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scraper.crawl.frontier.database import Database
from scraper.errors import FrontierError
from scraper.settings import Config


def open_database(config: Config) -> Database:
    """The database of a configuration, for crawling; created if there is none.

    Raises:
        FrontierLocked: another process crawls on it, or into the same folder.
        FrontierError: it cannot be used.
    """
    place, crawl = config.frontier, config.crawl
    if isinstance(place, Path):
        from scraper.crawl.frontier.sqlite import SQLite

        return SQLite(place)
    with _postgres_extra():
        from scraper.crawl.frontier.postgres import Postgres

    return Postgres(place, crawl.output, lease=crawl.lease)


@contextmanager
def open_for_reading(config: Config) -> Iterator[Database]:
    """The database of a configuration, read-only; a crawl may be running.

    Raises:
        FrontierEmpty: there is none yet, or nothing in it.
        FrontierError: it cannot be used.
    """
    place = config.frontier
    opened: Database
    if isinstance(place, Path):
        from scraper.crawl.frontier.sqlite import SQLite

        opened = SQLite(place, read_only=True)
    else:
        with _postgres_extra():
            from scraper.crawl.frontier.postgres import Postgres

        opened = Postgres(place)
    with closing(opened) as database:
        try:
            yield database
        except Exception as error:
            if (known := database.explained(error)) is not None:
                raise known from error
            raise


def open_for_marking(config: Config) -> Database:
    """The database of a configuration, for short changes that may come at any time: a crawl may be
    running, so they must not depend on what it is just doing.

    Raises:
        FrontierEmpty: there is none yet, or nothing in it.
        FrontierError: it cannot be used.
    """
    place = config.frontier
    if isinstance(place, Path):
        from scraper.crawl.frontier.sqlite import SQLite

        return SQLite(place, alone=False)
    with _postgres_extra():
        from scraper.crawl.frontier.postgres import Postgres

    return Postgres(place)


@contextmanager
def _postgres_extra() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise FrontierError(
            f"a frontier in PostgreSQL needs an extra: pip install 'scraper[postgres]' ({error})"
        ) from error
