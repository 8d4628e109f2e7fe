"""Which story a fetched page shows: a new one, a version of a known one, or one that was written
from another address.

Only the decisions are here; outcomes.py stores what follows from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from scraper.crawl.engine.stages import Outcome
from scraper.crawl.extraction.jobs import Extracted, NoResult
from scraper.crawl.frontier.entries import Task
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.records import NO_URL, WrittenRecord
from scraper.urls import record_id, without_details

ANOTHER_DAY = 20 * 3600
"""Two stories are of different days if so many seconds lie between them: daily ones appear a little
earlier or later, and the copies of one may give its day without the time or the time zone."""
DIFFERENT_BITS = 20
"""Two texts with one canonical URL, or at one URL at two times, are two stories if at least this
many of the 64 bits of their simhashes differ: in unrelated texts 32 ± 4 differ, in versions of one
story fewer than 16."""


def identified(
    frontier: Frontier, task: Task, url: str, extracted: Extracted
) -> tuple[Extracted, bool]:
    """The record with its final id, and whether its URL is an alias of a known story.

    A page may declare another URL as its canonical one. The first page to declare it is written;
    the canonical URL itself takes over the story when it is fetched; all others are aliases. If the
    declared URL belongs to another story, the declaration is ignored.
    """
    story = frontier.records.get(extracted.record_id)
    if story is None or story.url in (task.id, NO_URL):
        return extracted, False
    own = {record_id(task.url), record_id(url)}
    if extracted.record_id in own:
        return extracted, False
    if _is_another_story(story, extracted):
        record = record_id(url)
        line = amended(extracted.line, id=record, canonical_url=None)
        known = frontier.records.get(record)
        is_alias = known is not None and known.url != task.id
        return replace(extracted, record_id=record, canonical_url=None, line=line), is_alias
    return extracted, True


def is_copy(frontier: Frontier, task: Task, url: str, extracted: Extracted) -> bool:
    """Whether the same text with the same title was written from almost the same address, such as
    the page to print, ``?print=1``. Pages that declare no canonical URL are known by that alone."""
    if extracted.simhash is None or extracted.headline is None:
        return False
    plain = without_details(url)
    return any(
        story.url != task.id
        and story.headline == extracted.headline
        and without_details(address) == plain
        for story, address in frontier.records.with_text(extracted.content_hash)
    )


def _is_another_story(story: WrittenRecord, extracted: Extracted) -> bool:
    """Whether two pages with one canonical URL are two stories: their texts clearly differ, or both
    their title and their day do, as in the forecasts of two days."""
    bits = _different_bits(story, extracted)
    if bits is not None and bits >= DIFFERENT_BITS:
        return True
    if None in (story.headline, extracted.headline) or story.headline == extracted.headline:
        return False
    if story.published is None or extracted.published is None:
        return False
    return abs(story.published - extracted.published) >= ANOTHER_DAY


def first_version(known: Iterable[WrittenRecord], extracted: Extracted) -> WrittenRecord | None:
    """The first of a URL's records that has the story which the URL shows under another id now: it
    redirects, or its page declares another canonical URL. A correction may have changed more than
    near duplicates differ in.

    Some addresses show another story each day, under one title and in much the same words. So both
    days must be known and the same.

    Args:
        known: the records that are older than the page's own.
    """
    if extracted.published is None:
        return None
    for story in sorted(known, key=lambda story: story.id):
        bits = _different_bits(story, extracted)
        if bits is None or bits >= DIFFERENT_BITS or story.published is None:
            continue
        if abs(story.published - extracted.published) < ANOTHER_DAY:
            return story
    return None


def _different_bits(story: WrittenRecord, extracted: Extracted) -> int | None:
    """Bits in which the simhashes of two texts differ, 0 to 64; None if a text has no simhash."""
    if story.simhash is None or extracted.simhash is None:
        return None
    return ((story.simhash ^ extracted.simhash) & ((1 << 64) - 1)).bit_count()


def lost_story(
    outcome: Outcome, extracted: Extracted, story: WrittenRecord | None
) -> NoResult | None:
    """Why a page that had a story has none now, or only its beginning: the connection broke, or its
    scripts fill it in now. The story's record stays."""
    url = outcome.request.task.url
    if outcome.truncated and story is not None:
        message = f"{url}: the connection broke before the end of the story"
        return NoResult("truncated", message, lasting=False)
    if story is not None and story.simhash is not None and not extracted.letters:
        return NoResult("no_story", f"{url}: shows its story no more", lasting=False)
    return None


def amended(line: bytes, **values: str | None) -> bytes:
    """A record's line with some fields changed, or removed if the value is None."""
    record = json.loads(line)
    for name, value in values.items():
        if value is None:
            record.pop(name, None)
        else:
            record[name] = value
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
