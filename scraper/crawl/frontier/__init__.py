"""The frontier: every URL that a crawl knows and its state, in one database.

frontier.py         what is stored, what is ready, what came of a visit
entries.py          a URL that is found, to be fetched, fetched
states.py           the numbers of its states
records.py          the records that were written; near duplicates
runs.py             the passes over sources, and where their files end (figures.py: statistics)
upkeep.py           what an operator does with single URLs

database.py         the interface between all these and the database
open_frontier.py    opens the database of a configuration
sqlite.py           an SQLite file, for one machine (lock.py: for one process)
postgres.py         a PostgreSQL database, for several machines (postgres_connection.py,
                    postgres_schema.py)
shared_hosts.py     what these tell each other of the hosts they contact (postgres_hosts.py)

It stores what others decide, and asks no host for anything.
Other rooms of the crawl that it imports: none.
"""
