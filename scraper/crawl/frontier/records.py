"""The records that were written, their versions and near duplicates: one part of the frontier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scraper.crawl.frontier.database import Database
from scraper.urls import url_key

MAX_DISTANCE = 3
"""Maximum number of differing bits, of 64, in the simhashes of near duplicates (Manku, Jain and Das
Sarma, "Detecting near-duplicates for web crawling", WWW 2007)."""
MAX_COPIES = 20
"""Maximum number of records with one text that are compared with a page's address. A wire story has
as many as there are sites that print it; of a site, the first is among the first."""
NO_URL = 0
"""The URL of a record whose URL was forgotten; ids of URLs begin with 1. The record belongs to the
URL that has its story next."""


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """The latest version of a record.

    Attributes:
        record: the record's id.
        url: id of the URL that it came from, or ``NO_URL``.
        content: hash of its text.
        versions: how many were written.
        head: hash of its title and authors; None if an earlier version of the program wrote it.
        headline: hash of its title.
        published: seconds since 1970.
        gone: since when its page is gone, in seconds since 1970; None while it is there.
    """

    id: int
    record: str
    url: int
    content: int
    simhash: int | None
    versions: int
    head: int | None = None
    headline: int | None = None
    published: int | None = None
    gone: int | None = None


class Records:
    """The records of an open frontier; make changes inside its ``transaction()``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, record: str) -> WrittenRecord | None:
        """What was written under a record id."""
        row = self._db.execute(f"{_STORY} WHERE key = ?", (_key(record),)).fetchone()
        return WrittenRecord(*row) if row else None

    def url_of(self, record: str) -> int | None:
        """The id of the URL that a record came from, also in a frontier of an earlier program."""
        row = self._db.execute("SELECT url FROM story WHERE key = ?", (_key(record),)).fetchone()
        return row[0] if row else None

    def of_url(self, url: int) -> list[WrittenRecord]:
        """What was written of a URL; several records if its canonical URL has changed."""
        rows = self._db.execute(f"{_STORY} WHERE url = ? ORDER BY id", (url,))
        return [WrittenRecord(*row) for row in rows.fetchall()]

    def set_gone(self, story: int, since: int | None) -> None:
        """Store since when the page of a story is gone; None if it is there again."""
        self._db.execute("UPDATE story SET gone = ? WHERE id = ?", (since, story))

    def put(
        self,
        record: str,
        url: int,
        content: int,
        simhash: int | None,
        now: int,
        *,
        head: int = 0,
        headline: int | None = None,
        published: int | None = None,
    ) -> None:
        """Store that a version of a record was written."""
        self._db.execute(
            "INSERT INTO story (key, record, url, content, simhash, versions, written, head, "
            "headline, published) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT (key) "
            "DO UPDATE SET url = excluded.url, content = excluded.content, "
            "simhash = excluded.simhash, versions = story.versions + 1, "
            "written = excluded.written, head = excluded.head, headline = excluded.headline, "
            "published = excluded.published",
            (_key(record), record, url, content, simhash, now, head, headline, published),
        )
        if simhash is None:
            return
        row = self._db.execute("SELECT id FROM story WHERE key = ?", (_key(record),)).fetchone()
        self._db.executemany(
            "INSERT INTO band (band, story, simhash) VALUES (?, ?, ?) "
            "ON CONFLICT (band, story) DO UPDATE SET simhash = excluded.simhash",
            [(band, row[0], simhash) for band in _bands(simhash)],
        )

    def set_head(self, record: str, head: int) -> None:
        """Store the hash of a record's title and authors, if it is not known yet."""
        self._db.execute(
            "UPDATE story SET head = ? WHERE key = ? AND head IS NULL", (head, _key(record))
        )

    def original(self, content: int, simhash: int, record: str) -> str | None:
        """The id of the earliest other record with the same text, of any time, or of a near
        duplicate of the last weeks; only of records older than this one, so that of two records no
        version of the first ever names the second."""
        row = self._db.execute(
            "SELECT record FROM story WHERE content = ? AND id < ? ORDER BY id LIMIT 1",
            (content, self._place_of(record)),
        ).fetchone()
        return str(row[0]) if row is not None else self.near(simhash, record)

    def with_text(self, content: int) -> list[tuple[WrittenRecord, str]]:
        """The first records with a text, each with the URL that it came from."""
        rows = self._db.execute(
            f"SELECT {_STORY_COLUMNS}, host.origin || url.path "
            "FROM story JOIN url ON url.id = story.url JOIN lane ON lane.id = url.lane "
            "JOIN host ON host.id = lane.host WHERE content = ? ORDER BY story.id LIMIT ?",
            (content, MAX_COPIES),
        )
        return [(WrittenRecord(*row[:-1]), str(row[-1])) for row in rows.fetchall()]

    def attach(self, record: str, url: int) -> None:
        """Store which URL a record belongs to now."""
        self._db.execute("UPDATE story SET url = ? WHERE key = ?", (url, _key(record)))

    def detach(self, url: int) -> None:
        """Store that the records of a URL belong to none, since it is forgotten."""
        self._db.execute("UPDATE story SET url = ? WHERE url = ?", (NO_URL, url))

    def near(self, simhash: int, record: str) -> str | None:
        """The id of the earliest near duplicate that is older than ``record``."""
        place = self._place_of(record)
        rows = self._db.execute(
            "SELECT story, simhash FROM band WHERE band IN (?, ?, ?, ?)", tuple(_bands(simhash))
        )
        stories = sorted(
            {
                story
                for story, other in rows
                if ((simhash ^ other) & _MASK).bit_count() <= MAX_DISTANCE
            }
        )
        for story in stories:
            if story >= place:
                break
            row = self._db.execute("SELECT record FROM story WHERE id = ?", (story,)).fetchone()
            if row is not None:
                return str(row[0])
        return None

    def _place_of(self, record: str) -> int:
        """The place of a record among all, by age; behind all others if none was written yet."""
        row = self._db.execute("SELECT id FROM story WHERE key = ?", (_key(record),)).fetchone()
        return int(row[0]) if row is not None else _BEHIND_ALL

    def forget_simhashes(self, before: int) -> None:
        """Delete the simhashes of records written before a time. Near duplicates appear within
        days, and fewer simhashes keep the lookups fast."""
        # One lookup for each simhash of the last weeks, not one for each record of all years.
        self._db.execute(
            "DELETE FROM band WHERE EXISTS "
            "(SELECT 1 FROM story WHERE story.id = band.story AND written < ?)",
            (before,),
        )


_STORY_COLUMNS = (
    "story.id, record, story.url, content, simhash, versions, head, headline, published, gone"
)
_STORY = f"SELECT {_STORY_COLUMNS} FROM story"


def _key(record: str) -> int:
    """A record id as an integer for the index; any string may be an id."""
    return url_key(record, "record")


_MASK = (1 << 64) - 1
_BEHIND_ALL = (1 << 63) - 1


def _bands(simhash: int) -> Iterator[int]:
    """The four quarters: if two hashes differ in at most three bits, one quarter is equal."""
    for quarter in range(4):
        yield quarter << 16 | (simhash >> 16 * quarter) & 0xFFFF
