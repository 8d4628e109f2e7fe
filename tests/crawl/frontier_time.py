"""Time in the frontier of a test's crawl."""

from __future__ import annotations

from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config


def let_time_pass(config: Config, seconds: int) -> None:
    """Make all visits that much longer ago, in seconds."""
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute(
            "UPDATE url SET visited = visited - :s, first_visit = first_visit - :s, "
            "next_visit = next_visit - :s",
            {"s": seconds},
        )
