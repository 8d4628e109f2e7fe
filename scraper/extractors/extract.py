"""Entry points of this folder: Page -> Record, and pages of a site -> SiteTemplate.

`parsing/decode.py` decodes the page, `reading.py` analyses HTML, and `compose.py` makes the record.

Pure: no network, no clock, no disk (except the model file, read once). The same bytes, address and
headers give the same record.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scraper.errors import NotText, ScraperError
from scraper.extractors.classify.judge import judge
from scraper.extractors.classify.model import Model, shipped_model
from scraper.extractors.compose import record_of_html, record_of_text
from scraper.extractors.parsing.decode import decode, without_surrogates
from scraper.extractors.reading import page_address, parse_page, read_html
from scraper.extractors.rules import SiteRules
from scraper.extractors.template import SiteTemplate
from scraper.page import Page
from scraper.record import Record
from scraper.urls import canonical_url, site_of, without_login

log = logging.getLogger(__name__)

# A str that is the path of a page rather than the page.
_PATH = re.compile(r"[^\n<>]{1,4096}\.(?:html?|xhtml|mhtml?|txt|eml|webarchive|warc|gz)", re.I)


def extract(
    html: bytes | bytearray | str,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    rules: SiteRules | None = None,
    comments: bool = False,
) -> Record:
    """Extract one page.

    Args:
        html: the page as received (bytes, so that its charset can be detected) or already
            decoded. Plain text is accepted too.
        url: the page's address; by default it is read from the page, where the page states it. A
            value that is no http or https address is ignored, with a warning in the log ("" without
            one). A user and password in it are not written to the record.
        headers: response headers, used for the declared charset.
        rules: CSS selectors for this site; they take precedence over the model.
        comments: whether to extract readers' comments too.

    Raises:
        EmptyInput: there is nothing to extract.
        NotText: the input is an image, a PDF or other binary data; or the path or the address of a
            page instead of the page.
        TypeError: ``html`` is neither bytes nor text.

    Example:
        >>> page = "<h1>Rain</h1><article><p>It rained in Lund on Monday, and nobody was out.</p>"
        >>> extract(page, url="https://news.example/rain").id == extract(page, url="https://news.example/rain#top").id
        True
    """
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if isinstance(html, str):
        if _PATH.fullmatch(html.strip()):
            raise NotText(
                f"the input is the path of a file, {html!r}, not a page: read_pages reads it"
            )
        html = without_surrogates(html.replace("\0", "")).encode()
        named["content-type"] = named.get("content-type", "").partition(";")[0] + "; charset=utf-8"
    elif not isinstance(html, bytes | bytearray):
        raise TypeError(f"expected the page as bytes or str, got {type(html).__name__}")
    return extract_page(Page(bytes(html), url=url, headers=named), rules=rules, comments=comments)


def extract_page(
    page: Page,
    *,
    source: str | None = None,
    rules: SiteRules | None = None,
    template: SiteTemplate | None = None,
    comments: bool = False,
    model: Model | None = None,
) -> Record:
    """Extract one page as returned by a fetcher.

    Args:
        source: the source's name, copied to the record.
        rules, comments: see ``extract``.
        template: statistics of the site's other pages; see `template.py`.
        model: used instead of the shipped model; evaluation passes models that were fitted
            without the page's site.

    Raises:
        EmptyInput, NotText: see ``extract``.
        TypeError: ``page`` is no Page, or its body is text.
    """
    if not isinstance(page, Page):
        raise TypeError(f"expected a Page, got {type(page).__name__}: extract takes bytes or text")
    if not isinstance(page.body, bytes | bytearray):
        kind = type(page.body).__name__
        raise TypeError(f"expected the page's body as bytes, got {kind}: extract takes text, too")
    page = _with_valid_address(page)
    decoded = decode(page.body, page.headers)
    if decoded.kind == "text":
        return record_of_text(page, decoded, source=source)
    reading = read_html(page, decoded, rules=rules, template=template, model=model)
    return record_of_html(reading, page, decoded, source=source, comments=comments)


def _with_valid_address(page: Page) -> Page:
    """The page without its URL if that is none, and without a login in it: it would be written to
    the record."""
    url = without_login((page.url or "").strip())
    if url and canonical_url(url) is None:
        log.warning(
            "url: %r is no address and is ignored: expected http:// or https://, and a host", url
        )
        url = ""
    valid = url or None
    return page if page.url == valid else replace(page, url=valid)


def warm_up() -> None:
    """Load forests, weights and language tables now, so that the first page does not have to."""
    story = "The rain had stopped before the first boats came in, said the harbour office.\n" * 4
    extract(f"<title>Rain</title><h1>Rain</h1><p>{story}</p><p>1 May 2024</p>")
    extract(f"Rain\n\n{story}\n1 May 2024\n")


def learn_sites(pages: Iterable[Page], *, model: Model | None = None) -> dict[str, SiteTemplate]:
    """Learn a template for each site among the pages, for ``extract_page``.

    Args:
        pages: in any order; pages that cannot be decoded, are plain text or have no known address
            are skipped.

    Returns:
        Registrable domain to template. A template has an effect from three pages on.
    """
    model = model or shipped_model()
    found: dict[str, SiteTemplate] = {}
    for page in pages:
        try:
            decoded = decode(page.body, page.headers)
        except ScraperError:
            continue
        if decoded.kind == "text":
            continue
        opened = parse_page(page, decoded, decoded.utf8)
        if opened.address is None:
            continue
        second = judge(opened.tree, opened.raw, opened.hints, model).second
        template = found.setdefault(site_of(opened.address), SiteTemplate())
        template.learn(opened.tree, opened.raw, second)
    return found


def template_for(page: Page, templates: Mapping[str, SiteTemplate]) -> SiteTemplate | None:
    """The template of the page's site, if there is one."""
    if not templates:
        return None
    try:
        decoded = decode(page.body, page.headers)
    except ScraperError:
        return None  # extracting the page raises the same error
    address = page_address(page, decoded)
    return templates.get(site_of(address)) if address else None
