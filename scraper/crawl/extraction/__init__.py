"""The processes in which pages are read: a page that crashes one, hangs or uses up its memory costs
itself and nothing else.

jobs.py         what goes into a process and what comes out
process.py      a process, seen from the crawl
page_pool.py    several of them for saved pages, without a crawl
forkserver.py   the process that they are forked from
worker.py       the inside of a process
read_job.py     what it makes of a page

Only the server and the processes load the extractor, which they are told by its name.
Other rooms of the crawl that it imports: none.
"""
