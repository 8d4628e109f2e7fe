"""The frontier's file: opened, locked, checked, made. What is stored in it: frontier.py.

SQLite in WAL mode with ``synchronous=FULL``: a commit that has returned survives kill -9 and power
loss. One process crawls on a frontier at a time; others may read it meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import FrontierError, FrontierLocked

APPLICATION_ID = 0x53435246
"""Marks the file as a frontier (SQLite's application_id): "SCRF"."""
SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folder TEXT,               -- where its segments were written last
    segment TEXT,              -- the open segment, NULL for none
    length INTEGER,            -- and its committed length in bytes
    warc_segment TEXT,         -- the same of its WARC files
    warc_length INTEGER
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
    state INTEGER NOT NULL,    -- frontier.State
    rank INTEGER NOT NULL,     -- the newest first
    depth INTEGER NOT NULL,
    path TEXT NOT NULL,        -- what follows the host's origin
    next_visit INTEGER,        -- seconds since 1970, as all times here
    first_visit INTEGER,
    visited INTEGER,
    attempts INTEGER,          -- failures in a row
    interval INTEGER,          -- of a listing, until it is looked at again
    etag TEXT,
    last_modified TEXT,
    body INTEGER,              -- hash of the bytes last seen
    cause TEXT                 -- why it was skipped or failed last
);
CREATE UNIQUE INDEX url_key ON url (key);
CREATE INDEX url_ready ON url (lane, rank DESC) WHERE state = 0;
CREATE INDEX url_due ON url (next_visit) WHERE state = 1;
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
    written INTEGER NOT NULL
);
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


class FrontierEmpty(FrontierError):
    """The file is there, but nothing was stored in it yet."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the frontier file, and make it where there is none.

    Raises:
        FrontierError: it cannot be opened, is corrupt, is no frontier or of another version.
    """
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            isolation_level=None,
            timeout=30.0,
        )
    except (OSError, sqlite3.Error) as error:
        raise FrontierError(f"{path}: cannot open the frontier: {error}") from error
    try:
        _prepare(database, path, read_only)
    except sqlite3.Error as error:
        database.close()
        raise unreadable(path, error) from error
    except FrontierError:
        database.close()
        raise
    return database


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's own errors inside become a FrontierError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: sqlite3.Error) -> FrontierError:
    """The error to raise when SQLite cannot go on with the file."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        advice = "the disk is full: make room and start again; what was committed is kept"
    elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        advice = (
            "the file is damaged: restore it from a backup, recover it with "
            "`sqlite3 FILE .recover`, or move it away to begin anew (all is written again)"
        )
    elif name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        advice = "the file or its folder cannot be written: give write permission"
    elif name.startswith("SQLITE_BUSY"):
        advice = "another program holds the file: end it, then start again"
    else:
        advice = "check the disk, then start again; what was committed is kept"
    return FrontierError(f"{path}: {error}: {advice}")


def _prepare(database: sqlite3.Connection, path: Path, read_only: bool) -> None:
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    empty = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not read_only:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        # 64 MB of pages: the inner nodes of the indexes of 10 million URLs fit.
        database.execute("PRAGMA cache_size = -65536")
        database.execute("PRAGMA foreign_keys = OFF")
        if empty:
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


class Lock:
    """Held while a process crawls on a frontier. The system drops it when the process dies."""

    def __init__(self, frontier: Path) -> None:
        self.path = frontier.with_name(frontier.name + ".lock")
        try:
            frontier.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise FrontierError(
                f"{self.path}: cannot make the lock: {error.strerror}: give write permission"
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._handle, 100).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise FrontierLocked(
                f"{frontier}: process {holder} is crawling on this frontier: wait until it has "
                f"ended, or stop it with `kill {holder}`"
            ) from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let others crawl. The file stays: removing it would race with the next process."""
        os.close(self._handle)
