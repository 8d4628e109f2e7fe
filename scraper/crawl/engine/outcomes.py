"""What an outcome means: which record is written, and what the frontier stores.

``OutcomeStore.store`` is called inside a transaction of the frontier, and the line that it returns
is written in the same transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scraper.crawl.engine.same_story import amended, first_version, identified, is_copy, lost_story
from scraper.crawl.engine.stages import Outcome
from scraper.crawl.extraction.jobs import Extracted, NoResult
from scraper.crawl.frontier.entries import FURTHER_PAGE, Candidate, Lane, Task, Visit, is_page
from scraper.crawl.frontier.figures import Figures
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.records import NO_URL, WrittenRecord
from scraper.crawl.frontier.states import State
from scraper.crawl.policy import revisits
from scraper.crawl.policy.selection import Rules, candidates, feed_sites, next_pages, why_unwanted
from scraper.discovery import Found, Kind, Listing
from scraper.discovery.articles import guess
from scraper.discovery.home import is_usual_place, next_usual_place
from scraper.errors import (
    AddressRefused,
    FetchError,
    HostResting,
    HTTPStatusError,
    RobotsDenied,
)
from scraper.exporters.removals import removal_line
from scraper.fetchers.politeness import hostname_of
from scraper.urls import site_of

log = logging.getLogger(__name__)

GONE = (404, 410)
"""Statuses by which a server says that a page is gone."""
MAX_ERROR = 200
"""Characters of an error that are kept; most messages have 30 to 80."""
SINGLE_PAGE = "single_page"
"""Cause of the visit of a story whose record is from its version on one page. It is then not known
how many further pages it has; all of them are in the record."""


@dataclass(frozen=True, slots=True)
class OutcomeStore:
    """Stores the outcomes of one source's pass.

    Attributes:
        source: number of the source in the frontier.
        figures: of the pass; counted on.
        elsewhere: keys of the URLs that are counted in ``figures.elsewhere``; grows.
        lists: hashes of the stories on archives' pages, by the URL of the next page; changes.
        removals: lines for the source's file of removals, to be written in the same transaction;
            grows.
        now: seconds since 1970.
    """

    frontier: Frontier
    rules: Rules
    source: int
    figures: Figures
    elsewhere: set[int]
    lists: dict[str, int]
    removals: list[bytes]
    now: int

    def store(self, outcome: Outcome) -> tuple[bytes | None, dict[int, Lane]]:
        """Store what came of one request.

        Returns:
            The record's line, if one is to be written, and the lanes that got new URLs, by id.
        """
        task, figures = outcome.request.task, self.figures
        if isinstance(outcome.error, HostResting):
            if hostname_of(outcome.error.url) != hostname_of(task.url):
                # It redirects to a paused host; its own host is ready and would be asked again at
                # once.
                rest = revisits.after_rest(task, outcome.error.ready_in, self.now)
                self.frontier.store_visit(task, rest)
                figures.postponed += 1
            return None, {}  # no request was made: the URL stays ready
        figures.fetched += 1 + sum(_is_request(further) for further in outcome.further)
        figures.bytes += outcome.size + sum(further.size for further in outcome.further)
        if outcome.error is not None:
            return None, self._store_error(task, outcome.error)
        if isinstance(outcome.result, NoResult):
            self._store_failure(task, outcome.result)
            return None, {}
        visit = Visit(
            State.DONE,
            self.now,
            etag=outcome.etag,
            last_modified=outcome.last_modified,
            body_hash=outcome.body_hash,
        )
        if task.kind in (Kind.ARTICLE, Kind.PAGE):
            return self._store_article(outcome, visit)
        return None, self._store_listing(outcome, visit)

    def count_elsewhere(self, wanted: Iterable[Candidate]) -> None:
        """Count the URLs that another source was the first to find; each once in a pass."""
        others = self.frontier.of_other_sources(self.source, wanted, self.elsewhere)
        self.elsewhere.update(others)
        self.figures.elsewhere.update(others.values())

    def _store_error(self, task: Task, error: FetchError) -> dict[int, Lane]:
        figures = self.figures
        visit, cause, is_skip = revisits.after_error(task, error, self.now)
        figures.fetched -= cause in ("robots", "address_refused")  # no request was made
        if _is_wrong_guess(task, error):
            figures.listings += 1
        elif _is_empty_archive(task, error):
            figures.listings += 1
            self._skip(task, "no_archive")
        elif is_skip and not task.is_start:  # a start that is refused is the source's failure
            self._skip(task, cause)
        else:
            self._fail(task, cause, str(error))
        self.frontier.store_visit(task, replace(visit, error=_message(error, task)))
        if isinstance(error, HTTPStatusError) and error.status in GONE and is_page(task.kind):
            self._tell_gone(task, error.status)
        return self._next_guess(task)

    def _tell_gone(self, task: Task, status: int) -> None:
        """Tell downstream that the page of a story is gone, once."""
        for story in self.frontier.records.of_url(task.id):
            if story.gone is None:
                self.frontier.records.set_gone(story.id, self.now)
                self._tell_removal(story, task, status)
                self.figures.removed += 1

    def _tell_back(self, task: Task) -> None:
        """Tell downstream that a page is there again that was told to be gone."""
        for story in self.frontier.records.of_url(task.id):
            if story.gone is not None:
                self.frontier.records.set_gone(story.id, None)
                self._tell_removal(story, task, 200)

    def _tell_removal(self, story: WrittenRecord, task: Task, status: int) -> None:
        seen_at, source = _rfc3339(self.now), self.rules.source.name
        self.removals.append(removal_line(story.record, task.url, source, seen_at, status))

    def _store_failure(self, task: Task, failure: NoResult) -> None:
        self._fail(task, failure.cause, failure.message)
        visit = revisits.after_unreadable(task, failure.cause, self.now, failure.lasting)
        self.frontier.store_visit(task, replace(visit, error=_message(failure.message, task)))

    def _fail(self, task: Task, cause: str, message: str) -> None:
        """Count a page that failed, and log it at debug level."""
        self.figures.fail(task.url, cause, message)
        name = self.rules.source.name
        log.debug(
            "%s: failed: %s: %s",
            name,
            cause,
            message,
            extra={"source": name, "url": task.url, "cause": cause},
        )

    def _skip(self, task: Task, cause: str) -> None:
        """Count a page that is not wanted, and log it at debug level."""
        self.figures.skipped[cause] += 1
        name = self.rules.source.name
        log.debug(
            "%s: skipped %s: %s",
            name,
            task.url,
            cause,
            extra={"source": name, "url": task.url, "cause": cause},
        )

    def _next_guess(self, task: Task) -> dict[int, Lane]:
        """Look for a feed or sitemap at the next usual place, if a guess was wrong or failed."""
        if not _is_guess(task):
            return {}
        place = next_usual_place(task.url, task.kind)
        while place is not None and self.rules.denies(place.url):
            place = next_usual_place(place.url, task.kind)
        if place is None:
            return {}
        guessed = Candidate(place.url, place.kind, task.rank, task.depth)
        return self.frontier.add(self.source, [guessed], self.now)[1]

    def _store_listing(self, outcome: Outcome, visit: Visit) -> dict[int, Lane]:
        task, frontier = outcome.request.task, self.frontier
        listing = outcome.result if isinstance(outcome.result, Listing) else Listing(task.kind)
        self.figures.listings += 1
        if listing.problem is not None and task.is_start:
            self._fail(task, "listing", f"{task.url}: {listing.problem}")
        moved = _moved_to(outcome, self.rules)
        for site in feed_sites(listing, task) - self.rules.sites:
            frontier.add_site(self.source, site)
        is_story = listing.is_story and not task.is_start
        if is_story:
            found = (Found(outcome.url, Kind.ARTICLE), *listing.found)
            listing = replace(listing, found=found)
        wanted = candidates(listing, task, self.rules, self.now, moved)
        stories = [found for found in wanted if is_page(found.kind)]
        listings = [found for found in wanted if not is_page(found.kind)]
        new_stories, lanes = frontier.add(self.source, stories, self.now)
        new_listings, more_lanes = frontier.add(self.source, listings, self.now)
        lanes |= more_lanes
        self.count_elsewhere(wanted)
        new = new_stories + new_listings
        stories_shown = hash(frozenset(item.url for item in listing.found if is_page(item.kind)))
        is_repeated = self.lists.pop(task.url, None) == stories_shown
        if new or (task.kind is Kind.ARCHIVE and not is_repeated):
            pages = next_pages(
                listing,
                task,
                self.rules,
                self.now,
                moved,
                mostly_new=2 * new_stories > len(stories),
            )
            lanes |= frontier.add(self.source, pages, self.now)[1]
            if task.kind is Kind.ARCHIVE:
                # Some sites repeat the last page of a list for ever.
                self.lists.update((page.url, stories_shown) for page in pages)
        self.figures.found += new
        if not is_story:  # otherwise it is visited as a story from now on
            visit = revisits.after_listing(task, new, self.rules.source, self.now, visit)
        frontier.store_visit(task, visit)
        if listing.problem is not None:
            lanes |= self._next_guess(task)
        return lanes

    def _store_article(
        self, outcome: Outcome, visit: Visit
    ) -> tuple[bytes | None, dict[int, Lane]]:
        task, frontier, figures = outcome.request.task, self.frontier, self.figures
        if not isinstance(outcome.result, Extracted):
            self._tell_back(task)
            figures.unchanged += 1
            self._store_visit_of_article(task, visit)
            return None, {}
        extracted = outcome.result
        figures.extracted += 1
        figures.warnings.update(extracted.warnings)
        if (left_out := self._left_out(outcome, extracted, visit)) is not None:
            return None, left_out
        extracted, is_alias = identified(frontier, task, outcome.url, extracted)
        story = frontier.records.get(extracted.record_id)
        if is_alias or (story is None and is_copy(frontier, task, outcome.url, extracted)):
            self._skip(task, "same_story")
            frontier.store_visit(task, revisits.after_skip(visit, "same_story"))
            return None, {}
        if (failure := lost_story(outcome, extracted, story)) is not None:
            self._store_failure(task, failure)
            return None, {}
        if story is not None and story.url == NO_URL:
            frontier.records.attach(extracted.record_id, task.id)
            story = replace(story, url=task.id)
        if story is not None or task.visited is not None:
            self._tell_back(task)
        visit, lanes = self._joined(outcome, extracted, visit)
        is_changed = self._is_changed(task, extracted, story)
        self._store_visit_of_article(
            task,
            visit,
            published=extracted.published,
            lively=story is not None and is_changed and extracted.page_type == "liveblog",
            changed=is_changed,
            truncated=outcome.truncated,
        )
        if not is_changed:
            figures.unchanged += 1
            return None, lanes
        return self._write(task, extracted, story), lanes

    def _is_changed(self, task: Task, extracted: Extracted, story: WrittenRecord | None) -> bool:
        """Whether a page shows a new story, or another text, title or authors than the record has
        that was written of it. Stores the latter if an earlier version of the program did not."""
        if story is None or story.content != extracted.content_hash:
            return True
        if story.url != task.id:  # another address of the story may have another headline
            return False
        if story.head is None:
            self.frontier.records.set_head(extracted.record_id, extracted.head_hash)
            return False
        if story.head == extracted.head_hash:
            return False
        # A new layout without the names corrects nothing.
        return extracted.author or story.headline != extracted.headline

    def _left_out(
        self, outcome: Outcome, extracted: Extracted, visit: Visit
    ) -> dict[int, Lane] | None:
        """Store a page that gives no record, whatever is known of others; the lanes that got new
        URLs. None for a page that may give one."""
        task, frontier = outcome.request.task, self.frontier
        if "soft_404" in extracted.warnings:
            message = f"{task.url}: shows an error, a robot check or a login instead of a story"
            self._store_failure(task, NoResult("soft_404", message, lasting=False))
            return {}
        if (waiting := self._as_further_page(task, extracted, visit)) is not None:
            self._skip(task, FURTHER_PAGE)
            frontier.store_visit(task, waiting[0])
            return waiting[1]
        unwanted = why_unwanted(
            extracted, task, outcome.url, self.rules, self._sites_of(outcome), self.now
        )
        if unwanted is not None:
            self._skip(task, unwanted)
            frontier.store_visit(task, revisits.after_skip(visit, unwanted))
            section = _as_section(task, unwanted, self.rules, self.now)
            return frontier.add(self.source, section, self.now)[1] if section else {}
        return None

    def _sites_of(self, outcome: Outcome) -> frozenset[str]:
        """The sites besides the source's own whose stories are wanted."""
        # They matter only after a redirect.
        is_moved = outcome.url != outcome.request.task.url
        return self.frontier.sites(self.source) if is_moved else frozenset()

    def _as_further_page(
        self, task: Task, extracted: Extracted, visit: Visit
    ) -> tuple[Visit, dict[int, Lane]] | None:
        """What is stored of a further page of a story that was fetched by itself, and the lanes
        that got its first page; None if it is none, or if its story is written without it.

        The first page's story takes it over when it is fetched with all of its pages. If it has
        not done so by the next visit, the page gets a record of its own: nothing is lost.
        """
        frontier = self.frontier
        if frontier.is_further_page(task.id):  # since it was read from the frontier
            return revisits.after_skip(visit, FURTHER_PAGE), {}
        if extracted.first_page is None or extracted.page_type != "article":
            return None
        first = frontier.page(extracted.first_page)
        if first is not None and first.cause == SINGLE_PAGE:
            return revisits.after_skip(visit, FURTHER_PAGE), {}
        if first is not None and first.state in (State.SKIPPED, State.FAILED):
            return None
        if first is not None and task.visited is not None and (first.visited or 0) > task.visited:
            return None
        if not self.rules.wants(extracted.first_page, self.rules.sites | {site_of(task.url)}):
            return None
        found = Candidate(extracted.first_page, Kind.ARTICLE, task.rank, task.depth, self.now)
        lanes = frontier.add(self.source, [found], self.now)[1]
        return revisits.after_further_page(visit, self.now), lanes

    def _joined(
        self, outcome: Outcome, extracted: Extracted, visit: Visit
    ) -> tuple[Visit, dict[int, Lane]]:
        """Store which pages a story has in its record: they give none of their own.

        Returns:
            The visit, after which all pages are fetched: that the first is unchanged tells nothing
            of the others. And the lanes from whose queues the further pages are to be taken.
        """
        if not outcome.further:
            return visit, {}
        lanes = self.frontier.set_further_pages(self.source, extracted.joined, self.now)
        visit = replace(
            visit,
            etag=None,
            last_modified=None,
            body_hash=0,  # no body's hash; that there was one tells that it could be read
            cause=SINGLE_PAGE if extracted.is_single else None,
        )
        return visit, lanes

    def _store_visit_of_article(
        self,
        task: Task,
        visit: Visit,
        *,
        published: int | None = None,
        lively: bool = False,
        changed: bool = False,
        truncated: bool = False,
    ) -> None:
        source = self.rules.source
        visit = revisits.after_article(
            task, source, self.now, visit, published=published, lively=lively, changed=changed
        )
        if truncated:
            visit = revisits.after_truncated(visit, self.now)
        self.frontier.store_visit(task, visit)

    def _first_version(
        self, task: Task, extracted: Extracted, story: WrittenRecord | None
    ) -> str | None:
        """The id of the story's first record, if it was written under another id. That record
        belongs to this URL from now on, so that later versions name it, too."""
        records = self.frontier.records
        known = records.of_url(task.id) if task.visited is not None else []
        if story is not None:
            known += records.of_url(story.url) if story.url != task.id else []
            known = [other for other in known if other.id < story.id]
        first = first_version(known, extracted)
        if first is None:
            return None
        records.attach(first.record, task.id)
        return first.record

    def _write(self, task: Task, extracted: Extracted, story: WrittenRecord | None) -> bytes:
        """Store a new story, or a new version of ``story``; returns its line."""
        records = self.frontier.records
        added: dict[str, str] = {}
        if extracted.simhash is not None:
            first = self._first_version(task, extracted, story)
            original = records.original(
                extracted.content_hash, extracted.simhash, extracted.record_id
            )
            original = first if original is None else original
            added |= {"duplicate_of": original} if original is not None else {}
        if story is not None and not extracted.modified:
            # The page does not say when it was changed, but it was changed before now.
            added["modified_at"] = _rfc3339(self.now)
        records.put(
            extracted.record_id,
            task.id,
            extracted.content_hash,
            extracted.simhash,
            self.now,
            head=extracted.head_hash,
            headline=extracted.headline,
            published=extracted.published,
        )
        _count(self.figures, extracted, is_new=story is None, is_duplicate="duplicate_of" in added)
        return amended(extracted.line, **added) if added else extracted.line


def _message(error: object, task: Task) -> str:
    """What went wrong, in one short line without the URL, which stands beside it."""
    message = " ".join(str(error).removeprefix(f"{task.url}: ").split())
    return message if len(message) <= MAX_ERROR else message[: MAX_ERROR - 1] + "…"


def _is_request(outcome: Outcome) -> bool:
    """Whether a request was made for an outcome."""
    return not isinstance(outcome.error, HostResting | RobotsDenied | AddressRefused)


def _is_wrong_guess(task: Task, error: FetchError) -> bool:
    """Whether a feed or sitemap is missing at a usual place that no page had named."""
    return _is_guess(task) and isinstance(error, HTTPStatusError) and 400 <= error.status < 500


def _is_empty_archive(task: Task, error: FetchError) -> bool:
    """Whether an archive has no listing of a day: it has no stories, or none yet."""
    is_missing = isinstance(error, HTTPStatusError) and error.status in GONE
    return task.kind is Kind.ARCHIVE and is_missing


def _is_guess(task: Task) -> bool:
    return not task.is_start and is_usual_place(task.url, task.kind)


def _moved_to(outcome: Outcome, rules: Rules) -> frozenset[str]:
    """The site that a start URL redirects to, if it is not one of the source's own: the site has
    moved there."""
    task = outcome.request.task
    site = site_of(outcome.url)
    if not task.is_start or site in rules.sites:
        return frozenset()
    log.warning(
        "%s: %s redirects to another site: what is found at %s belongs to the source; "
        "update its address in the configuration",
        rules.source.name,
        task.url,
        outcome.url,
        extra={"source": rules.source.name},
    )
    return frozenset({site})


def _as_section(task: Task, unwanted: str, rules: Rules, now: int) -> list[Candidate]:
    """The section that a front page printed as it prints stories, and whose short path told
    nothing."""
    if unwanted != "not_article:listing" or task.depth > 0 or guess(task.url) != "listing":
        return []
    front_page = Listing(Kind.HOME, (Found(task.url, Kind.SECTION),))
    return candidates(front_page, task, rules, now)


def _rfc3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _count(figures: Figures, extracted: Extracted, *, is_new: bool, is_duplicate: bool) -> None:
    figures.records += 1
    figures.new += is_new
    figures.changed += not is_new
    figures.duplicates += is_duplicate
    figures.no_date += extracted.published is None
    figures.no_title += not extracted.title
    figures.no_author += not extracted.author
    figures.letters += extracted.letters
    if extracted.confidence is not None:
        figures.confidence += extracted.confidence
        figures.rated += 1
