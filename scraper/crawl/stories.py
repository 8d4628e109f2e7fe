"""The part of the frontier that knows which records were written: versions, near duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scraper.crawl.database import Database
from scraper.urls import url_key

NEAR = 3
"""Differing bits of 64 up to which two simhashes are one story (Manku, Jain and Das Sarma,
"Detecting near-duplicates for web crawling", WWW 2007)."""


@dataclass(frozen=True, slots=True)
class Story:
    """A record that was written: which URL it came from and what it said."""

    id: int
    record: str
    url: int
    content: int
    simhash: int | None
    versions: int


class Stories:
    """The stories of an open frontier; changes belong inside its ``transaction()``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, record: str) -> Story | None:
        """The story that was written under a record id."""
        row = self._db.execute(
            "SELECT id, record, url, content, simhash, versions FROM story WHERE key = ?",
            (_key(record),),
        ).fetchone()
        return Story(*row) if row else None

    def put(self, record: str, url: int, content: int, simhash: int | None, now: int) -> None:
        """Store that a version of a story was written."""
        self._db.execute(
            "INSERT INTO story (key, record, url, content, simhash, versions, written) "
            "VALUES (?, ?, ?, ?, ?, 1, ?) ON CONFLICT (key) DO UPDATE SET url = excluded.url, "
            "content = excluded.content, simhash = excluded.simhash, "
            "versions = story.versions + 1, written = excluded.written",
            (_key(record), record, url, content, simhash, now),
        )
        if simhash is None:
            return
        row = self._db.execute("SELECT id FROM story WHERE key = ?", (_key(record),)).fetchone()
        self._db.executemany(
            "INSERT INTO band (band, story, simhash) VALUES (?, ?, ?) "
            "ON CONFLICT (band, story) DO UPDATE SET simhash = excluded.simhash",
            [(band, row[0], simhash) for band in _bands(simhash)],
        )

    def near(self, simhash: int, record: str) -> str | None:
        """The record id of the earliest story nearly the same, other than ``record`` itself."""
        rows = self._db.execute(
            "SELECT story, simhash FROM band WHERE band IN (?, ?, ?, ?)", tuple(_bands(simhash))
        )
        stories = sorted(
            {story for story, other in rows if ((simhash ^ other) & _MASK).bit_count() <= NEAR}
        )
        for story in stories:
            row = self._db.execute("SELECT record FROM story WHERE id = ?", (story,)).fetchone()
            if row is not None and row[0] != record:
                return str(row[0])
        return None

    def forget_simhashes(self, before: int) -> None:
        """Drop the simhashes of stories written before a time: near duplicates are news of the
        same days, and the lookups stay as fast as they are."""
        row = self._db.execute(
            "SELECT max(id) FROM story WHERE id < coalesce("
            "(SELECT min(id) FROM story WHERE written >= ?), ?)",
            (before, 1 << 60),
        ).fetchone()
        if row[0] is not None:
            self._db.execute("DELETE FROM band WHERE story <= ?", (row[0],))


def _key(record: str) -> int:
    """A record id as an integer for the index; any string may be an id."""
    return url_key(record, "record")


_MASK = (1 << 64) - 1


def _bands(simhash: int) -> Iterator[int]:
    """Of two hashes with at most three differing bits, one of the four quarters is equal."""
    for quarter in range(4):
        yield quarter << 16 | (simhash >> 16 * quarter) & 0xFFFF
