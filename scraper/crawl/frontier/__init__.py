"""The frontier: every URL that a crawl knows and its state, in one database.

frontier.py     what is stored, what is ready, what came of a visit
states.py       the states of a URL
records.py      the records that were written; near duplicates
runs.py         the passes over sources, and where their files end
upkeep.py       what an operator does with single URLs

database.py     the interface between all these and the database
opening.py      opens the database of a configuration
sqlite.py       an SQLite file, for one machine; lock.py: for one process
postgres.py     a PostgreSQL database, for several machines: its postgres_connection.py,
                postgres_schema.py, and postgres_hosts.py, by which they do not contact one host at
                the same time
"""
