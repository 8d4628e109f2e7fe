"""The frontier in an SQLite file, for one machine.

In WAL mode with ``synchronous=FULL``, a commit that has returned survives kill -9 and power loss.
One process at a time crawls on a frontier; others may read it meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scraper.crawl.frontier.database import FrontierEmpty, NewUrl
from scraper.crawl.frontier.lock import Lock
from scraper.crawl.frontier.states import CHANGEABLE, PAGES, State
from scraper.errors import FrontierError

APPLICATION_ID = 0x53435246
"""Marks the file as a frontier (SQLite's application_id): "SCRF"."""
SCHEMA_VERSION = 1

SCHEMA = f"""
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folder TEXT,               -- where its segments were written last
    segment TEXT,              -- the open segment, NULL for none
    length INTEGER,            -- and its committed length in bytes
    warc_segment TEXT,         -- the same of its WARC files
    warc_length INTEGER,
    removal_segment TEXT,      -- and of its removals
    removal_length INTEGER,
    rules TEXT                 -- JSON: what policy/changes.py compares
);
CREATE TABLE host (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE
);
-- Hosts that failed last time they were asked, and until when they are left alone.
CREATE TABLE rest (
    host TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;
-- What one source wants of one host; URLs queue up here.
CREATE TABLE lane (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source(id),
    host INTEGER NOT NULL REFERENCES host(id),
    UNIQUE (source, host)
);
CREATE TABLE url (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,      -- hash of the identity
    lane INTEGER NOT NULL,
    kind INTEGER NOT NULL,     -- discovery.Kind
    state INTEGER NOT NULL,    -- states.State
    rank INTEGER NOT NULL,     -- the newest first
    depth INTEGER NOT NULL,
    path TEXT NOT NULL,        -- what follows the host's origin
    next_visit INTEGER,        -- seconds since 1970, as all times here
    first_visit INTEGER,
    visited INTEGER,
    attempts INTEGER,          -- failures in a row
    interval INTEGER,          -- of a listing, until it is fetched again; of a page, until a
                               -- listing is believed that it has changed
    etag TEXT,
    last_modified TEXT,
    body INTEGER,              -- hash of the bytes last seen
    error TEXT,                -- the message of its last failure
    cause TEXT                 -- why it was skipped or failed last, in a word
);
CREATE UNIQUE INDEX url_key ON url (key);
CREATE INDEX url_ready ON url (lane, rank DESC) WHERE state = {State.READY};
CREATE INDEX url_due ON url (next_visit) WHERE state = {State.WAITING};
-- How many URLs of each state a lane has, so that nothing has to count them.
CREATE TABLE tally (
    lane INTEGER NOT NULL,
    state INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (lane, state)
) WITHOUT ROWID;
CREATE TRIGGER url_added AFTER INSERT ON url BEGIN
    INSERT INTO tally VALUES (NEW.lane, NEW.state, 1)
        ON CONFLICT (lane, state) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER url_moved AFTER UPDATE OF state, lane ON url
WHEN OLD.state <> NEW.state OR OLD.lane <> NEW.lane BEGIN
    UPDATE tally SET count = count - 1 WHERE lane = OLD.lane AND state = OLD.state;
    INSERT INTO tally VALUES (NEW.lane, NEW.state, 1)
        ON CONFLICT (lane, state) DO UPDATE SET count = count + 1;
END;
-- One row for each record id that was written.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    record TEXT NOT NULL,
    url INTEGER NOT NULL,
    content INTEGER NOT NULL,
    simhash INTEGER,
    versions INTEGER NOT NULL,
    written INTEGER NOT NULL,
    head INTEGER,              -- hash of title and authors; NULL for unknown
    headline INTEGER,          -- hash of its title
    published INTEGER,
    gone INTEGER               -- since when its page is gone, NULL while it is there
);
CREATE INDEX story_content ON story (content);
CREATE INDEX story_url ON story (url);
-- The four quarters of each story's simhash: near duplicates share one at least.
CREATE TABLE band (
    band INTEGER NOT NULL,
    story INTEGER NOT NULL,
    simhash INTEGER NOT NULL,
    PRIMARY KEY (band, story)
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    state TEXT NOT NULL,       -- running, done, stopped, interrupted
    figures TEXT NOT NULL      -- JSON: report.Figures
);
CREATE INDEX run_source ON run (source, id);
"""
ADDED = (
    ("source", "rules", "TEXT"),
    ("story", "head", "INTEGER"),
    ("story", "headline", "INTEGER"),
    ("story", "published", "INTEGER"),
    ("source", "removal_segment", "TEXT"),
    ("source", "removal_length", "INTEGER"),
    ("story", "gone", "INTEGER"),
    ("url", "error", "TEXT"),
)
"""Columns that frontiers of this version may lack. They are added when a crawl opens the file;
earlier programs go on reading it, since they name the columns that they use."""
ADDED_INDEXES = (
    "CREATE INDEX IF NOT EXISTS story_content ON story (content)",
    "CREATE INDEX IF NOT EXISTS story_url ON story (url)",
)
"""Indexes that they may lack too."""


class SQLite:
    """An open frontier file; see ``database.Database``. Its lock makes every claim this process's.

    Args:
        read_only: nothing is changed; a crawl may be running.
        alone: no other process crawls meanwhile. Without that, only URLs may be marked.

    Raises:
        FrontierLocked: another process crawls on it.
        FrontierEmpty: it is to be read or marked, and nothing was stored in it yet.
        FrontierError: it cannot be opened, is corrupt, is no frontier or of another version.
    """

    position_table = ("source", "id = ?")
    shared_hosts = None

    def __init__(self, path: Path, *, read_only: bool = False, alone: bool = True) -> None:
        self.path = path
        is_made = alone and not read_only
        if not is_made and not _is_there(path):
            raise FrontierEmpty(f"{path}: there is no frontier yet: nothing was crawled")
        self._lock = Lock(path) if is_made else None
        try:
            self._connection = _connected(path, read_only, is_made)
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise
        self.execute = self._connection.execute
        self.executemany = self._connection.executemany

    def close(self) -> None:
        """Close and unlock."""
        try:
            self._connection.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def transaction(self, holding: Collection[int] = ()) -> Iterator[None]:
        """All changes inside are stored together when it ends, or not at all."""
        try:
            self.execute("BEGIN IMMEDIATE")
            yield
            self.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _unreadable(self.path, error) from error
            raise

    def add_urls(self, urls: Sequence[NewUrl], now: int) -> int:
        """Insert URLs, or make them ready again."""
        return self.executemany(
            "INSERT INTO url (key, lane, kind, state, rank, depth, path, interval) "
            f"VALUES (?1, ?2, ?3, {State.READY}, ?4, ?5, ?6, ?8) "
            f"ON CONFLICT (key) DO UPDATE SET state = {State.READY}, "
            "rank = max(rank, excluded.rank) "
            # A sitemap that gives every page the present time must not make every pass a full
            # one: a page is left alone for an hour, or as long as policy/revisits.py decided.
            f"WHERE state IN {CHANGEABLE} AND ?7 > visited AND ?9 > visited + "
            f"CASE WHEN kind IN {PAGES} THEN coalesce(url.interval, 3600) ELSE 3600 END",
            [(*url, now) for url in urls],
        ).rowcount

    def claim(self, source: int) -> bool:
        """Always: no other process can crawl."""
        return True

    def release(self, source: int) -> None:
        """Nothing to do."""

    def claimed_elsewhere(self) -> frozenset[str]:
        """None are."""
        return frozenset()

    def share(self, passes: int) -> int:
        """All of them."""
        return passes

    def renew(self) -> None:
        """Nothing to do."""

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed."""
        return self.execute("SELECT host, failures, until FROM rest").fetchall()

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Replace what ``rests`` gives."""
        self.execute("DELETE FROM rest")
        self.executemany("INSERT INTO rest VALUES (?, ?, ?)", rests)

    def explained(self, error: BaseException) -> FrontierError | None:
        """SQLite's own errors as one that says what to do."""
        return _unreadable(self.path, error) if isinstance(error, sqlite3.Error) else None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # the folder may not be entered
        reason = error.strerror
        raise FrontierError(f"{path}: cannot be read: {reason}: give read permission") from error


def _connected(path: Path, read_only: bool, is_made: bool) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    is_closed = not path.with_name(f"{path.name}-wal").exists()
    if read_only and is_closed and not os.access(path.parent, os.W_OK):
        # SQLite makes files beside a database in WAL mode, also to read it. A crawl that is running
        # has made them already.
        mode = "ro&immutable=1"
    try:
        database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=30.0,
        )
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    try:
        _prepare(database, path, read_only, is_made)
    except sqlite3.Error as error:
        database.close()
        raise _unreadable(path, error) from error
    except FrontierError:
        database.close()
        raise
    return database


def _unreadable(path: Path, error: sqlite3.Error) -> FrontierError:
    """The error to raise when SQLite cannot use the file."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        advice = "the disk is full: make room and start again; what was committed is kept"
    elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        advice = (
            "the file is damaged: restore it from a backup, recover it with "
            "`sqlite3 FILE .recover`, or move it away to begin anew (all is written again)"
        )
    elif name.startswith("SQLITE_CANTOPEN") and not os.access(path, os.R_OK):
        advice = "the file cannot be read: give read permission"
    elif name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        advice = "the file or its folder cannot be written: give write permission"
    elif name.startswith("SQLITE_BUSY"):
        advice = "another program holds the file: end it, then start again"
    else:
        advice = "check the disk, then start again; what was committed is kept"
    return FrontierError(f"{path}: {error}: {advice}")


def _prepare(database: sqlite3.Connection, path: Path, read_only: bool, is_made: bool) -> None:
    """Check the file. ``is_made``: create what is missing."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    empty = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not read_only:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        # 64 MB of pages: the inner nodes of the indexes of 10 million URLs fit.
        database.execute("PRAGMA cache_size = -65536")
        database.execute("PRAGMA foreign_keys = OFF")
        if empty and is_made:
            database.executescript(
                f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};"
                f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
            return
    if empty:
        raise FrontierEmpty(f"{path}: the frontier is empty: nothing was crawled yet")
    if application != APPLICATION_ID:
        raise FrontierError(f"{path}: is an SQLite file, but not a frontier of this program")
    if version != SCHEMA_VERSION:
        raise FrontierError(
            f"{path}: has version {version}, this program reads version {SCHEMA_VERSION}: use the "
            f"program that wrote it, or move the file away to begin anew"
        )
    if is_made:
        for table, column, type in ADDED:
            if all(row[1] != column for row in database.execute(f"PRAGMA table_info({table})")):
                database.execute(f"ALTER TABLE {table} ADD COLUMN {column} {type}")
        for index in ADDED_INDEXES:
            database.execute(index)
