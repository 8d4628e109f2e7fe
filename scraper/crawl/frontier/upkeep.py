"""What an operator does with single URLs of the frontier: list those that fail, have them fetched
again, forget them.

URLs may be listed, and marked to be fetched again, while a crawl is running: whatever it is just
storing of them, a record is written only of a version that has none. A URL is forgotten only while
nobody crawls its source. What was written of its stories stays known, so that the same version is
not written again when the URL is found anew.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from scraper.crawl.frontier.database import Database, FrontierEmpty
from scraper.crawl.frontier.entries import START_RANK, is_page, key_of
from scraper.crawl.frontier.frontier import KEYS_ASKED, Frontier
from scraper.crawl.frontier.open_frontier import open_database, open_for_marking, open_for_reading
from scraper.crawl.frontier.records import Records
from scraper.crawl.frontier.states import State
from scraper.discovery import Kind
from scraper.discovery.home import is_usual_place
from scraper.errors import FrontierLocked
from scraper.settings import Config
from scraper.urls import canonical_url, record_id


@dataclass(frozen=True, slots=True)
class Failure:
    """A URL that failed when it was fetched last.

    Attributes:
        kind: story, page, feed, sitemap, section, home or robots.
        cause: as in a run's figures, such as ``http_404``.
        attempts: failures in a row.
        visited: when it was fetched last; aware, in UTC.
        next_visit: when it is fetched again; None if it was given up.
        error: what went wrong; None if an earlier version of the program stored the failure.
    """

    id: int
    source: str
    url: str
    kind: str
    cause: str
    attempts: int
    visited: datetime | None
    next_visit: datetime | None
    error: str | None = None

    def to_json(self) -> str:
        """One line of JSON, without the id, which means nothing outside of the frontier."""
        data = {name: value for name, value in asdict(self).items() if name != "id"}
        return json.dumps(data, default=rfc3339, ensure_ascii=False)


def failures(
    config: Config, sources: Collection[str] = (), causes: Collection[str] = ()
) -> Iterator[Failure]:
    """The URLs that failed when they were fetched last, by source. Reads every URL of the frontier.

    A feed or sitemap that is missing at a usual place, where no page had named it, is no failure.

    Args:
        sources: names; all sources of the frontier if none is given.
        causes: all causes if none is given.

    Raises:
        FrontierError: the frontier cannot be read. One that does not exist yet has no failures.
    """
    try:
        with open_for_reading(config) as database:
            yield from _failures(database, sources, causes)
    except FrontierEmpty:
        return


def _failures(
    database: Database, sources: Collection[str], causes: Collection[str]
) -> Iterator[Failure]:
    conditions = ""
    for column, wanted in (("source.name", sources), ("url.cause", causes)):
        if wanted:
            conditions += f"AND {column} IN ({_marks(wanted)}) "
    rows = database.execute(
        "SELECT url.id, source.name, host.origin, url.path, url.kind, url.state, url.cause, "
        "url.attempts, url.visited, url.next_visit, url.rank, url.body, "
        # The frontier of an earlier version has no such column: then the name means "absent".
        "(SELECT error FROM url AS failed WHERE failed.id = url.id) "
        "FROM (SELECT NULL AS error) AS absent CROSS JOIN url JOIN lane ON lane.id = url.lane "
        "JOIN source ON source.id = lane.source "
        "JOIN host ON host.id = lane.host "
        f"WHERE (url.state = {State.FAILED} OR url.state IN ({State.READY}, {State.WAITING}) "
        f"AND url.attempts > 0) {conditions}ORDER BY source.name, url.cause, url.id",
        (*sources, *causes),
    )
    for id, source, origin, path, kind, state, cause, attempts, visited, *rest in rows:
        coming, rank, body, error = rest
        url, cause = origin + path, cause or "unknown"
        is_guess = rank < START_RANK and body is None and is_usual_place(url, Kind(kind))
        if is_guess and cause.startswith("http_4"):
            continue
        again = None if state == State.FAILED else coming
        name = "story" if kind == Kind.ARTICLE else Kind(kind).name.lower()
        times = _time(visited), _time(again)
        yield Failure(id, source, url, name, cause, attempts or 0, *times, error)


def refetch_failures(
    config: Config, sources: Collection[str] = (), causes: Collection[str] = ()
) -> int:
    """Have the URLs that ``failures`` lists fetched again in the next pass over their source.

    Returns:
        Their number.

    Raises:
        FrontierError: the frontier does not exist, or cannot be used.
    """
    with open_for_reading(config) as database:
        ids = [failure.id for failure in _failures(database, sources, causes)]
    _mark(config, ids)
    return len(ids)


def refetch(config: Config, urls: Iterable[str]) -> list[str]:
    """Have URLs fetched and read again in the next pass over their source, whatever came of their
    last visit. A story that has not changed gives no record.

    Returns:
        The URLs that the frontier does not know.

    Raises:
        FrontierError: the frontier does not exist, or cannot be used.
    """
    found, unknown = _found(config, urls)
    _mark(config, [id for id, _ in found])
    return unknown


def _mark(config: Config, ids: Sequence[int]) -> None:
    """Make URLs ready, without what is known of their last body, by which a page counts as
    unchanged and is not read. In short transactions, since a crawl may be running."""
    with Frontier(open_for_marking(config)) as frontier:
        for start in range(0, len(ids), KEYS_ASKED):
            part = ids[start : start + KEYS_ASKED]
            with frontier.transaction():
                frontier.database.execute(
                    # A start URL is never given up, and its failures in a row are in the status.
                    f"UPDATE url SET state = {State.READY}, next_visit = ?, "
                    "etag = NULL, last_modified = NULL, "
                    # 0 is no body's hash; that there was one tells that it could be read before.
                    "body = CASE WHEN body IS NOT NULL THEN 0 END, "
                    "attempts = CASE WHEN rank >= ? THEN attempts ELSE 0 END "
                    f"WHERE id IN ({_marks(part)})",
                    (int(time.time()), START_RANK, *part),
                )


def forget(config: Config, urls: Iterable[str]) -> list[str]:
    """Delete URLs from the frontier. They are new where they are found again: to keep them out,
    ``deny`` them. Their records stay known.

    Returns:
        The URLs that the frontier does not know.

    Raises:
        FrontierLocked: a crawl is running on this machine, or another machine has claimed the
            source of one of them; nothing was deleted.
        FrontierError: the frontier does not exist, or cannot be used.
    """
    found, unknown = _found(config, urls)
    if not found:
        return unknown
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        claimed = {source for _, source in found}
        for source in claimed:
            if not frontier.claim(source):
                raise FrontierLocked(
                    "another machine is crawling the source of one of these URLs: nothing was "
                    "forgotten; try again when its pass has ended"
                )
        for id, _ in found:
            frontier.delete(id)
            frontier.records.detach(id)
        for source in claimed:
            frontier.release(source)
    return unknown


def _found(config: Config, urls: Iterable[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """The ids of URLs and of their sources, and the URLs that are not known."""
    found: dict[int, int] = {}
    unknown = []
    with open_for_reading(config) as database:
        sources = [id for (id,) in database.execute("SELECT id FROM source").fetchall()]
        for url in urls:
            rows = _rows_of(database, canonical_url(url) or url, sources)
            if not rows:
                unknown.append(url)
            found.update(rows)
    return list(found.items()), unknown


def _rows_of(database: Database, url: str, sources: Iterable[int]) -> list[tuple[int, int]]:
    """The rows of a URL: of the page, and of the listing that it is for some sources. A page may
    have been found by another address than that of its record."""
    keys = [key_of(0, url, Kind.ARTICLE)]
    listings = [kind for kind in Kind if not is_page(kind)]
    keys += [key_of(source, url, kind) for source in sources for kind in listings]
    rows = []
    for start in range(0, len(keys), KEYS_ASKED):
        part = keys[start : start + KEYS_ASKED]
        rows += database.execute(f"{_ROWS} url.key IN ({_marks(part)})", part).fetchall()
    if not rows and (id := Records(database).url_of(record_id(url))) is not None:
        rows = database.execute(f"{_ROWS} url.id = ?", (id,)).fetchall()
    return rows


_ROWS = "SELECT url.id, lane.source FROM url JOIN lane ON lane.id = url.lane WHERE"


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def rfc3339(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
