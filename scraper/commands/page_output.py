"""What ``scraper extract`` prints for one page.

Called by the command itself, or in the extraction processes of ``extract --jobs``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scraper.commands.extract import is_url
from scraper.errors import ScraperError
from scraper.extractors import extract_page, learn_sites, template_for, warm_up
from scraper.extractors.template import SiteTemplate
from scraper.fetchers.files import Saved
from scraper.record import Record

__all__ = ["Options", "Printed", "learn_page", "merge", "print_page", "warm_up"]


@dataclass(frozen=True, slots=True)
class Options:
    """How every page is printed."""

    format_name: str = "jsonl"
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed for a page.

    Attributes:
        text: for the output; empty if there is nothing to print.
        error: why the page could not be extracted.
        note: a message that is no error.
    """

    text: str = ""
    error: str | None = None
    note: str | None = None


def print_page(saved: Saved, *, options: Options, templates: Mapping[str, SiteTemplate]) -> Printed:
    """Extract one page; a bug in the extractor does not affect the other pages.

    Raises:
        MemoryError: the page needs more memory than there is.
    """
    page, file = saved.page, file_of(saved.name)
    try:
        record = extract_page(
            page, template=template_for(page, templates), comments=options.comments
        )
        if file:
            record = record.model_copy(update={"file": file})
        text = _formatter(options.format_name)(record)
    except ScraperError as error:
        return Printed(error=str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Printed(error=f"the extractor failed ({type(error).__name__}: {error})")
    is_empty = options.format_name != "jsonl" and not record.blocks
    return Printed(text, note=_no_story(record) if is_empty else None)


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


def file_of(name: str) -> str | None:
    """The record's ``file``: the name under which the page was read, as valid Unicode."""
    if name == "-" or name.startswith("-#") or is_url(name):
        return None
    return os.fsencode(name).decode("utf-8", "backslashreplace")


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


def _formatter(format_name: str) -> Callable[[Record], str]:
    if format_name == "text":
        from scraper.exporters.text import to_text

        return to_text
    if format_name == "markdown":
        from scraper.exporters.markdown import to_markdown

        return to_markdown
    if format_name == "html":
        from scraper.exporters.html import to_html

        return to_html
    return lambda record: record.to_json() + "\n"
