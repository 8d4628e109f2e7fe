"""The package's exceptions: they can be sent from one process to another."""

from __future__ import annotations

import copy
import multiprocessing
import pickle

import pytest

import scraper
from scraper import errors
from scraper.crawl.frontier.database import ClaimLost

ADDRESS = "https://courier.example/rain"

EXAMPLES: dict[type[errors.ScraperError], errors.ScraperError] = {
    errors.ConfigError: errors.ConfigError("config.toml", [errors.ConfigProblem("a", "wrong")]),
    errors.NetworkError: errors.NetworkError("slow", url=ADDRESS, trouble="timeout"),
    errors.HostResting: errors.HostResting("paused", url=ADDRESS, ready_in=2.5),
    errors.HTTPStatusError: errors.HTTPStatusError("gone", url=ADDRESS, status=410, retry_after=60),
    ClaimLost: ClaimLost("taken over", frozenset({1, 2})),
}


def subclasses_of(kind: type[errors.ScraperError]) -> list[type[errors.ScraperError]]:
    return [kind, *(below for each in kind.__subclasses__() for below in subclasses_of(each))]


def example_of(kind: type[errors.ScraperError]) -> errors.ScraperError:
    if issubclass(kind, errors.FetchError):
        return EXAMPLES.get(kind) or kind("not fetched", url=ADDRESS)
    return EXAMPLES.get(kind) or kind("wrong")


@pytest.mark.parametrize("kind", subclasses_of(errors.ScraperError))
def test_a_copy_of_an_error_says_the_same(kind: type[errors.ScraperError]) -> None:
    error = example_of(kind)
    error.add_note("while reading the front page")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is kind
        assert str(other) == str(error) != ""
        assert vars(other) == vars(error)


def fetch_nothing(_: int) -> str:
    return scraper.fetch("ftp://courier.example/rain").body.decode()


def test_an_error_in_a_process_of_a_pool_is_raised_by_the_pool() -> None:
    """The pool would wait forever for an exception that cannot be unpickled."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result = pool.map_async(fetch_nothing, [0])
        with pytest.raises(scraper.AddressRefused, match="only http and https") as raised:
            result.get(timeout=60)
    assert raised.value.url == "ftp://courier.example/rain"
