"""Record: the output of the extractors and the input of the exporters.

A record is one JSON object on one line. The JSON Schema (``scraper schema``) is generated from
these classes and their docstrings. Absent values are left out of the JSON, never null; lists are
always present, and empty if nothing was found.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SCHEMA_VERSION: Literal[1] = 1

PageType = Literal[
    "article", "liveblog", "listing", "forum", "product", "documentation", "service", "other"
]
BlockType = Literal["paragraph", "heading", "list_item", "quote", "table", "code", "embed"]
Position = Literal["inline", "sidebar", "below"]

Warning = Literal[
    "calendar_converted",
    "charset_guessed",
    "charset_mismatch",
    "client_rendered",
    "embedded_state",
    "markup_limit",
    "no_story",
    "pages_missing",
    "paywalled",
    "rule_unmatched",
    "soft_404",
    "truncated",
    "url_unknown",
]
"""The closed list of warnings.

calendar_converted  a date was given in a non-Gregorian calendar and was converted
charset_guessed     nothing declared the charset and the bytes are not UTF-8: it was guessed
charset_mismatch    the declared charset does not fit the bytes and another one was used, or text
                    was encoded twice and was repaired
client_rendered     the story is inserted by scripts and is not in the file
embedded_state      the story was taken from JSON embedded in the page, not from its markup
markup_limit        the page has more markup than the limit; the rest was not read
no_story            the page has no story of its own: ``text`` is empty or, on a listing, the listed
                    items
pages_missing       the story has other pages, which are not in this record
paywalled           the page says that only a part of the story is free to read
rule_unmatched      a site rule of the configuration matched nothing on this page
soft_404            the page is not the requested one, although the server answered 200: a
                    not-found page, a robot check, a login, a consent page
truncated           the page's bytes end early
url_unknown         the page's URL is unknown: ``id`` is computed from its bytes
"""

Timestamp = Annotated[
    str,
    StringConstraints(
        pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$"
    ),
]
"""RFC 3339 with the page's own offset, or without an offset if the page gives none; or a date."""


class Model(BaseModel):
    """Base class of the record's models: immutable, and undeclared fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Link(Model):
    """A link inside a block's text."""

    start: int = Field(ge=0)
    """Start of the link in the block's text, in Unicode code points."""
    end: int = Field(ge=0)
    """End of the link (exclusive)."""
    url: str
    """Absolute URL."""


class Block(Model):
    """One piece of the story, in reading order."""

    type: BlockType
    text: str
    """The block's text, with white space folded. A table has one line per row, with cells separated
    by tabs; code is kept exactly as it is; an embed has the text of the embedded post, if the page
    contains it, which is not part of the record's ``text``."""
    level: int | None = None
    """Heading: 1 to 6. List item: its depth, from 1."""
    ordered: bool | None = None
    """List item: whether its list is numbered."""
    cite: str | None = None
    """Quote: who is quoted, or the URL of the source."""
    rows: list[list[str]] | None = None
    """Table: its cells, row by row."""
    header_rows: int | None = None
    """Table: how many of the first rows are headings."""
    url: str | None = None
    """Embed: absolute URL of the embedded content."""
    provider: str | None = None
    """Embed: its kind: video, audio, tweet, instagram, map, iframe, …"""
    links: list[Link] = []


class Image(Model):
    """A picture of the story."""

    url: str | None = None
    """Absolute URL; absent if the page has only the caption: a page saved as plain text, or as HTML
    without markup."""
    caption: str | None = None
    """The caption without the credit; on a page saved as plain text, the line as printed, with the
    credit at its end."""
    credit: str | None = None
    """Photographer or agency."""
    alt: str | None = None


class RelatedItem(Model):
    """One "more news" item: another story that the page points to."""

    title: str
    teaser: str | None = None
    url: str | None = None
    """Absolute URL; absent if the item is not a link: on a page saved as plain text, or as HTML
    without markup."""
    image: str | None = None
    """Absolute URL of the item's picture."""
    section: str | None = None
    """The heading of the block that contains the item: "More News", "Baca juga"."""
    position: Position
    """inline: between the story's blocks. sidebar: beside or before the story. below: after it."""


class Comment(Model):
    """A reader's comment; extracted only on request."""

    author: str | None = None
    published_at: str | None = None
    text: str


class StoryPages(Model):
    """The pages of a story that is spread over several."""

    joined: list[str] = []
    """Addresses of the further pages that are in this record, in order, or of the version on one
    page that it was taken from."""
    next: str | None = None
    """The next page, if it is not in this record."""
    first: str | None = None
    """The first page, if this is a further one."""
    single: str | None = None
    """A version of the story on one page, if the page names one."""


class Record(Model):
    """The story of one page, with its metadata and related items."""

    schema_version: Literal[1] = SCHEMA_VERSION
    id: str
    """Stable hash of the canonical URL; of the bytes, if the URL of a saved page is unknown."""
    url: str | None = None
    """The page's URL as fetched, after redirects."""
    canonical_url: str | None = None
    """The URL that the page declares as its own, if it is on the same site."""
    source: str | None = None
    """The source's name in config.toml."""
    file: str | None = None
    """The path of the saved page that the record was extracted from, as given to `scraper extract`
    or found in a folder; for a WARC with the number of the page in it (`crawl.warc.gz#12`). Absent
    for pages that were fetched."""
    fetched_at: Timestamp | None = None
    """When the page was fetched: RFC 3339, UTC."""
    page_type: PageType
    title: str | None = None
    """The headline without the site's name."""
    subtitle: str | None = None
    """The standfirst. Where the page prints it as part of the story, `text` begins with it."""
    description: str | None = None
    """The page's own summary."""
    authors: list[str] = []
    """The people credited in the byline, without "By" and job titles. If it names no person, the
    desk, agency or publisher that it names. The site's own name only if nobody else is credited."""
    agency: str | None = None
    """The wire service credited, under one name for each in every language: Reuters, AFP, Xinhua
    for 新华社, …"""
    dateline: str | None = None
    """The place that opens the story, as printed: BEIJING."""
    publisher: str | None = None
    """The site's name."""
    published_at: Timestamp | None = None
    modified_at: Timestamp | None = None
    language: str | None = None
    """BCP 47 primary subtag; detected from the text, the page's own declaration second."""
    section: str | None = None
    tags: list[str] = []
    images: list[Image] = []
    """The story's pictures, the lead image first."""
    text: str = ""
    """The story, one block a line. Standfirst, headings, lists, quotes and tables are in it; title,
    byline, date, captions, teasers, prompts, embedded posts, comments and tags are not."""
    blocks: list[Block] = []
    """The same story with its structure."""
    related: list[RelatedItem] = []
    """The "more news" items that were separated from the story."""
    comments: list[Comment] | None = None
    """Readers' comments; absent unless requested."""
    pages: StoryPages | None = None
    """The other pages of the story; absent for a story on one page."""
    confidence: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    """Calibrated: of the pages with confidence 0.9, nine in ten are right."""
    warnings: list[Warning] = []
    duplicate_of: str | None = None
    """``id`` of an earlier record whose story is nearly the same."""
    content_hash: str | None = None
    """SHA-256 of the normalised text: equal for equal stories."""
    simhash: str | None = None
    """64-bit simhash of the normalised text, 16 hexadecimal digits: close for similar stories."""
    extractor_version: str
    """Package version and the model's hash."""

    def to_json(self) -> str:
        """The record as one line of JSON, without line break; absent values are left out.

        Example:
            >>> Record(id="a", page_type="other", extractor_version="1+0").to_json()[:35]
            '{"schema_version":1,"id":"a","page_'
        """
        return self.model_dump_json(exclude_none=True)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one record as it is written."""
    schema = Record.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Record"
    _require_written_fields(schema, Record)
    for model in (Block, Comment, Image, Link, RelatedItem, StoryPages):
        _require_written_fields(schema["$defs"][model.__name__], model)
    found: dict[str, Any] = _without_null(schema)
    return found


def _require_written_fields(schema: dict[str, Any], model: type[Model]) -> None:
    """Mark fields as required that have defaults but are always written."""
    schema["required"] = list(always_written(model))


def always_written(model: type[Model]) -> tuple[str, ...]:
    """The fields that are always written; all others are left out if their value is unknown."""
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if field.is_required() or field.default is not None)


def _without_null(node: Any) -> Any:
    """Drop the null alternative of optional fields: an absent value is left out, never null."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _without_null(value) for key, value in node.items()}
    if node.get("default", ...) is None:
        del node["default"]
    options = node.get("anyOf")
    if options and {"type": "null"} in options:
        rest = [option for option in options if option != {"type": "null"}]
        del node["anyOf"]
        node = {**rest[0], **node} if len(rest) == 1 else {**node, "anyOf": rest}
    return node
