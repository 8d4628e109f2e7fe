"""Reports of crawls, for their operator.

report.py       what a pass gave
status.py       the last runs of each source
health.py       a source's statistics compared with its own history
flags.py        what may be wrong with it
alerts.py       tells a webhook what is
metrics.py      statistics for Prometheus

They read what is stored in the frontier: none needs a running crawl.
Other rooms of the crawl that it imports: frontier, policy.
"""
