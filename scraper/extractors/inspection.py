"""Debug view of an extraction: one HTML file with each block's role, scores and reasons.

Below the blocks it lists the links that were rejected as "more news" items, with their scores. It
shows why a paragraph is missing or a teaser was included. The file is self-contained: it runs no
script, loads no external resource, and shows the page's content as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from scraper.extractors.classify.judge import best_threshold
from scraper.extractors.classify.layout import path_of
from scraper.extractors.classify.model import Model, shipped_model
from scraper.extractors.classify.token_table import TokenTable
from scraper.extractors.classify.tokens import href_words, node_words, text_words
from scraper.extractors.compose import record_of_html, record_of_text
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.decode import Decoded, decode
from scraper.extractors.reading import Reading, read_html
from scraper.extractors.related.candidates import find_candidates
from scraper.extractors.related.describe import describe_candidates
from scraper.extractors.related.find import MIN_ANNOUNCED_SCORE, MIN_SCORE
from scraper.extractors.related.positions import Positions
from scraper.extractors.related.story_page import StoryPage
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
"""Role -> (label, background colour)."""
MIN_LOG_ODDS = 0.4
"""Absolute log-odds from which a word is shown."""
MAX_WORDS = 4
"""Words shown per block and direction (for, against)."""
MIN_DETAILS_PROBABILITY = 0.1
"""Story probability from which the details of a boilerplate block are shown expanded."""
MAX_REJECTED = 100
"""Rejected links shown, those with the highest scores: menus have hundreds."""
MAX_BOILERPLATE_CHARS = 400
"""Characters shown of a boilerplate block."""


@dataclass(slots=True)
class InspectedBlock:
    """One block of the debug view.

    Attributes:
        role: a key of ``ROLES``.
        text: the block's text.
        path: its ancestor elements and its own, outermost first, with id or first class.
        first, second: story probability after the first and the second pass; None where no model
            was used (plain text).
        link_share: share of its characters inside links, 0 to 1.
        words_for, words_against: (word, log-odds) of its markup, text and link, strongest first.
    """

    role: str
    text: str
    path: str = ""
    first: float | None = None
    second: float | None = None
    link_share: float = 0.0
    words_for: list[tuple[str, float]] = field(default_factory=list)
    words_against: list[tuple[str, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RejectedLink:
    """A candidate for a "more news" item that was not selected.

    Attributes:
        score: probability by the related forest; from ``MIN_SCORE`` on a link is an item.
        position: as in the record's related items.
        path: the elements down to its card, outermost first.
    """

    title: str
    url: str
    score: float
    position: str
    path: str


@dataclass(slots=True)
class Inspection:
    """A page's record and its blocks.

    Attributes:
        rejected: the links that are not "more news" items, highest score first.
        threshold: probability from which a block of this page is story; None where no model was
            used or a site rule selected the story.
    """

    record: Record
    blocks: list[InspectedBlock]
    threshold: float | None = None
    rejected: list[RejectedLink] = field(default_factory=list)


def inspect_page(
    page: Page, *, rules: SiteRules | None = None, model: Model | None = None
) -> Inspection:
    """Extract a page and keep role and scores of each of its blocks.

    Raises:
        EmptyInput, NotText: see ``extract``.
    """
    decoded = decode(page.body, page.headers)
    if decoded.kind == "text":
        return _inspect_text(page, decoded)
    model = model or shipped_model()
    reading = read_html(page, decoded, rules=rules, model=model)
    record = record_of_html(reading, page, decoded, source=None, comments=True)
    roles = _roles_by_text(record)
    chosen = set(reading.chosen)
    judged = []
    for number, block in enumerate(reading.raw):
        role = _story_role(block) if number in chosen else roles.get(_folded(block.text))
        role = role or _byline_or_date(block.text, record) or "boilerplate"
        scored = _scored_words(reading, block, model.tokens)
        judged.append(
            InspectedBlock(
                role=role,
                text=block.text,
                path=_path(reading, block.node),
                first=float(reading.judgement.first[number]),
                second=float(reading.judgement.second[number]),
                link_share=min(block.link_chars / len(block.text), 1.0),
                words_for=[(w, s) for w, s in scored if s >= MIN_LOG_ODDS][:MAX_WORDS],
                words_against=[(w, s) for w, s in reversed(scored) if s <= -MIN_LOG_ODDS][
                    :MAX_WORDS
                ],
            )
        )
    by_rule = reading.rule_result is not None and reading.rule_result.story
    threshold = None if by_rule else best_threshold(reading.raw, reading.judgement.second)
    rejected = _rejected_links(reading, record, model) if reading.plain is None else []
    return Inspection(record, judged, threshold, rejected)


def _rejected_links(reading: Reading, record: Record, model: Model) -> list[RejectedLink]:
    """The candidates for related items that were not selected, highest score first."""
    judgement = reading.judgement
    page = StoryPage(
        reading.tree,
        reading.raw,
        judgement.layout,
        chosen=[] if reading.listing else reading.chosen,
        probabilities=judgement.second.tolist(),
        url=reading.address,
    )
    candidates = find_candidates(page.tree, page.blocks, page.story, page.url)
    if not candidates:
        return []
    scores = model.related.probabilities(describe_candidates(page, model.items, candidates))
    positions = Positions(page.tree, page.blocks, page.chosen)
    taken = {item.title for item in record.related}
    found = [
        RejectedLink(c.title, c.url, float(score), positions.of(c), _path(reading, c.card))
        for c, score in zip(candidates, scores, strict=True)
        if c.title not in taken
    ]
    return sorted(found, key=lambda one: -one.score)


def _inspect_text(page: Page, decoded: Decoded) -> Inspection:
    record = record_of_text(page, decoded, source=None)
    roles = _roles_by_text(record)
    kinds = {_folded(block.text): block.type for block in record.blocks}
    judged = []
    for line in decoded.text.splitlines():
        text = _folded(line)
        if not text:
            continue
        kind = kinds.get(text)
        if kind is None and any(text in whole for whole in kinds):
            kind = "paragraph"  # one line of a hard-wrapped paragraph
        role = "list" if kind == "list_item" else kind if kind in ROLES else roles.get(text)
        judged.append(InspectedBlock(role or _byline_or_date(text, record) or "boilerplate", text))
    return Inspection(record, judged)


def _story_role(block: RawBlock) -> str:
    if block.tag in HEADINGS:
        return "heading"
    return {"li": "list", "tr": "table", "pre": "code", "blockquote": "quote"}.get(
        block.tag, "paragraph"
    )


def _roles_by_text(record: Record) -> dict[str, str]:
    """Texts of the record outside the story -> role."""
    roles: dict[str, str] = {}
    for comment in record.comments or ():
        for line in comment.text.split("\n"):
            roles[_folded(line)] = "comment"
    for item in record.related:
        roles[_folded(item.title)] = "related"
        if item.teaser:
            roles[_folded(item.teaser)] = "related"
    for image in record.images:
        if image.caption:
            roles[_folded(image.caption)] = "caption"
            roles[_folded(f"{image.caption} {image.credit or ''}")] = "caption"
    if record.title:
        roles[_folded(record.title)] = "title"
    return roles


def _byline_or_date(text: str, record: Record) -> str | None:
    """The role ``byline`` or ``date`` of a short line with an author, agency or day, else None."""
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


def _path(reading: Reading, element: int) -> str:
    names = []
    for node in reversed(path_of(reading.tree, element)):
        attrs = reading.tree.attrs[node]
        name = reading.tree.tags[node]
        if attrs.get("id"):
            name += "#" + attrs["id"].split()[0] if attrs["id"].split() else ""
        elif attrs.get("class", "").split():
            name += "." + attrs["class"].split()[0]
        names.append(name)
    return " > ".join(names[1:])


def _scored_words(reading: Reading, block: RawBlock, table: TokenTable) -> list[tuple[str, float]]:
    """The block's words found in the token tables, with their log-odds in descending order."""
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
h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
.refused { border-collapse: collapse; width: 100%; table-layout: fixed; }
.refused th { text-align: start; font-weight: 600; padding: 0 .6rem .25rem 0; }
.refused th:first-child { width: 9rem; }
.refused th:last-child { width: 22rem; }
.refused td { vertical-align: top; padding: .25rem .6rem .25rem 0; overflow-wrap: anywhere;
  border-top: 1px solid #ddd; }
.refused .path { font-size: .75rem; }
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
        name: shown as the name of the page: its file or address.
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
        + "".join(_block_rows(found.blocks))
        + _rejected_table(found.rejected)
        + "</main></body></html>\n"
    )


def _block_rows(blocks: Sequence[InspectedBlock]) -> Iterable[str]:
    for block in blocks:
        title, colour = ROLES[block.role]
        text = block.text
        if block.role == "boilerplate" and len(text) > MAX_BOILERPLATE_CHARS:
            text = text[:MAX_BOILERPLATE_CHARS] + " […]"
        yield (
            f'<div class="block {block.role}" style="background:{colour}">'
            f"<div class=role>{title}</div>"
            f"<div class=text dir=auto>{escape(text, quote=False)}</div><div class=why>"
            f"{_reasons(block)}</div></div>\n"
        )


def _rejected_table(rejected: Sequence[RejectedLink]) -> str:
    """HTML table of the rejected links: score, title and address, position."""
    if not rejected:
        return ""
    rows = "".join(
        f"<tr><td><span class=bar><i style='width:{one.score:.0%}'></i></span> {one.score:.2f}</td>"
        f"<td dir=auto>{escape(one.title, quote=False)}<div class=path>"
        f"{escape(one.url, quote=False)}</div></td>"
        f"<td>{one.position}<div class=path>{escape(one.path, quote=False)}</div></td></tr>\n"
        for one in rejected[:MAX_REJECTED]
    )
    more = len(rejected) - MAX_REJECTED
    return (
        "<h2>Links that are no related items</h2>\n"
        f"<p>From a score of {MIN_SCORE} on a link is an item; from {MIN_ANNOUNCED_SCORE} on below "
        "a heading that announces related stories.</p>\n"
        f"<table class=refused><thead><tr><th>score</th><th>link</th><th>place</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>\n"
        + (f"<p>… and {more} more with lower scores</p>\n" if more > 0 else "")
    )


def _reasons(block: InspectedBlock) -> str:
    if block.second is None or block.first is None:
        return ""
    reasons = ""
    for kind, words in (("for", block.words_for), ("against", block.words_against)):
        if words:
            named = ", ".join(
                f"<bdi>{escape(word, quote=False)}</bdi> {score:+.1f}" for word, score in words
            )
            reasons += f"<div class={kind}>{kind}: {named}</div>"
    # Clear boilerplate takes one line until it is expanded.
    opened = (
        "" if block.role == "boilerplate" and block.second < MIN_DETAILS_PROBABILITY else " open"
    )
    return (
        f'<details{opened}><summary><span class=bar><i style="width:{block.second:.0%}"></i></span>'
        f" story {block.second:.2f}</summary>"
        f"<div>first pass {block.first:.2f}, links {block.link_share:.0%}</div>{reasons}"
        f"<div class=path>{escape(block.path, quote=False)}</div></details>"
    )
