"""The crawl: single passes, the schedule, and reports about both.

one_pass.py     ``crawl``: one pass over the sources
scheduler.py    ``schedule``: passes by the clock
signals.py      what SIGTERM, Ctrl-C and SIGHUP do to both

frontier/       every URL and its state, in one database
extraction/     the processes in which pages are read
policy/         which URLs are fetched, and when
reports/        what a crawl tells its operator
engine/         the main loop: fetches what is ready, stores what comes back

Each room imports only from rooms above it in this list, and from which, its first lines say.
"""

from scraper.crawl.frontier.figures import Figures
from scraper.crawl.one_pass import crawl
from scraper.crawl.reports.report import CrawlReport, Progress, SourceReport
from scraper.crawl.reports.status import Run, SourceStatus, status
from scraper.crawl.scheduler import schedule

__all__ = [
    "CrawlReport",
    "Figures",
    "Progress",
    "Run",
    "SourceReport",
    "SourceStatus",
    "crawl",
    "schedule",
    "status",
]
