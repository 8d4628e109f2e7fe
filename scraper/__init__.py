"""News crawler and content extraction: the story, and the "more news" around it as records.

>>> import scraper
>>> record = scraper.extract(b"<h1>Rain</h1><p>It rained in Lund on Monday.", url="https://a.example/rain")
>>> record.url
'https://a.example/rain'

Public are the names in ``__all__``; everything else may change from one version to the next. They
are loaded when first used, so that ``import scraper`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.config import Config, load_config
    from scraper.crawl import crawl
    from scraper.errors import (
        ConfigError,
        EmptyInput,
        ExportError,
        ExtractionFailed,
        FetchError,
        FrontierError,
        InputError,
        NotText,
        ScraperError,
    )
    from scraper.extractors import SiteRules, extract, extract_page
    from scraper.page import Page
    from scraper.record import Block, Image, Link, Record, RelatedItem, json_schema

_HOMES = {
    "scraper.config": ("Config", "load_config"),
    "scraper.crawl": ("crawl",),
    "scraper.errors": (
        "ConfigError",
        "EmptyInput",
        "ExportError",
        "ExtractionFailed",
        "FetchError",
        "FrontierError",
        "InputError",
        "NotText",
        "ScraperError",
    ),
    "scraper.extractors": ("SiteRules", "extract", "extract_page"),
    "scraper.page": ("Page",),
    "scraper.record": ("Block", "Image", "Link", "Record", "RelatedItem", "json_schema"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Block",
    "Config",
    "ConfigError",
    "EmptyInput",
    "ExportError",
    "ExtractionFailed",
    "FetchError",
    "FrontierError",
    "Image",
    "InputError",
    "Link",
    "NotText",
    "Page",
    "Record",
    "RelatedItem",
    "ScraperError",
    "SiteRules",
    "crawl",
    "extract",
    "extract_page",
    "json_schema",
    "load_config",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'scraper' has no attribute {name!r}")
    return getattr(import_module(home), name)
