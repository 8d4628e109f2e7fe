"""A news site and PostgreSQL databases for the tests of the crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres_server import Server
from scraper.config import load_config
from scraper.settings import Config
from tests.crawl.news_site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture(scope="session")
def database(postgres: Server) -> str:
    return postgres.new_database("tests")


@pytest.fixture
def address(database: str) -> Iterator[str]:
    """Of an empty database: always the same one, since each has some hundreds of files."""
    yield database
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA IF EXISTS scraper CASCADE")


@pytest.fixture
def frontier_key(request: pytest.FixtureRequest) -> str:
    """The configuration's line that says where the frontier is; ``--frontier`` decides."""
    if request.config.getoption("--frontier") == "sqlite":
        return ""
    return f'frontier = "{request.getfixturevalue("address")}"'


@pytest.fixture
def configure(tmp_path: Path, frontier_key: str) -> Callable[..., Config]:
    """Writes a configuration of one source, or of several, and reads it."""

    def write(*sources: str, crawl: str = "") -> Config:
        text = f'[crawl]\noutput = "out"\nthreads = 4\nprocesses = 1\n{frontier_key}\n{crawl}\n'
        text += '[defaults]\ndelay = 0\nallow_private = ["127.0.0.1", "localhost"]\n'
        for source in sources:
            name = "" if "name =" in source else 'name = "site"\n'
            text += f"[[source]]\n{name}{source}\n"
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load_config(path)

    return write
