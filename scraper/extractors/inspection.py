"""A page's blocks with the role that each was given, and why, as one HTML file to look at.

For whoever asks why a paragraph is missing or a teaser got in. The file stands alone: no script, no
address of another site is loaded, and what the page says is shown as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from scraper.extractors.classify.features import (
    TokenTable,
    href_words,
    node_words,
    path_of,
    text_words,
)
from scraper.extractors.classify.judge import best_threshold
from scraper.extractors.classify.model import Model, shipped_model
from scraper.extractors.compose import record_of_html, record_of_text
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.decode import Decoded, decode
from scraper.extractors.reading import Reading, read_html
from scraper.extractors.rules import SiteRules
from scraper.page import Page
from scraper.record import Record

ROLES = {
    "paragraph": ("story", "#d9f2d9"),
    "heading": ("story heading", "#b8e6b8"),
    "list": ("story list", "#d9f2e6"),
    "quote": ("story quote", "#e6f2d0"),
    "table": ("story table", "#d0efef"),
    "code": ("story code", "#dfe9df"),
    "title": ("title", "#ffe08a"),
    "byline": ("byline", "#ffeebf"),
    "date": ("date", "#fff3d6"),
    "caption": ("caption", "#f3e0f7"),
    "related": ("related item", "#cfe2ff"),
    "comment": ("comment", "#f9dccb"),
    "boilerplate": ("boilerplate", "#eeeeee"),
}
"""Each role's name and colour."""
TELLING = 0.4
"""Log-odds from which a word is worth showing."""
SHOWN = 4
"""Words shown for and against each."""
DOUBTFUL = 0.1
"""Probability from which the reasons of a boilerplate block are shown without a click."""
WORDS_LEFT = 400
"""Characters of a boilerplate block that are shown."""


@dataclass(slots=True)
class Judged:
    """One block as it is shown.

    Attributes:
        role: a key of ``ROLES``.
        text: what it says.
        path: its elements, outermost first, with id and first class.
        first, second: probability of being story at the first and the second look; None where no
            model was asked (plain text).
        link_share: share of its characters inside links.
        speaks_for, speaks_against: words of its markup, text and link with their log-odds.
    """

    role: str
    text: str
    path: str = ""
    first: float | None = None
    second: float | None = None
    link_share: float = 0.0
    speaks_for: list[tuple[str, float]] = field(default_factory=list)
    speaks_against: list[tuple[str, float]] = field(default_factory=list)


@dataclass(slots=True)
class Inspection:
    """A page's record and its blocks.

    Attributes:
        threshold: probability from which a block of this page is story; None where no model was
            asked, or a site rule chose.
    """

    record: Record
    blocks: list[Judged]
    threshold: float | None = None


def inspect_page(
    page: Page, *, rules: SiteRules | None = None, model: Model | None = None
) -> Inspection:
    """Extract a page and keep what was thought of each of its blocks.

    Raises:
        EmptyInput, NotText: as ``extract`` does.
    """
    decoded = decode(page.body, page.headers)
    if decoded.kind == "text":
        return _inspect_text(page, decoded)
    model = model or shipped_model()
    reading = read_html(page, decoded, rules=rules, model=model)
    record = record_of_html(reading, page, decoded, source=None, comments=True)
    said = _said(record)
    chosen = set(reading.chosen)
    judged = []
    for number, block in enumerate(reading.raw):
        role = _story_role(block) if number in chosen else said.get(_folded(block.text))
        role = role or _marked_role(block.text, record) or "boilerplate"
        scored = _words(reading, block, model.tokens)
        judged.append(
            Judged(
                role=role,
                text=block.text,
                path=_path(reading, block),
                first=float(reading.judgement.first[number]),
                second=float(reading.judgement.second[number]),
                link_share=min(block.link_chars / len(block.text), 1.0),
                speaks_for=[(w, s) for w, s in scored if s >= TELLING][:SHOWN],
                speaks_against=[(w, s) for w, s in reversed(scored) if s <= -TELLING][:SHOWN],
            )
        )
    ruled = reading.ruled is not None and reading.ruled.story
    threshold = None if ruled else best_threshold(reading.raw, reading.judgement.second)
    return Inspection(record, judged, threshold)


def _inspect_text(page: Page, decoded: Decoded) -> Inspection:
    record = record_of_text(page, decoded, source=None)
    said = _said(record)
    kinds = {_folded(block.text): block.type for block in record.blocks}
    judged = []
    for line in decoded.text.splitlines():
        text = _folded(line)
        if not text:
            continue
        kind = kinds.get(text)
        if kind is None and any(text in whole for whole in kinds):
            kind = "paragraph"  # a paragraph that was broken over several lines
        role = "list" if kind == "list_item" else kind if kind in ROLES else said.get(text)
        judged.append(Judged(role or _marked_role(text, record) or "boilerplate", text))
    return Inspection(record, judged)


def _story_role(block: RawBlock) -> str:
    if block.tag in HEADINGS:
        return "heading"
    return {"li": "list", "tr": "table", "pre": "code", "blockquote": "quote"}.get(
        block.tag, "paragraph"
    )


def _said(record: Record) -> dict[str, str]:
    """Texts of the record outside the story, with their roles."""
    said: dict[str, str] = {}
    for comment in record.comments or ():
        for line in comment.text.split("\n"):
            said[_folded(line)] = "comment"
    for item in record.related:
        said[_folded(item.title)] = "related"
        if item.teaser:
            said[_folded(item.teaser)] = "related"
    for image in record.images:
        if image.caption:
            said[_folded(image.caption)] = "caption"
            said[_folded(f"{image.caption} {image.credit or ''}")] = "caption"
    if record.title:
        said[_folded(record.title)] = "title"
    return said


def _marked_role(text: str, record: Record) -> str | None:
    """Byline and date: short lines that hold an author or agency, or the day."""
    if len(text) > 120:
        return None
    if any(name in text for name in [*record.authors, record.agency or ""] if name):
        return "byline"
    day = record.published_at or ""
    if day and day[:4] in text and str(int(day[8:10])) in text:
        return "date"
    return None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _path(reading: Reading, block: RawBlock) -> str:
    names = []
    for node in reversed(path_of(reading.tree, block.node)):
        attrs = reading.tree.attrs[node]
        name = reading.tree.tags[node]
        if attrs.get("id"):
            name += "#" + attrs["id"].split()[0] if attrs["id"].split() else ""
        elif attrs.get("class", "").split():
            name += "." + attrs["class"].split()[0]
        names.append(name)
    return " > ".join(names[1:])


def _words(reading: Reading, block: RawBlock, table: TokenTable) -> list[tuple[str, float]]:
    """The block's words that the tables know, those that speak most for the story first."""
    tree = reading.tree
    scored: dict[str, float] = {}
    for node in path_of(tree, block.node):
        for word in node_words(tree.tags[node], tree.attrs[node]):
            if word in table.markup:
                scored["." + word if word[0] != "<" else word + ">"] = table.markup[word]
    for word in text_words(block.text):
        if word in table.text:
            scored[f"“{word.strip('^$')}”"] = table.text[word]
    if block.anchor >= 0:
        for word in href_words(tree.attrs[block.anchor]):
            if word in table.href:
                scored["link " + word] = table.href[word]
    return sorted(scored.items(), key=lambda item: -item[1])


# --- the page -----------------------------------------------------------------------------------

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 0; color: #222; background: #fff; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.4rem; margin: .5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem; }
dt { color: #666; } dd { margin: 0; overflow-wrap: anywhere; }
.legend span { display: inline-block; padding: .1rem .5rem; margin: 0 .4rem .4rem 0;
  border-radius: 3px; }
.block { display: grid; grid-template-columns: 7.5rem 1fr 17rem; gap: .8rem; padding: .4rem .6rem;
  margin: 2px 0; border-radius: 3px; }
.role { font-size: .8rem; color: #444; }
.text { overflow-wrap: anywhere; white-space: pre-wrap; }
.heading .text, .title .text { font-weight: 600; }
.boilerplate { padding-block: .1rem; }
.boilerplate .text { color: #666; font-size: .9rem; }
.why { font-size: .75rem; color: #444; }
.path { color: #777; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.bar { display: inline-block; width: 5rem; height: .6rem; background: #fff; border: 1px solid #999;
  vertical-align: middle; }
.bar i { display: block; height: 100%; background: #4a8f4a; }
.for { color: #1d6b1d; } .against { color: #a33; }
@media (max-width: 60rem) { .block { grid-template-columns: 1fr; gap: .2rem; } }
@media print { .block { break-inside: avoid; } }
"""


def to_page(found: Inspection, name: str) -> str:
    """The inspection as an HTML page.

    Args:
        name: what to call the page: its file or address.
    """
    record = found.record
    facts = [
        ("page", name),
        ("address", record.url),
        ("type", record.page_type),
        ("confidence", None if record.confidence is None else f"{record.confidence:.2f}"),
        ("title", record.title),
        ("authors", ", ".join(record.authors)),
        ("agency", record.agency),
        ("published", record.published_at),
        ("language", record.language),
        ("story", f"{len(record.blocks)} blocks, {len(record.text):,} characters"),
        ("related", f"{len(record.related)} items"),
        ("warnings", ", ".join(record.warnings)),
        ("threshold", None if found.threshold is None else f"{found.threshold:.2f}"),
        ("extractor", record.extractor_version),
    ]
    shown = "".join(
        f"<dt>{term}</dt><dd>{escape(value, quote=False)}</dd>" for term, value in facts if value
    )
    present = {block.role for block in found.blocks}
    legend = "".join(
        f'<span style="background:{colour}">{title}</span>'
        for role, (title, colour) in ROLES.items()
        if role in present
    )
    return (
        "<!doctype html>\n<html><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width">'
        f"<title>Inspection: {escape(name, quote=False)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(record.title or name, quote=False)}</h1>\n<dl>{shown}</dl>\n"
        f"<p class=legend>{legend}</p>\n"
        + "".join(_shown(found.blocks))
        + "</main></body></html>\n"
    )


def _shown(blocks: Sequence[Judged]) -> Iterable[str]:
    for block in blocks:
        title, colour = ROLES[block.role]
        text = block.text
        if block.role == "boilerplate" and len(text) > WORDS_LEFT:
            text = text[:WORDS_LEFT] + " […]"
        yield (
            f'<div class="block {block.role}" style="background:{colour}">'
            f"<div class=role>{title}</div>"
            f"<div class=text dir=auto>{escape(text, quote=False)}</div><div class=why>"
            f"{_reasons(block)}</div></div>\n"
        )


def _reasons(block: Judged) -> str:
    if block.second is None or block.first is None:
        return ""
    told = ""
    for kind, words in (("for", block.speaks_for), ("against", block.speaks_against)):
        if words:
            named = ", ".join(
                f"<bdi>{escape(word, quote=False)}</bdi> {score:+.1f}" for word, score in words
            )
            told += f"<div class={kind}>{kind}: {named}</div>"
    # What is boilerplate without doubt takes one line until it is opened.
    opened = "" if block.role == "boilerplate" and block.second < DOUBTFUL else " open"
    return (
        f'<details{opened}><summary><span class=bar><i style="width:{block.second:.0%}"></i></span>'
        f" story {block.second:.2f}</summary>"
        f"<div>at first look {block.first:.2f}, links {block.link_share:.0%}</div>{told}"
        f"<div class=path>{escape(block.path, quote=False)}</div></details>"
    )
