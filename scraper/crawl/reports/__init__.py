"""Reports about crawls, for their operator.

report.py       statistics of a run
status.py       the last runs of each source
health.py       a source's statistics compared with its own history
flags.py        what may be wrong with it
alerts.py       tells a webhook what is
metrics.py      statistics for Prometheus
"""
