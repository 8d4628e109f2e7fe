"""The crawl: single passes, the schedule, and reports about both.

one_pass.py     ``crawl``: one pass over the sources
scheduler.py    ``schedule``: passes by the clock

frontier/       every URL and its state
policy/         which URLs are fetched, and when
extraction/     the processes in which pages are read
engine/         the main loop: fetches what is ready, stores what comes back
reports/        what a crawl tells its operator
"""

from scraper.crawl.one_pass import crawl
from scraper.crawl.reports.report import CrawlReport, Figures, Progress, SourceReport
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
