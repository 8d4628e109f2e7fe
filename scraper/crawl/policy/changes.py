"""What a change of the configuration means for what the frontier has stored.

A page that was skipped by a rule stays skipped, and a listing that has not changed is not read
again. So the rules of a source are stored, and when they change, what they decided is decided anew.
The listings to which a removed start URL led are forgotten. The pages of a source that is not
configured any more go to those that are: to the one that starts from the same listings (it was
renamed), or to the first that finds them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scraper.crawl.frontier.database import Database
from scraper.crawl.frontier.entries import DAY, START_RANK, is_page, key_of
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.states import PAGES, State
from scraper.crawl.policy.revisits import OLD_STORY
from scraper.crawl.policy.selection import archive_pages, start_urls
from scraper.discovery import Kind
from scraper.settings import Source
from scraper.urls import site_of

log = logging.getLogger(__name__)

ABSENT_AFTER = DAY
"""On a frontier that several machines share, a source counts as no longer configured if none of
them has begun a pass over it for so long: the machines' configurations may differ for a while."""

LISTING_RULES = ("allow", "deny", "sites", "age", "since", "until", "depth")
"""The rules that decide which links of a listing are followed."""


def absent_sources(frontier: Frontier, configured: Iterable[str], now: int) -> dict[int, str]:
    """The sources of a frontier that are not in the configuration, by id."""
    names = set(configured)
    rows = frontier.database.execute("SELECT id, name FROM source").fetchall()
    absent = {int(id): str(name) for id, name in rows if name not in names}
    if absent and frontier.shared_hosts is not None:
        recent = frontier.database.execute(
            "SELECT DISTINCT source FROM run WHERE started > ?", (now - ABSENT_AFTER,)
        )
        for (id,) in recent.fetchall():
            absent.pop(id, None)
    return absent


def adapt(
    frontier: Frontier, source: Source, number: int, absent: Mapping[int, str], now: int
) -> None:
    """Make ready what the source's rules now decide otherwise, or may. Inside a transaction.

    The first pass after an upgrade stores the rules, and can compare them with none.

    Args:
        number: of the source, in the frontier.
        absent: from ``absent_sources``.
        now: seconds since 1970.
    """
    database = frontier.database
    rules = _rules_of(source, absent)
    stored = _stored_rules(database, number)
    if stored == rules:
        return
    known_absent = stored["absent"] if stored is not None else []
    vanished = {id: name for id, name in absent.items() if name not in known_absent}
    for id, name in vanished.items():
        if _starts_alike(database, source, id):
            count = _inherit(frontier, number, id)
            log.info(
                "%s: takes over %d pages of %s, which is not in the configuration any more and "
                "had the same start URLs",
                source.name,
                count,
                name,
                extra={"source": source.name},
            )
            stored = stored or _stored_rules(database, id)
    before = stored or rules
    for kind, causes in _reconsidered(before, rules).items():
        condition = f"cause IN ({', '.join('?' * len(causes))})" if causes else f"{_KIND} = ?"
        database.execute(
            # Without what is known of the last body, since an unchanged page is not extracted.
            f"UPDATE url SET state = {State.READY}, etag = NULL, last_modified = NULL, body = NULL "
            f"WHERE state = {State.SKIPPED} AND {condition} "
            "AND lane IN (SELECT id FROM lane WHERE source = ?)",
            (*(causes or [kind + ":"]), number),
        )
    is_start_removed = (
        not set(before.get("starts", ())) <= set(rules["starts"])
        # An earlier version has not stored what the source started from.
        or _has_other_starts(database, source, number)
    )
    if is_start_removed:
        _forget_listings(frontier, source, number)
    elif any(before.get(name) != rules[name] for name in ("age", "since", "until")):
        _forget_archives(frontier, source, number, now)
    if (
        vanished
        or is_start_removed
        or any(before.get(name) != rules[name] for name in LISTING_RULES)
    ):
        database.execute(
            # 0 is no body's hash; that there was one tells that it could be read before.
            f"UPDATE url SET state = {State.READY}, etag = NULL, last_modified = NULL, "
            "body = CASE WHEN body IS NOT NULL THEN 0 END "
            f"WHERE state = {State.WAITING} AND kind NOT IN {PAGES} AND coalesce(attempts, 0) = 0 "
            "AND lane IN (SELECT id FROM lane WHERE source = ?)",
            (number,),
        )
    _schedule_again(database, source, number, [*before.get("revisit", rules["revisit"])], now)
    database.execute("UPDATE source SET rules = ? WHERE id = ?", (json.dumps(rules), number))


def _has_other_starts(database: Database, source: Source, number: int) -> bool:
    starts = _start_keys(source, number)
    rows = database.execute(
        "SELECT key FROM url JOIN lane ON lane.id = url.lane WHERE source = ? AND rank >= ?",
        (number, START_RANK),
    )
    return any(key not in starts for (key,) in rows)


def _start_keys(source: Source, number: int) -> set[int]:
    return {key_of(number, url, kind) for url, kind in start_urls(source)}


def _forget_listings(frontier: Frontier, source: Source, number: int) -> None:
    """Forget every listing but the start URLs, which lead to those that are still wanted."""
    starts = _start_keys(source, number)
    rows = frontier.database.execute(
        "SELECT url.id, key FROM url JOIN lane ON lane.id = url.lane "
        f"WHERE source = ? AND kind NOT IN {PAGES}",
        (number,),
    ).fetchall()
    for id, key in rows:
        if key not in starts:
            frontier.delete(id)


def _forget_archives(frontier: Frontier, source: Source, number: int, now: int) -> None:
    """Forget the listings of an archive's days that are not wanted any more."""
    last_run = frontier.runs.last_start(source.name)
    wanted = {
        key_of(number, page.url, page.kind): page.rank
        for page in archive_pages(source, now, last_run)
    }
    first, last = min(wanted.values(), default=0) - DAY, max(wanted.values(), default=0)
    rows = frontier.database.execute(
        "SELECT url.id, key, depth, rank FROM url JOIN lane ON lane.id = url.lane "
        f"WHERE source = ? AND kind = {Kind.ARCHIVE}",
        (number,),
    ).fetchall()
    for id, key, depth, rank in rows:
        # A further page has a rank just below that of its day.
        if key not in wanted and not (depth > 0 and first < rank <= last):
            frontier.delete(id)


def _schedule_again(
    database: Database, source: Source, number: int, before: list[int], now: int
) -> None:
    """Have stories looked at again at times that ``revisit`` did not have before, if these are
    still to come: also those whose last visit was over."""
    for age in sorted({*map(int, source.revisit)} - {*before}, reverse=True):
        database.execute(
            f"UPDATE url SET state = {State.WAITING}, next_visit = first_visit + :age "
            f"WHERE kind IN {PAGES} AND state IN ({State.WAITING}, {State.DONE}) "
            "AND coalesce(attempts, 0) = 0 "
            "AND first_visit + :age > :now AND coalesce(next_visit, first_visit + :age + 1) > "
            "first_visit + :age AND lane IN (SELECT id FROM lane WHERE source = :source) "
            "AND NOT EXISTS (SELECT 1 FROM story WHERE story.url = url.id "
            "AND story.published < url.first_visit - :old)",
            {
                "age": age,
                "now": now,
                "source": number,
                "old": int(max(*source.revisit, OLD_STORY)),
            },
        )


def _rules_of(source: Source, absent: Mapping[int, str]) -> dict[str, Any]:
    """The rules by which pages and links are skipped, as JSON gives them back."""
    return {
        "allow": list(source.allow),
        "deny": list(source.deny),
        "sites": sorted({site_of(url) for url in source.starts}),
        "age": source.limits.age,
        "since": _text(source.limits.since),
        "until": _text(source.limits.until),
        "depth": source.limits.depth,
        "starts": sorted(
            [
                *(f"{kind.name} {url}" for url, kind in start_urls(source) if not is_page(kind)),
                *(f"{Kind.ARCHIVE.name} {template}" for template in source.archives),
            ]
        ),
        "revisit": sorted(map(int, source.revisit)),
        "page_types": sorted(source.page_types),
        "languages": sorted(source.languages),
        "allow_private": sorted(source.allow_private),
        "absent": sorted(absent.values()),
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _stored_rules(database: Database, number: int) -> dict[str, Any] | None:
    row = database.execute("SELECT rules FROM source WHERE id = ?", (number,)).fetchone()
    if row is None or row[0] is None:
        return None
    rules: dict[str, Any] = json.loads(row[0])
    return rules


_KIND = "substr(cause, 1, 9)"


def _reconsidered(before: Mapping[str, Any], rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """The causes of skipped pages that the changed rules may not skip, by their first word; an
    empty list stands for all that begin with it."""
    changed = {name for name in rules if before.get(name) != rules[name]}
    causes: dict[str, list[str]] = {}
    if changed & {"allow", "deny", "sites"}:
        causes["off_site"] = ["off_site", "denied"]
    if changed & {"age", "since"}:
        causes["too_old"] = ["too_old"]
    if "until" in changed:
        causes["too_new"] = ["too_new"]
    if "allow_private" in changed:
        causes["address_refused"] = ["address_refused"]
    if "page_types" in changed and rules["page_types"]:
        causes["not_article"] = [f"not_article:{name}" for name in rules["page_types"]]
    if "languages" in changed:
        causes["language"] = [f"language:{name}" for name in rules["languages"]]
    return causes


def _starts_alike(database: Database, source: Source, other: int) -> bool:
    """Whether another source starts from one of this one's listings."""
    keys = [key_of(other, url, kind) for url, kind in start_urls(source) if not is_page(kind)]
    return any(
        database.execute(
            "SELECT 1 FROM url WHERE key = ? AND rank >= ?", (key, START_RANK)
        ).fetchone()
        for key in keys
    )


def _inherit(frontier: Frontier, heir: int, absent: int) -> int:
    """Give all pages of one source to another; how many they were."""
    origins = frontier.database.execute(
        "SELECT origin FROM lane JOIN host ON host.id = lane.host WHERE source = ?", (absent,)
    ).fetchall()
    for (origin,) in origins:
        frontier.lane(heir, origin)
    return frontier.database.execute(
        "UPDATE url SET lane = (SELECT mine.id FROM lane AS mine JOIN lane AS other "
        "ON other.host = mine.host WHERE other.id = url.lane AND mine.source = :heir) "
        f"WHERE kind IN {PAGES} AND lane IN (SELECT id FROM lane WHERE source = :absent)",
        {"heir": heir, "absent": absent},
    ).rowcount
