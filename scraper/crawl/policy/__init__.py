"""The policy of a crawl: which URLs are fetched, and when.

selection.py    which of a listing's URLs are wanted, in which order; which pages give a record
revisits.py     when a URL is fetched again
timing.py       when a source is due
changes.py      what a changed configuration means for what the frontier has stored

All but ``changes`` are functions of settings, results and the time, which change nothing.
Other rooms of the crawl that it imports: extraction, frontier.
"""
