"""Records -> files and readable formats; the fetched pages -> WARC.

jsonl.py       records as JSON Lines segments (segments.py: append-only files with atomic appends)
removals.py    lines about stories whose page is gone
warc.py        the HTTP responses of a crawl
markdown.py    ``to_markdown``, html.py: ``to_html``, text.py: ``to_text``; layout.py has what the
               three have in common: groups of blocks, nested lists, links, tables
table.py       records as CSV
reading.py     reads JSON Lines files again, finished or not
versions.py    the records of several files, each story's newest version
validation.py  checks them against the record's definition

Import each name from its own module. Nothing here extracts or fetches.
"""
