"""The crawl: single passes, the schedule, and reports about both.

one_pass.py            ``crawl``: one pass over the sources
scheduler.py           ``schedule``: passes by the clock (timing.py: when a source is due)

engine.py              the main loop; the only thread that uses the frontier and writes files
dispatch.py            which URL is fetched next
stages.py              threads that fetch, and threads that pass pages to extraction processes
fetching.py            HTTP clients by source; one politeness gate
further_pages.py       stories over several pages: which is next, and what they give together
outcomes.py            what an outcome means for records and URLs; same_story.py: which story it is
selection.py           which of a listing's URLs are wanted, and their order
revisits.py            when a URL is fetched again
outputs.py             the record segments and WARC files that a pass writes

extraction_process.py  an extraction process, seen from the crawl; jobs.py: what goes in and out
forkserver.py          the process that extraction processes are forked from
worker.py              the inside of an extraction process
extraction.py          what it makes of a page
page_pool.py           the same processes for saved pages, without a crawl

frontier.py            every URL and its state (states.py: the states; records.py: what was written;
                       runs.py: the runs)
changes.py             what a changed configuration means for what is stored there
upkeep.py              what an operator does with single URLs of it
database.py            what the frontier needs of a database
open_frontier.py       opens that of a configuration
sqlite.py              an SQLite file, for one machine; lock.py: for one process
postgres.py            PostgreSQL, for several machines (postgres_connection.py, postgres_schema.py)
shared_gate.py         politeness among several machines (postgres_hosts.py)

report.py              statistics of a run
status.py              the last runs of each source
health.py              a source's statistics compared with its own history (flags.py: what may be
                       wrong); alerts.py: tells a webhook what is
metrics.py             statistics for Prometheus
"""

from scraper.crawl.one_pass import crawl
from scraper.crawl.report import CrawlReport, Figures, Progress, SourceReport
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
