"""News crawler and content extractor: stories, and the "more news" around them as separate items.

>>> import scraper
>>> page = b"<h1>Rain</h1><p>It rained in Lund on Monday."
>>> record = scraper.extract(page, url="https://a.example/rain")
>>> record.url
'https://a.example/rain'

The public API is the names in ``__all__``; everything else may change from one version to the next.
docs/library.md describes it with examples.

Modules are imported when a name is first used, so that ``import scraper`` is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from scraper.config import Config, load_config
    from scraper.crawl import CrawlReport, SourceReport, SourceStatus, crawl, schedule, status
    from scraper.errors import (
        AddressRefused,
        ConfigError,
        EmptyInput,
        ExportError,
        ExtractionFailed,
        FetchError,
        FolderUnusable,
        FrontierError,
        FrontierLocked,
        HostResting,
        HTTPStatusError,
        InputError,
        NetworkError,
        NotText,
        RobotsDenied,
        ScraperError,
        TooLarge,
        TooManyRedirects,
    )
    from scraper.exporters.html import to_html
    from scraper.exporters.markdown import to_markdown
    from scraper.exporters.text import to_text
    from scraper.extractors import (
        SiteRules,
        extract,
        extract_page,
        learn_sites,
        template_for,
    )
    from scraper.extractors.template import SiteTemplate
    from scraper.fetchers.files import Saved, Unreadable, read_pages
    from scraper.fetchers.single import fetch
    from scraper.page import Page
    from scraper.record import Block, Comment, Image, Link, Record, RelatedItem, json_schema

__all__ = [
    "AddressRefused",
    "Block",
    "Comment",
    "Config",
    "ConfigError",
    "CrawlReport",
    "EmptyInput",
    "ExportError",
    "ExtractionFailed",
    "FetchError",
    "FolderUnusable",
    "FrontierError",
    "FrontierLocked",
    "HTTPStatusError",
    "HostResting",
    "Image",
    "InputError",
    "Link",
    "NetworkError",
    "NotText",
    "Page",
    "Record",
    "RelatedItem",
    "RobotsDenied",
    "Saved",
    "ScraperError",
    "SiteRules",
    "SiteTemplate",
    "SourceReport",
    "SourceStatus",
    "TooLarge",
    "TooManyRedirects",
    "Unreadable",
    "crawl",
    "extract",
    "extract_page",
    "fetch",
    "json_schema",
    "learn_sites",
    "load_config",
    "read_pages",
    "schedule",
    "status",
    "template_for",
    "to_html",
    "to_markdown",
    "to_text",
]

_MODULES = {
    "scraper.config": ("Config", "load_config"),
    "scraper.crawl": (
        "CrawlReport",
        "SourceReport",
        "SourceStatus",
        "crawl",
        "schedule",
        "status",
    ),
    "scraper.errors": (
        "AddressRefused",
        "ConfigError",
        "EmptyInput",
        "ExportError",
        "ExtractionFailed",
        "FetchError",
        "FolderUnusable",
        "FrontierError",
        "FrontierLocked",
        "HTTPStatusError",
        "HostResting",
        "InputError",
        "NetworkError",
        "NotText",
        "RobotsDenied",
        "ScraperError",
        "TooLarge",
        "TooManyRedirects",
    ),
    "scraper.exporters.html": ("to_html",),
    "scraper.exporters.markdown": ("to_markdown",),
    "scraper.exporters.text": ("to_text",),
    "scraper.extractors": (
        "SiteRules",
        "extract",
        "extract_page",
        "learn_sites",
        "template_for",
    ),
    "scraper.extractors.template": ("SiteTemplate",),
    "scraper.fetchers.files": ("Saved", "Unreadable", "read_pages"),
    "scraper.fetchers.single": ("fetch",),
    "scraper.page": ("Page",),
    "scraper.record": (
        "Block",
        "Comment",
        "Image",
        "Link",
        "Record",
        "RelatedItem",
        "json_schema",
    ),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        globals()[name] = version("scraper")
        return globals()[name]
    for module_name, names in _MODULES.items():
        if name in names:
            module = import_module(module_name)
            # Set all names at once: importing the module scraper.crawl binds scraper.crawl to the
            # module, and this rebinds it to the function.
            globals().update({each: getattr(module, each) for each in names})
            return globals()[name]
    raise AttributeError(f"module 'scraper' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
