"""The tables of a frontier in PostgreSQL: created and checked.

They are in the schema ``scraper``. The columns are explained in sqlite.py, except those that only
a shared frontier has.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from scraper.crawl.frontier.database import FrontierEmpty
from scraper.crawl.frontier.states import State
from scraper.errors import FrontierError

SCHEMA_VERSION = 1
LOCK = 0x53435246
"""Key of the advisory lock that lets one machine at a time change the tables: "SCRF"."""

SCHEMA = f"""
CREATE SCHEMA IF NOT EXISTS scraper;
CREATE TABLE scraper.frontier (version INTEGER NOT NULL);
-- A process that crawls has a session; what it claimed carries the session's number.
CREATE SEQUENCE scraper.session;
CREATE TABLE scraper.machine (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    folder_id TEXT NOT NULL UNIQUE,  -- what the file machine.id in its output folder says
    name TEXT NOT NULL,              -- its host name and that folder, for people
    session BIGINT UNIQUE,           -- NULL while it does not crawl
    expires TIMESTAMPTZ NOT NULL     -- until then it counts as alive
);
CREATE TABLE scraper.source (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    holder BIGINT,                   -- the session that has claimed it
    rules TEXT
);
-- How far each machine wrote its own files of a source.
CREATE TABLE scraper.place (
    machine BIGINT NOT NULL REFERENCES scraper.machine,
    source BIGINT NOT NULL REFERENCES scraper.source,
    folder TEXT,
    segment TEXT,
    length BIGINT,
    warc_segment TEXT,
    warc_length BIGINT,
    removal_segment TEXT,
    removal_length BIGINT,
    PRIMARY KEY (machine, source)
);
-- A host or an address: who is asking it now, and what the last one that did says of it.
CREATE TABLE scraper.door (
    name TEXT PRIMARY KEY,
    holder BIGINT,
    teller BIGINT,
    last TIMESTAMPTZ NOT NULL,
    rest TIMESTAMPTZ NOT NULL,
    failures INTEGER NOT NULL,
    throttle DOUBLE PRECISION NOT NULL,
    delay DOUBLE PRECISION NOT NULL
);
CREATE TABLE scraper.host (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE
);
CREATE TABLE scraper.lane (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source BIGINT NOT NULL,
    host BIGINT NOT NULL,
    UNIQUE (source, host)
);
CREATE TABLE scraper.url (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    rank BIGINT NOT NULL,
    depth INTEGER NOT NULL,
    path TEXT NOT NULL,
    next_visit BIGINT,
    first_visit BIGINT,
    visited BIGINT,
    attempts INTEGER,
    interval BIGINT,
    etag TEXT,
    last_modified TEXT,
    body BIGINT,
    cause TEXT,
    error TEXT
);
CREATE UNIQUE INDEX url_key ON scraper.url (key);
CREATE INDEX url_ready ON scraper.url (lane, rank DESC) WHERE state = {State.READY};
CREATE INDEX url_due ON scraper.url (next_visit) WHERE state = {State.WAITING};
CREATE TABLE scraper.tally (
    lane BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (lane, state)
);
-- By statement, not by row: a row that one transaction changes ten thousand times gets slow.
CREATE FUNCTION scraper.tally_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO scraper.tally SELECT lane, state, count(*) FROM added GROUP BY lane, state
        ON CONFLICT (lane, state) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;
CREATE FUNCTION scraper.tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO scraper.tally
        SELECT lane, state, sum(change) FROM (
            SELECT lane, state, -1 AS change FROM moved_from
            UNION ALL SELECT lane, state, 1 FROM moved_to
        ) AS moved GROUP BY lane, state HAVING sum(change) <> 0
        ON CONFLICT (lane, state) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;
CREATE TRIGGER url_added AFTER INSERT ON scraper.url REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION scraper.tally_added();
CREATE TRIGGER url_moved AFTER UPDATE ON scraper.url
    REFERENCING OLD TABLE AS moved_from NEW TABLE AS moved_to
    FOR EACH STATEMENT EXECUTE FUNCTION scraper.tally_moved();
CREATE TABLE scraper.story (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key BIGINT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    url BIGINT NOT NULL,
    content BIGINT NOT NULL,
    simhash BIGINT,
    versions INTEGER NOT NULL,
    written BIGINT NOT NULL,
    head BIGINT,
    headline BIGINT,
    published BIGINT,
    gone BIGINT
);
CREATE INDEX story_content ON scraper.story (content);
CREATE INDEX story_url ON scraper.story (url);
CREATE TABLE scraper.band (
    band BIGINT NOT NULL,
    story BIGINT NOT NULL,
    simhash BIGINT NOT NULL,
    PRIMARY KEY (band, story)
);
CREATE TABLE scraper.run (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT,
    state TEXT NOT NULL,
    figures TEXT NOT NULL
);
CREATE INDEX run_source ON scraper.run (source, id);
"""

ADDED = (
    ("source", "rules", "TEXT"),
    ("story", "head", "BIGINT"),
    ("story", "headline", "BIGINT"),
    ("story", "published", "BIGINT"),
    ("place", "removal_segment", "TEXT"),
    ("place", "removal_length", "BIGINT"),
    ("story", "gone", "BIGINT"),
    ("url", "error", "TEXT"),
)
"""As in sqlite.py: columns that frontiers of this version may lack."""
ADDED_INDEXES = (
    "CREATE INDEX IF NOT EXISTS story_content ON scraper.story (content)",
    "CREATE INDEX IF NOT EXISTS story_url ON scraper.story (url)",
)


def check(connection: Connection[Any], shown: str) -> None:
    """Raise unless the database has a frontier that this program can use.

    Args:
        shown: the database's address, for messages.

    Raises:
        FrontierEmpty: it has none yet.
        FrontierError: its tables belong to another program or version.
    """
    tables = connection.execute(
        "SELECT count(*), bool_or(relname = 'frontier') FROM pg_class "
        "WHERE relnamespace = to_regnamespace('scraper') AND relkind = 'r'"
    ).fetchone()
    count, is_ours = tables or (0, False)
    if not count:
        raise FrontierEmpty(f"{shown}: the frontier is empty: nothing was crawled yet")
    row = connection.execute("SELECT version FROM scraper.frontier").fetchone() if is_ours else None
    if row is None:
        raise FrontierError(
            f"{shown}: has a schema named scraper that is not a frontier of this program: name "
            f"another database"
        )
    if row[0] != SCHEMA_VERSION:
        raise FrontierError(
            f"{shown}: has version {row[0]}, this program reads version {SCHEMA_VERSION}: use the "
            f"program that wrote it, or name another database to begin anew"
        )


def prepare(connection: Connection[Any], shown: str) -> None:
    """Create the tables if there are none, and check them. For a connection in autocommit mode.

    Raises:
        FrontierError: as for ``check``.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise FrontierError(
            f"{shown}: the database has the encoding {encoding}: name one that was made with "
            f"CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )
    with connection.transaction():
        # Of several machines that start at once, one creates them.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        try:
            check(connection, shown)
        except FrontierEmpty:
            connection.execute(SCHEMA)
            connection.execute("INSERT INTO scraper.frontier VALUES (%s)", (SCHEMA_VERSION,))
        for table, column, type in ADDED:
            known = connection.execute(
                "SELECT 1 FROM pg_attribute WHERE attname = %s AND attrelid = to_regclass(%s)",
                (column, f"scraper.{table}"),
            ).fetchone()
            if known is None:
                connection.execute(f"ALTER TABLE scraper.{table} ADD COLUMN {column} {type}")
        for index in ADDED_INDEXES:
            connection.execute(index)
