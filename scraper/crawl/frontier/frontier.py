"""The frontier: every known URL and its state.

The whole state of a crawl is in one database, so that it resumes after any interruption: the URLs
here, the written records in records.py, the runs in runs.py. Changes are made inside
``transaction()``; if the process dies inside, nothing is changed. What an outcome means for a URL
is decided in policy/revisits.py and engine/outcomes.py; it is only stored here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from scraper.crawl.frontier.database import Database, NewUrl
from scraper.crawl.frontier.entries import (
    DAY,
    FURTHER_INTERVAL,
    FURTHER_PAGE,
    START_RANK,
    Candidate,
    KnownPage,
    Lane,
    Task,
    Visit,
    is_page,
    key_of,
)
from scraper.crawl.frontier.records import Records
from scraper.crawl.frontier.runs import Runs
from scraper.crawl.frontier.shared_hosts import SharedHosts
from scraper.crawl.frontier.states import State
from scraper.discovery import Kind
from scraper.urls import origin_of

SURE_AGE = 2 * DAY
"""A sitemap counts as one of the past if its index says that it was changed this long before its
last visit, or earlier: many indexes give a day without a time or a time zone."""
PAST_SITEMAP_INTERVAL = DAY * 3 // 2
"""A sitemap of the past has this interval first, which is more than a day. By that,
policy/revisits.py knows that it may wait for longer than other listings: its index will say if it
is changed."""
KEYS_ASKED = 500
"""URLs looked up in one statement; SQLite before 3.32 allows 999 values."""
_SITE = "//"
"""What the name of a site begins with among the origins of hosts."""


class Frontier:
    """An open frontier. One thread uses it.

    As a context manager it closes the database, and turns the database's own errors into
    FrontierErrors that say what to do.

    Args:
        database: from ``open_database``.

    Attributes:
        database: the open database.
        records: the records that were written.
        runs: the passes over sources, and where their files end.
        absent: ids of sources that no configuration has any more. Whoever finds a page of theirs
            gets it.
    """

    def __init__(self, database: Database) -> None:
        self._db = self.database = database
        self.absent: frozenset[int] = frozenset()
        self.records = Records(database)
        self.runs = Runs(database)
        self._sources: dict[str, int] = {}
        self._hosts: dict[str, int] = {}
        self._lanes: dict[tuple[int, int], int] = {}

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if error is not None and (known := self._db.explained(error)) is not None:
            raise known from error

    @contextmanager
    def transaction(self, holding: Collection[int] = ()) -> Iterator[None]:
        """All changes inside are stored together when it ends, or not at all.

        Args:
            holding: sources whose claim is needed for what is stored.

        Raises:
            ClaimLost: before anything inside, where another machine took one of them over.
            CommitUnknown: whether they were stored cannot be said now.
            FrontierError: they cannot be stored; nothing was.
        """
        try:
            with self._db.transaction(holding):
                yield
        except BaseException:
            # Ids handed out inside are not valid any more.
            self._sources.clear()
            self._hosts.clear()
            self._lanes.clear()
            raise

    @property
    def shared_hosts(self) -> SharedHosts | None:
        """The hosts that the machines sharing this frontier contact; None for one machine."""
        return self._db.shared_hosts

    def claim(self, source: int) -> bool:
        """Take a source for this machine; False where another one has it. Inside a transaction."""
        return self._db.claim(source)

    def release(self, source: int) -> None:
        """Let other machines claim a source. Inside a transaction."""
        self._db.release(source)

    def claimed_elsewhere(self) -> frozenset[str]:
        """The names of the sources that other machines have now."""
        return self._db.claimed_elsewhere()

    def share(self, passes: int) -> int:
        """How many of so many passes are this machine's part."""
        return self._db.share(passes)

    def renew(self) -> None:
        """Keep this machine's claims alive. Call it at least once a second."""
        self._db.renew()

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed: name, consecutive failures, until when they are left alone."""
        return self._db.rests()

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Replace what ``rests`` gives. Inside a transaction."""
        self._db.set_rests(rests)

    def source_id(self, name: str) -> int:
        """The id of a source, assigned at its first run."""
        if name not in self._sources:
            self._db.execute("INSERT INTO source (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            row = self._db.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
            self._sources[name] = row[0]
        return self._sources[name]

    def add(
        self, source: int, candidates: Iterable[Candidate], now: int
    ) -> tuple[int, dict[int, Lane]]:
        """Add URLs that are not known yet, and make known ones ready whose page is said to have
        changed since the last visit. A page for which this was often false is made ready only after
        its ``interval``.

        Returns:
            Their number, and their lanes by id.
        """
        urls = []
        lanes: dict[int, Lane] = {}
        for item in candidates:
            origin = origin_of(item.url)
            lane = self.lane(source, origin)
            lanes[lane] = Lane(lane, source, origin)
            path = item.url[len(origin) :]
            key = key_of(source, item.url, item.kind)
            is_past = (
                item.kind is Kind.SITEMAP
                and item.changed is not None
                and item.changed + SURE_AGE < now
            )
            interval = PAST_SITEMAP_INTERVAL if is_past else None
            if item.is_further:
                interval = FURTHER_INTERVAL
            urls.append(
                NewUrl(key, lane, item.kind, item.rank, item.depth, path, item.changed, interval)
            )
        self._postpone_past_sitemaps(urls, now)
        if self.absent:
            self._take_over(urls)
        return self._db.add_urls(urls, now), lanes

    def of_other_sources(
        self, source: int, candidates: Iterable[Candidate], known: Collection[int] = ()
    ) -> dict[int, str]:
        """The stories and pages among ``candidates`` that belong to other sources.

        Returns:
            Key of the URL to the name of its source, without the keys in ``known``.
        """
        keys = [
            key
            for item in candidates
            if is_page(item.kind) and (key := key_of(source, item.url, item.kind)) not in known
        ]
        if not keys:
            return {}
        count = self._db.execute("SELECT count(*) FROM source").fetchone()[0]
        if count < 2:
            return {}
        found: dict[int, str] = {}
        for start in range(0, len(keys), KEYS_ASKED):
            part = keys[start : start + KEYS_ASKED]
            found |= self._db.execute(
                "SELECT url.key, source.name FROM url JOIN lane ON lane.id = url.lane "
                f"JOIN source ON source.id = lane.source "
                f"WHERE lane.source <> ? AND url.key IN ({', '.join('?' * len(part))})",
                (source, *part),
            ).fetchall()
        return found

    def _take_over(self, urls: Sequence[NewUrl]) -> None:
        """Move the pages among these that belong to absent sources to the lanes given here. What
        the rules of the absent source have skipped is for those of the new one to decide."""
        pages = {url.key: url.lane for url in urls if is_page(Kind(url.kind))}
        keys = list(pages)
        for start in range(0, len(keys), KEYS_ASKED):
            part = keys[start : start + KEYS_ASKED]
            owners = self._db.execute(
                "SELECT url.key, lane.source FROM url JOIN lane ON lane.id = url.lane "
                f"WHERE url.key IN ({', '.join('?' * len(part))})",
                part,
            ).fetchall()
            moved = [(pages[key], key) for key, owner in owners if owner in self.absent]
            self._db.executemany("UPDATE url SET lane = ? WHERE key = ?", moved)
            self._db.executemany(
                f"UPDATE url SET state = {State.READY}, "
                "etag = NULL, last_modified = NULL, body = NULL "
                f"WHERE key = ? AND state = {State.SKIPPED} "
                "AND (cause IN ('off_site', 'denied', 'too_old', 'too_new') "
                "OR substr(cause, 1, 9) = 'language:' OR substr(cause, 1, 12) = 'not_article:')",
                [(key,) for _, key in moved],
            )

    def _postpone_past_sitemaps(self, urls: Iterable[NewUrl], now: int) -> None:
        """Give known sitemaps of the past their interval. One that was found to change more often
        than daily keeps its own, whatever its index says."""
        for url in urls:
            if url.kind != Kind.SITEMAP or url.changed is None:
                continue
            self._db.execute(
                f"UPDATE url SET state = {State.WAITING}, interval = :interval, "
                "next_visit = visited + :interval WHERE key = :key "
                f"AND state IN ({State.READY}, {State.WAITING}) AND rank < :start AND attempts = 0 "
                "AND visited > :past AND visited + :interval > :now "
                "AND interval >= :day AND interval < :interval",
                {
                    "key": url.key,
                    "start": START_RANK,
                    "past": url.changed + SURE_AGE,
                    "now": now,
                    "day": DAY,
                    "interval": PAST_SITEMAP_INTERVAL,
                },
            )

    def add_start(self, source: int, url: str, kind: Kind, now: int, *, forced: bool) -> int | None:
        """Make a listing that the source starts from ready: always when ``forced``, otherwise when
        its time has come.

        Returns:
            The id of its URL, if it is ready.
        """
        origin, key = origin_of(url), key_of(source, url, kind)
        self._db.execute(
            "INSERT INTO url (key, lane, kind, state, rank, depth, path) "
            f"VALUES (:key, :lane, :kind, {State.READY}, :rank, 0, :path) "
            "ON CONFLICT (key) DO UPDATE SET "
            "lane = excluded.lane, kind = excluded.kind, rank = excluded.rank, depth = 0, "
            "state = CASE WHEN :forced OR coalesce(url.next_visit, 0) <= :now "
            # Visited in the future: the clock was wrong then, and so is the next visit.
            f"OR url.visited > :now THEN {State.READY} "
            "ELSE url.state END",
            {
                "key": key,
                "lane": self.lane(source, origin),
                "kind": kind,
                "rank": START_RANK,
                "path": url[len(origin) :],
                "forced": forced,
                "now": now,
            },
        )
        row = self._db.execute(
            f"SELECT id FROM url WHERE key = ? AND state = {State.READY}", (key,)
        ).fetchone()
        return row[0] if row else None

    def failing_starts(
        self, name: str, starts: Iterable[tuple[str, Kind]]
    ) -> list[tuple[str, str, int, str]]:
        """The listings that a source starts from and that failed when they were fetched last.

        Returns:
            URL, cause, number of failures in a row, and the message of the last one.
        """
        row = self._db.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
        found = []
        for url, kind in starts if row else ():
            if not is_page(kind):
                failed = self._db.execute(
                    "SELECT cause, attempts, "
                    # In the frontier of an earlier version, the name means the column of "absent".
                    "(SELECT error FROM url AS failed WHERE failed.id = url.id) "
                    "FROM (SELECT NULL AS error) AS absent CROSS JOIN url "
                    "WHERE key = ? AND attempts > 0",
                    (key_of(row[0], url, kind),),
                ).fetchone()
                if failed is not None:
                    cause, attempts, error = failed
                    found.append((url, str(cause or "unknown"), int(attempts), str(error or "")))
        return found

    def had_stories(self, name: str) -> bool:
        """Whether a source has a page that was found to be a story, and that is not looked at
        again: those that are, are in its last runs."""
        row = self._db.execute(
            "SELECT sum(count) FROM tally JOIN lane ON lane.id = tally.lane "
            "JOIN source ON source.id = lane.source "
            f"WHERE source.name = ? AND state = {State.DONE}",
            (name,),
        ).fetchone()
        return bool(row[0])

    def make_due_ready(self, now: int) -> int:
        """Make every URL ready whose next visit has come; how many they were."""
        return self._db.execute(
            f"UPDATE url SET state = {State.READY} "
            f"WHERE state = {State.WAITING} AND next_visit <= ?",
            (now,),
        ).rowcount

    def forget_the_future(self, now: int) -> None:
        """Change every time that a wrong clock stored as later than ``now`` to ``now``; what was
        visited then is due. Reads every URL."""
        for statement in (
            f"UPDATE url SET next_visit = CASE WHEN state = {State.WAITING} THEN :now END, "
            "visited = :now, "
            "first_visit = CASE WHEN first_visit > :now THEN :now ELSE first_visit END "
            "WHERE visited > :now",
            "UPDATE story SET written = :now WHERE written > :now",
            "UPDATE run SET started = :now WHERE started > :now",
            "UPDATE run SET ended = :now WHERE ended > :now",
        ):
            self._db.execute(statement, {"now": now})

    def lane(self, source: int, origin: str) -> int:
        """The id of a source's lane at a host, which is created if needed."""
        host = self._hosts.get(origin)
        if host is None:
            self._db.execute(
                "INSERT INTO host (origin) VALUES (?) ON CONFLICT DO NOTHING", (origin,)
            )
            row = self._db.execute("SELECT id FROM host WHERE origin = ?", (origin,)).fetchone()
            host = self._hosts[origin] = row[0]
        lane = self._lanes.get((source, host))
        if lane is None:
            values = (source, host)
            self._db.execute(
                "INSERT INTO lane (source, host) VALUES (?, ?) ON CONFLICT DO NOTHING", values
            )
            row = self._db.execute(
                "SELECT id FROM lane WHERE source = ? AND host = ?", values
            ).fetchone()
            lane = self._lanes[(source, host)] = row[0]
        return lane

    def add_site(self, source: int, site: str) -> None:
        """Store that the stories of a site that is not the source's own are wanted too. Such a site
        is kept as a lane without URLs."""
        self.lane(source, _SITE + site)

    def sites(self, source: int) -> frozenset[str]:
        """The sites stored by ``add_site``."""
        rows = self._db.execute(
            "SELECT origin FROM lane JOIN host ON host.id = lane.host "
            "WHERE source = ? AND substr(origin, 1, 2) = ?",
            (source, _SITE),
        )
        return frozenset(origin.removeprefix(_SITE) for (origin,) in rows)

    def ready_lanes(self, source: int) -> list[Lane]:
        """The lanes of a source with URLs to fetch."""
        rows = self._db.execute(
            "SELECT lane.id, origin FROM lane JOIN host ON host.id = lane.host "
            "WHERE source = ? AND EXISTS "
            f"(SELECT 1 FROM url WHERE lane = lane.id AND state = {State.READY})",
            (source,),
        )
        return [Lane(id, source, origin) for id, origin in rows]

    def ready_tasks(self, lane: Lane, limit: int, skip: Collection[int] = ()) -> list[Task]:
        """The next URLs of a lane, the newest first, without those in ``skip``.

        They stay ready until a visit is stored, so a crash loses none.
        """
        rows = self._db.execute(
            "SELECT id, path, kind, lane, rank, depth, next_visit, first_visit, visited, attempts, "
            "interval, etag, last_modified, body "
            f"FROM url WHERE state = {State.READY} AND lane = ? "
            "ORDER BY rank DESC LIMIT ?",
            (lane.id, limit + len(skip)),
        ).fetchall()
        tasks = []
        for id, path, kind, number, rank, depth, next_, first, visited, attempts, *rest in rows:
            if id not in skip:
                url = lane.origin + path
                tasks.append(
                    Task(
                        id,
                        url,
                        Kind(kind),
                        number,
                        rank,
                        depth,
                        next_,
                        first,
                        visited,
                        attempts or 0,
                        *rest,
                    )
                )
        return tasks[:limit]

    def count_ready(self, lane: int, limit: int) -> int:
        """Number of ready URLs in a lane; counting ends at ``limit``."""
        row = self._db.execute(
            "SELECT count(*) FROM "
            f"(SELECT 1 FROM url WHERE state = {State.READY} AND lane = ? LIMIT ?) AS ready",
            (lane, limit),
        ).fetchone()
        return int(row[0])

    def store_visit(self, task: Task, visit: Visit) -> None:
        """Store the result of a visit."""
        self._db.execute(
            "UPDATE url SET state = ?, next_visit = ?, first_visit = coalesce(first_visit, ?), "
            "visited = ?, attempts = ?, interval = ?, etag = ?, last_modified = ?, body = ?, "
            "cause = ?, error = ? WHERE id = ?",
            (
                visit.state,
                visit.next_visit,
                visit.visited,
                visit.visited,
                visit.attempts,
                visit.interval,
                visit.etag,
                visit.last_modified,
                visit.body_hash,
                visit.cause,
                visit.error,
                task.id,
            ),
        )

    def page(self, url: str) -> KnownPage | None:
        """What is stored of a story's URL; None if it is not known."""
        row = self._db.execute(
            "SELECT state, visited, cause FROM url WHERE key = ?", (key_of(0, url, Kind.ARTICLE),)
        ).fetchone()
        return KnownPage(State(row[0]), row[1], row[2]) if row else None

    def is_further_page(self, url: int) -> bool:
        """Whether a story has taken over the page with this id since it was ready."""
        row = self._db.execute("SELECT state, cause FROM url WHERE id = ?", (url,)).fetchone()
        return row is not None and tuple(row) == (State.SKIPPED, FURTHER_PAGE)

    def set_further_pages(self, source: int, urls: Iterable[str], now: int) -> dict[int, Lane]:
        """Store that the record of a story has these pages, whatever is known of them: they are not
        fetched by themselves any more.

        Returns:
            Their lanes, by id.
        """
        lanes = {}
        for url in urls:
            origin = origin_of(url)
            lane = self.lane(source, origin)
            lanes[lane] = Lane(lane, source, origin)
            self._db.execute(
                "INSERT INTO url "
                "(key, lane, kind, state, rank, depth, path, first_visit, visited, cause) "
                f"VALUES (:key, :lane, {Kind.ARTICLE}, {State.SKIPPED}, 0, 0, :path, :now, :now, "
                f"'{FURTHER_PAGE}') ON CONFLICT (key) DO UPDATE SET state = {State.SKIPPED}, "
                "visited = :now, next_visit = NULL, attempts = 0, cause = excluded.cause, "
                "error = NULL",
                {
                    "key": key_of(source, url, Kind.ARTICLE),
                    "lane": lane,
                    "path": url[len(origin) :],
                    "now": now,
                },
            )
        return lanes

    def delete(self, url: int) -> None:
        """Delete a URL's row. No crawl of its source may be running: it would hold the id."""
        row = self._db.execute("SELECT lane, state FROM url WHERE id = ?", (url,)).fetchone()
        if row is not None:
            self._db.execute("DELETE FROM url WHERE id = ?", (url,))
            self._db.execute(
                "UPDATE tally SET count = count - 1 WHERE lane = ? AND state = ?", tuple(row)
            )
