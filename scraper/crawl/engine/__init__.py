"""The engine: fetches what is ready in the frontier, and stores what comes back.

engine.py           the main loop; the only thread that uses the frontier and writes files
passes.py           the running passes, and their queues
dispatch.py         which URL is fetched next
stages.py           threads that fetch, and threads that pass pages to extraction processes
fetching.py         HTTP clients by source; one politeness gate
shared_gate.py      politeness among several machines
further_pages.py    stories over several pages: which is next, and what they give together
commit.py           stores outcomes and writes what they give, all of it or nothing
outcomes.py         what an outcome means for records and URLs
same_story.py       which story a page shows
outputs.py          the record segments and WARC files that a pass writes

Other rooms of the crawl that it imports: extraction, frontier, policy, reports.
"""
