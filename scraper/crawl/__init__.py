"""The crawl: one pass, a schedule, and what became of them.

run.py, scheduler.py one pass; passes by the clock
engine.py            the loop that stores and writes
dispatch.py          which URL is fetched next
stages.py, pool.py   fetch threads and extraction processes (worker.py: the inside of one)
plan.py, settle.py   what is wanted, and when; what an outcome means
frontier.py          every URL and its state (stories.py, runs.py: records, passes)
database.py          what it asks of a database: sqlite.py, or postgres.py for several machines
doors.py             politeness among machines
report.py            figures of a run; status.py tells the last ones, health.py judges them
"""

from scraper.crawl.report import CrawlReport, Figures, Progress, SourceReport
from scraper.crawl.run import crawl
from scraper.crawl.scheduler import schedule
from scraper.crawl.status import Run, SourceStatus, status

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
