"""Page -> Record, and what a site's pages share: the face of this folder.

Decoding comes first; `reading.py` finds what an HTML page holds, and `compose.py` makes the record.

Pure: no network, no clock, no disk (but for the model, read once). The same bytes, address and
headers give the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scraper.errors import ScraperError
from scraper.extractors.classify.judge import judge
from scraper.extractors.classify.model import Model, shipped_model
from scraper.extractors.compose import record_of_html, record_of_text
from scraper.extractors.parsing.decode import decode
from scraper.extractors.reading import open_html, read_html, told_address
from scraper.extractors.rules import SiteRules
from scraper.extractors.template import SiteTemplate
from scraper.page import Page
from scraper.record import Record
from scraper.urls import site_of


def extract(
    html: bytes | str,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    rules: SiteRules | None = None,
    comments: bool = False,
) -> Record:
    """Extract one page.

    Args:
        html: the page as it came (bytes, so that its charset can be found) or already decoded.
            Plain text is welcome too.
        url: the page's address; where it is not given, the page is asked.
        headers: response headers, if there were any: their charset counts.
        rules: CSS selectors for this site, which win over the model.
        comments: whether to give readers' comments too.

    Raises:
        EmptyInput: there is nothing to extract.
        NotText: the bytes are an image, a PDF or other binary data.

    Example:
        >>> page = "<h1>Rain</h1><article><p>It rained in Lund on Monday, and nobody was out.</p>"
        >>> extract(page, url="https://news.example/rain").id == extract(page, url="https://news.example/rain#top").id
        True
    """
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if isinstance(html, str):
        html = html.replace("\0", "").encode("utf-8", "replace")
        named["content-type"] = named.get("content-type", "").partition(";")[0] + "; charset=utf-8"
    return extract_page(Page(html, url=url, headers=named), rules=rules, comments=comments)


def extract_page(
    page: Page,
    *,
    source: str | None = None,
    rules: SiteRules | None = None,
    template: SiteTemplate | None = None,
    comments: bool = False,
    model: Model | None = None,
) -> Record:
    """Extract one page as a fetcher gave it.

    Args:
        source: the source's name, copied to the record.
        rules, comments: see ``extract``.
        template: what was learned of the page's site from its other pages; see `template.py`.
        model: another model than the shipped one; evaluation judges with models that have not
            seen the page's site.

    Raises:
        EmptyInput, NotText: see ``extract``.
    """
    decoded = decode(page.body, page.headers)
    if decoded.kind == "text":
        return record_of_text(page, decoded, source=source)
    reading = read_html(page, decoded, rules=rules, template=template, model=model)
    return record_of_html(reading, page, decoded, source=source, comments=comments)


def warm_up() -> None:
    """Load what the first page would have to: forests, weights, the table of languages."""
    story = "The rain had stopped before the first boats came in, said the harbour office.\n" * 4
    extract(f"<title>Rain</title><h1>Rain</h1><p>{story}</p><p>1 May 2024</p>")
    extract(f"Rain\n\n{story}\n1 May 2024\n")


def learn_sites(pages: Iterable[Page], *, model: Model | None = None) -> dict[str, SiteTemplate]:
    """The template of each site that the pages are of, for ``extract_page``.

    Args:
        pages: in any order; those that cannot be read, are plain text or tell no address are
            passed over.

    Returns:
        Registrable domain to template. A template says something from three pages on.
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
        opened = open_html(page, decoded, decoded.utf8)
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
        return None  # said again, and as an error, when the page is extracted
    address = told_address(page, decoded)
    return templates.get(site_of(address)) if address else None
