"""The servers of the fetchers' tests, for commands that fetch."""

from tests.fetchers.conftest import certificate, serve

__all__ = ["certificate", "serve"]
