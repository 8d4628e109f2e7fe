"""The standfirst: what is printed under the headline and before the story.

Not the page's own summary, which no reader sees; that is ``description``.
"""

from __future__ import annotations

from collections.abc import Iterator

from scraper.extractors.metadata.collect import DATE, SUBTITLE, Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.layout import in_picture
from scraper.extractors.metadata.names import strip_by
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.metadata.sitename import key_of
from scraper.extractors.parsing.tree import Tree

FEW = 5
"""Words under which an unmarked line below the headline may be a label."""
SHORTEST = 20
LONGEST = 600
"""Characters. Shorter ones are kickers and labels; longer ones are the story."""
ABOVE_HEADLINE = 10
"""Elements before the headline in which a standfirst may stand: some sites print it on top."""
BELOW_HEADLINE = 60
"""Elements after the headline within which it stands, pictures and bylines between."""

_STRONG = ("subtitle", "subhead", "standfirst", "dek", "deck", "lead", "lede", "chapo", "ingress",
           "bajada", "subtit", "untertitel", "vorspann", "strapline", "catenaccio", "sapo",
           "manchet", "sommario", "alternativeheadline", "intro", "summary", "excerpt",
           "description", "abstract", "synopsis", "teaser")  # fmt: skip


def read_subtitle(tree: Tree, clues: Clues, data: LinkedData, title: str | None) -> str | None:
    """The standfirst as printed, or None."""
    headline = clues.headline
    if headline < 0:
        return None
    own = key_of(title or "")
    described = {
        key_of(text) for text in (
            clues.meta("og:description"), clues.meta("description"),
            data.first("description"), data.first("alternativeHeadline"),
        ) if text
    }  # fmt: skip
    best, best_worth = None, 0.0
    for i, marked in _places(tree, clues):
        text = tree.text_content(i)
        if not SHORTEST <= len(text) <= LONGEST:
            continue
        key = key_of(text)
        if not key or key == own or key in own or (own in key and len(own) > 0.6 * len(key)):
            continue
        if _is_line_of_dates(text) or in_picture(tree, i) or _holds_picture(tree, i):
            continue
        same = any(_alike(key, other) for other in described)
        worth = 2.0 * same + 1.5 * marked - 0.01 * abs(i - headline)
        if not marked and _is_below(tree, headline, i) and len(text.split()) >= FEW:
            worth += 1.0
        if worth > max(best_worth, 0.9):
            best, best_worth = text, worth
    return best


def _places(tree: Tree, clues: Clues) -> Iterator[tuple[int, bool]]:
    """Elements that may be the standfirst, and whether their tokens say so."""
    headline, (start, _) = clues.headline, clues.body
    first = max(0, headline - ABOVE_HEADLINE)
    end = tree.ends[headline] + BELOW_HEADLINE
    if start > headline:
        end = min(end, start + 1)  # below the story's first block nothing stands before it
    marked = {i for i, mask in clues.marked if mask & SUBTITLE and not mask & DATE}
    inside = 0
    for i in range(first, min(end, len(tree))):
        if i < inside or headline <= i < tree.ends[headline] or i < headline < tree.ends[i]:
            continue
        tag = tree.tags[i]
        if i in marked and tree.ends[i] - i <= 12 and _says_so(tree.attrs[i]):
            inside = tree.ends[i]
            yield i, True
        elif tag in ("h2", "h3", "h4", "p") and headline < i <= (start or end):
            # The story's first paragraph is its own beginning unless it repeats the summary.
            yield i, False
        elif tag in ("div", "span") and _is_below(tree, headline, i):
            yield i, False


def _is_below(tree: Tree, headline: int, i: int) -> bool:
    """Whether an element is the line right below the headline, in one box with it and with
    nothing else."""
    box = tree.parents[headline]
    return (
        tree.parents[i] == box
        and i == tree.ends[headline]
        and tree.ends[i] == tree.ends[box]
        and "a" not in tree.tags[i : tree.ends[i]]
        and tree.tags[box] not in ("body", "main", "article")
    )


def _holds_picture(tree: Tree, i: int) -> bool:
    return not {"img", "picture", "figure", "video"}.isdisjoint(tree.tags[i : tree.ends[i]])


def _says_so(attrs: dict[str, str]) -> bool:
    tokens = f"{attrs.get('class', '')} {attrs.get('itemprop', '')} {attrs.get('id', '')}".lower()
    return any(word in tokens for word in _STRONG)


def _alike(one: str, other: str) -> bool:
    """Equal, or one the beginning of the other: summaries are cut, and marked with dots."""
    short = min(len(one), len(other), 80)
    return short >= 15 and one[:short] == other[:short]


def _is_line_of_dates(text: str) -> bool:
    """Whether a line is a byline or a date line."""
    if len(text) > 120:
        return False
    return bool(find_dates(text)) or (len(text) < 60 and strip_by(text)[1])
