from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.config import load_config
from scraper.settings import Config
from tests.crawl.news_site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def configure(tmp_path: Path) -> Callable[..., Config]:
    """Writes a configuration of one source, or of several, and reads it."""

    def write(*sources: str, crawl: str = "") -> Config:
        text = f'[crawl]\noutput = "out"\nthreads = 4\nprocesses = 1\n{crawl}\n'
        text += '[defaults]\ndelay = 0\nallow_private = ["127.0.0.1", "localhost"]\n'
        for source in sources:
            name = "" if "name =" in source else 'name = "site"\n'
            text += f"[[source]]\n{name}{source}\n"
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load_config(path)

    return write
