"""Settings for all tests."""

import pytest
from hypothesis import settings

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
