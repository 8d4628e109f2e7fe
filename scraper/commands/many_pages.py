"""``page_output`` for all pages of the input: in this process, or in several (``extract --jobs``).

The results come in the order of the pages. In several processes, a page that crashes the extractor,
hangs or uses up the memory gives an error, and the others are not affected.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from scraper.commands.page_output import Options, Printed, merge, print_page
from scraper.extractors import learn_sites
from scraper.extractors.template import SiteTemplate
from scraper.fetchers.files import Saved

if TYPE_CHECKING:
    from scraper.commands.targets import Pages


def print_pages(
    pages: Pages, options: Options, templates: dict[str, SiteTemplate], processes: int
) -> Generator[tuple[str, Printed]]:
    """What is printed for each page, with the page's name."""
    if processes == 1:
        for name, page in pages:
            if isinstance(page, Exception):
                yield name, Printed(error=str(page))
                continue
            try:
                printed = print_page(Saved(name, page), options=options, templates=templates)
            except MemoryError:
                printed = Printed(error="not enough memory for this page")
            yield name, printed
        return
    from scraper.crawl.extraction.jobs import NoResult

    arguments = {"options": options, "templates": templates}
    for name, result in _in_processes(pages, "print_page", arguments, processes):
        if isinstance(result, NoResult):
            result = Printed(error=result.message)
        elif isinstance(result, Exception):
            result = Printed(error=str(result))
        yield name, result


def learn_templates(pages: Pages, processes: int) -> dict[str, SiteTemplate]:
    """The templates of the pages' sites; pages that cannot be read are skipped."""
    if processes == 1:
        return learn_sites(page for _, page in pages if not isinstance(page, Exception))
    templates: dict[str, SiteTemplate] = {}
    for _, result in _in_processes(pages, "learn_page", {}, processes):
        if isinstance(result, dict):
            merge(templates, result)
    return templates


def _in_processes(
    pages: Pages, function: str, arguments: dict[str, object], processes: int
) -> Iterator[tuple[str, Any]]:
    """Each page's result of a function of page_output.py, or the error that stands for the page."""
    from scraper.crawl.extraction.page_pool import PagePool

    # A process that ends is reported as the page's error; a log line would repeat it.
    logging.getLogger("scraper.crawl").addHandler(logging.NullHandler())
    items = (
        (name, page) if isinstance(page, Exception) else Saved(name, page) for name, page in pages
    )
    with PagePool(processes, f"scraper.commands.page_output:{function}", arguments) as pool:
        for item, result in pool.map(items):
            yield (item.name, result) if isinstance(item, Saved) else item
