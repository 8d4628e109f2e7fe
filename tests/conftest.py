"""Settings for all tests, the demo site, and a PostgreSQL server."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from benchmarks.postgres_server import NoServer, Server, running_server
from fixtures.serve import serve

# No time limit for a single example: on a busy machine it fails tests that are right. What has
# to be fast is measured in benchmarks/.
settings.register_profile("default-without-deadline", deadline=None)
settings.load_profile("default-without-deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--frontier",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="where the crawls of tests/crawl keep their frontier",
    )


@pytest.fixture(scope="module")
def demo_site() -> Iterator[str]:
    """The demo site on a port of its own; gives the address of its front page."""
    server = serve(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; tests that need one are skipped where none can be started."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server())
        except NoServer as reason:
            pytest.skip(str(reason))
        yield server


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_reaches_children() -> Iterator[None]:
    """A shell starts background jobs with SIGINT ignored, and what tests start inherits that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
