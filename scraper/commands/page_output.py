"""What ``scraper extract`` prints for one page.

Called by the command itself, or in the extraction processes of ``extract --jobs``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from scraper.commands.fetching import is_url
from scraper.commands.formats import formatter
from scraper.errors import ScraperError, describe_fault
from scraper.extractors import SiteRules, extract_page, learn_sites, template_for, warm_up
from scraper.extractors.template import SiteTemplate
from scraper.fetchers.files import Saved
from scraper.record import Record
from scraper.urls import canonical_url

__all__ = ["Options", "Printed", "learn_page", "merge", "print_page", "warm_up"]


@dataclass(frozen=True, slots=True)
class Options:
    """How every page is printed.

    Attributes:
        hosts, languages: if given, pages of other ones are left out.
        source, rules: the source's name, for the record, and its selectors.
    """

    format_name: str = "jsonl"
    comments: bool = False
    front_matter: bool = False
    hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    source: str | None = None
    rules: SiteRules | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed for a page.

    Attributes:
        text: for the output; empty if there is nothing to print.
        error: why the page could not be extracted.
        note: a message that is no error.
        left_out: "host" or "language", if the page has another one than was asked for.
        story: the record, if the page is one of several of its story.
    """

    text: str = ""
    error: str | None = None
    note: str | None = None
    left_out: Literal["host", "language"] | None = None
    story: Record | None = None


def print_page(saved: Saved, *, options: Options, templates: Mapping[str, SiteTemplate]) -> Printed:
    """Extract one page; a bug in the extractor does not affect the other pages.

    Raises:
        MemoryError: the page needs more memory than there is.
    """
    try:
        record = record_of(saved, options, templates)
        if options.hosts and not is_of_host(record.url, options.hosts):
            return Printed(left_out="host")
        language = (record.language or "").partition("-")[0]
        if options.languages and language and language not in options.languages:
            return Printed(left_out="language")
        return print_record(record, options)
    except ScraperError as error:
        return Printed(error=str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Printed(error=f"the extractor failed: {describe_fault(error)}")


def record_of(saved: Saved, options: Options, templates: Mapping[str, SiteTemplate]) -> Record:
    """The record of one page. Raises ScraperError."""
    page, file = saved.page, file_of(saved.name)
    record = extract_page(
        page,
        source=options.source,
        rules=options.rules,
        template=template_for(page, templates),
        comments=options.comments,
    )
    return record.model_copy(update={"file": file}) if file else record


def print_record(record: Record, options: Options, note: str | None = None) -> Printed:
    """What is printed for a record.

    Args:
        note: a message that is no error.
    """
    text = formatter(options.format_name, options.front_matter)(record)
    if options.format_name not in ("jsonl", "csv"):
        note = note or _shortcoming(record)
    return Printed(text, note=note, story=None if record.pages is None else record)


def learn_page(saved: Saved) -> dict[str, SiteTemplate]:
    """The templates of one page, to be merged with those of the others."""
    return learn_sites([saved.page])


def merge(templates: dict[str, SiteTemplate], more: Mapping[str, SiteTemplate]) -> None:
    """Add the counts of ``more`` to ``templates``."""
    for site, counted in more.items():
        known = templates.setdefault(site, SiteTemplate())
        known.pages += counted.pages
        for line, count in counted.lines.items():
            known.lines[line] = known.lines.get(line, 0) + count
        for place, (odds, count) in counted.places.items():
            total, number = known.places.get(place, (0.0, 0))
            known.places[place] = (total + odds, number + count)


def is_of_host(url: str | None, hosts: tuple[str, ...]) -> bool:
    """Whether a URL is of one of the hosts, or of a subdomain of one."""
    try:
        host = urlsplit(canonical_url(url or "") or "").hostname or ""
    except ValueError:
        return False
    return any(host == wanted or host.endswith(f".{wanted}") for wanted in hosts)


def file_of(name: str) -> str | None:
    """The record's ``file``: the name under which the page was read, as valid Unicode."""
    if name == "-" or name.startswith("-#") or is_url(name):
        return None
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _shortcoming(record: Record) -> str | None:
    """What a reader of the story alone would not see of the record's warnings."""
    if not record.blocks:
        return _no_story(record)
    if "markup_limit" in record.warnings:
        return (
            "the page is too large to be read as a whole: the story may go on after what is given"
        )
    if "truncated" in record.warnings:
        return "the page was cut off before its end: the story may go on after what is given"
    return None


def _no_story(record: Record) -> str:
    """Message for a record without a story, with the reason if the record shows it."""
    if record.related:
        return f"no story on this page; it lists {len(record.related)} others (see --format jsonl)"
    if "client_rendered" in record.warnings:
        return (
            "no story on this page: scripts fill it in; save it from a browser, "
            "or crawl it with render = true"
        )
    return "no story on this page"
