"""The standfirst: the text between the headline and the story.

Not the summary in the page's head, which is ``description``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.forms import (
    is_cased,
    is_full_name,
    is_name,
    is_role,
)
from scraper.extractors.metadata.names.split import strip_by
from scraper.extractors.metadata.sources.collect import AUTHOR, CREDIT, DATE, SUBTITLE, Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import in_picture
from scraper.extractors.metadata.sources.sitename import is_home, key_of
from scraper.extractors.parsing.hidden import shown_text
from scraper.extractors.parsing.tree import Tree

FEW = 5
"""Words below which an unmarked line under the headline may be a label."""
SHORTEST = 20
LONGEST = 600
"""Limits in characters. Shorter lines are kickers and labels; longer ones are the story."""
ABOVE_HEADLINE = 10
"""Elements before the headline that may contain the standfirst, as on some sites."""
BELOW_HEADLINE = 60
"""Elements after the headline that may contain it; pictures and bylines may be in between."""
MIN_WORTH = 0.9
"""Minimum score of a standfirst. Repeating the page's summary counts 2, a class 1.5, a position
right below the headline 1."""

_LINE_TAGS = frozenset("b strong em i span br".split())
_STRONG = ("subtitle", "subhead", "standfirst", "dek", "deck", "lead", "lede", "chapo", "ingress",
           "bajada", "subtit", "untertitel", "vorspann", "strapline", "catenaccio", "sapo",
           "manchet", "sommario", "alternativeheadline", "intro", "summary", "excerpt",
           "description", "abstract", "synopsis", "teaser", "subheading", "soustitre",
           "sottotitolo", "entradilla", "linhafina", "perex", "underrubrik", "undertitel",
           "ondertitel", "alaotsikko", "podtytul", "podtitul", "podnaslov", "altbaslik", "copete",
           "zajawka")  # fmt: skip
_KICKERS = ("kicker", "eyebrow", "overline", "uptitle", "rutitr", "rotitr", "nadnaslov", "surtitre",
            "antetitul", "occhiello", "overtitle", "dachzeile", "spitzmarke", "pretitle",
            "supertitle", "nadtitul", "nadtytul", "toptitle")  # fmt: skip
"""Words for a line above the headline, which is none below it."""
_PARTS = frozenset({"olho", "opener", "spot"})
"""Words that only count as a separate part of a token, not within another word (hotspot)."""


_ALONE = frozenset({"entrada"})
"""Words that only count as the whole class of a paragraph: in names of other elements, this one
stands for a post."""
_PARAGRAPHS = frozenset({"p", "h2", "h3", "h4"})

_IDS = frozenset({"lead", "lede", "chapo", "sapo", "perex", "manchet", "ingress", "standfirst"})
"""Parts of an id that mark a standfirst without a class; other words are in many ids."""
_BOXES_OF_LINES = frozenset({"div", "p", "section"})

_SPLIT = re.compile(r"[\s_-]+")
LONG_WORD = 8
"""Letters from which a word is also searched across hyphens and underscores."""


def read_subtitle(tree: Tree, clues: Clues, data: LinkedData, title: str | None) -> str | None:
    """The standfirst as on the page, or None."""
    headline = clues.headline if clues.headline >= 0 else _title_element(tree, title)
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
    for i, marked in _places(tree, clues, headline):
        text = shown_text(tree, i)
        if not SHORTEST <= len(text) <= LONGEST or _is_other_text(tree, clues, headline, i, text):
            continue
        key = key_of(text)
        if not key or key == own or key in own or (own in key and len(own) > 0.6 * len(key)):
            continue
        same = any(_alike(key, other) for other in described)
        if same and not marked and i >= clues.body[0] > headline and _is_like_next(tree, i):
            continue
        worth = 2.0 * same + 1.5 * marked - 0.01 * abs(i - headline)
        if not marked and _stands_as_one(tree, clues, headline, i, text):
            worth += 1.0
        if worth > max(best_worth, MIN_WORTH):
            best, best_worth = text, worth
    return best


def _is_other_text(tree: Tree, clues: Clues, headline: int, i: int, text: str) -> bool:
    """Whether an element is clearly something else: a date line, a picture's text, the site's
    slogan, the whole story, or its main points."""
    outside = tree.parents[i] if i > clues.body[0] > headline else i
    if (
        text[0] == "©"
        or _is_line_of_dates(text)
        or in_picture(tree, outside, headline)
        or _holds_picture(tree, i)
        or _is_slogan(tree, headline, i)
    ):
        return True
    inside = tree.tags[i : tree.ends[i]]
    is_story = inside.count("p") > 1 and i <= clues.body[0] < clues.body[1] <= tree.ends[i]
    return is_story or (inside.count("li") > 1 and _is_labelled_list(tree, i))


def _stands_as_one(tree: Tree, clues: Clues, headline: int, i: int, text: str) -> bool:
    """Whether an element without a mark is where standfirsts are, and says as much as they do."""
    return (
        (_is_below(tree, headline, i) and len(text.split()) >= FEW)
        or (
            (_is_sentence(text) or _is_phrase(tree, clues, i, text))
            and _is_above_byline(tree, clues, headline, i)
        )
        or _is_second_heading(tree, headline, i, text)
        or (tree.tags[i] in ("b", "strong") and _is_sentence(text))
    )


def _is_labelled_list(tree: Tree, i: int) -> bool:
    """Whether an element has a list below a label of its own: "In short:"."""
    return any(
        tree.tags[j] in ("ul", "ol") and tree.text_content(i) != tree.text_content(j)
        for j in range(i + 1, tree.ends[i])
    )


MAX_TO_NEXT = 40
"""Elements after a paragraph in which the next one is looked for."""


def _is_like_next(tree: Tree, i: int) -> bool:
    """Whether an element is set like the next with a sentence's length: then it is the story's
    first paragraph, also if the page's description repeats it."""
    own = _style(tree, i)
    for j in range(tree.ends[i], min(tree.ends[i] + MAX_TO_NEXT, len(tree))):
        if tree.tags[j] == tree.tags[i] and len(shown_text(tree, j)) >= SHORTEST:
            # The last of two paragraphs in a box ends it, but does not stand alone in it.
            beside = tree.parents[j] == tree.parents[i]
            other = _style(tree, j)
            return other[:3] == own[:3] and (beside or other == own)
    return False


def _style(tree: Tree, i: int) -> tuple[str, str, bool, str]:
    """An element's tag and class, whether it begins in bold, and the tag of an element that holds
    it alone."""
    parent = tree.parents[i]
    is_bold = i + 1 < tree.ends[i] and tree.tags[i + 1] in ("b", "strong")
    wrapper = tree.tags[parent] if tree.ends[parent] == tree.ends[i] else ""
    return tree.tags[i], tree.attrs[i].get("class", ""), is_bold, wrapper


_CARD = frozenset("a h1 h2 h3 h4 h5 h6 time".split())
"""Elements of a card of another story."""


def _title_element(tree: Tree, title: str | None) -> int:
    """The element whose text is the title, on a page where that is not a heading; or -1."""
    if not title:
        return -1
    return next(
        (
            i
            for i, text in enumerate(tree.texts)
            if text.strip() == title and tree.tags[i] not in ("title", "a", "script", "option")
        ),
        -1,
    )


def _places(tree: Tree, clues: Clues, headline: int) -> Iterator[tuple[int, bool]]:
    """Elements that may be the standfirst, and whether their class marks them as one."""
    start, _ = clues.body
    first = max(0, headline - ABOVE_HEADLINE)
    end = tree.ends[headline] + BELOW_HEADLINE
    if start > headline:
        end = min(end, start + 1)  # the standfirst may be the story's first block
    marked = {i for i, mask in clues.marked if mask & SUBTITLE and not mask & DATE}
    inside = 0
    for i in range(first, min(end, len(tree))):
        if i < inside or headline <= i < tree.ends[headline] or i < headline < tree.ends[i]:
            continue
        tag = tree.tags[i]
        attrs = tree.attrs[i]
        teaser = i > headline and "teaser" in attrs.get("class", "").lower()
        named = i in marked or (teaser and _CARD.isdisjoint(tree.tags[i : tree.ends[i]]))
        if not named and i > headline and tag in _BOXES_OF_LINES and "id" in attrs:
            named = not _IDS.isdisjoint(_SPLIT.split(attrs["id"].lower()))
        if (
            tree.ends[i] - i <= 12
            and not _holds_picture(tree, i)
            and (
                (named and _is_marked(attrs))
                or "subtitle" in attrs.get("role", "")
                or ("slot" in attrs and _names_standfirst(attrs["slot"]))
                or (tag in _PARAGRAPHS and not _ALONE.isdisjoint(attrs.get("class", "").split()))
            )
        ):
            inside = tree.ends[i]
            yield i, True
        elif tag in ("h2", "h3", "h4", "p") and headline < i <= (
            start if start > headline else end
        ):
            # The story's first paragraph is a standfirst only if it repeats the summary.
            yield i, False
        elif (tag in ("b", "strong") and _is_bold_line(tree, headline, i)) or (
            tag in ("div", "span")
            and (_is_below(tree, headline, i) or _is_next_line(tree, headline, i))
        ):
            yield i, False
    if end == start + 1:
        # A story whose paragraphs are only separated by line breaks, after the standfirst.
        i = _opening(tree, start)
        if (
            i in marked
            and _is_marked(tree.attrs[i])
            and "img" not in tree.tags[start : tree.ends[i]]
        ):
            yield i, True


def _opening(tree: Tree, box: int) -> int:
    """The element inside a box with its first words, or -1 where they are in the box itself or are
    all of its words."""
    if tree.texts[box].strip():
        return -1
    i = box + 1
    while i < tree.ends[box] and not tree.texts[i].strip():
        if tree.tails[i].strip() and tree.ends[i] == i + 1:
            return -1
        i += 1
    whole = i >= tree.ends[box] or tree.text_content(i) == tree.text_content(box)
    return -1 if whole else i


LONG_HEADING = 50
"""Characters from which a heading right below the headline is its standfirst, and no heading of the
story's first section."""
NEAR_LINE = 8
"""Elements between the headline and a standfirst in bold type."""


def _is_second_heading(tree: Tree, headline: int, i: int, text: str) -> bool:
    """Whether an element is a smaller heading right below the headline, of several words."""
    return (
        tree.tags[i] in ("h2", "h3", "h4")
        and tree.tags[headline] in ("h1", "h2", "h3")
        and tree.tags[i] > tree.tags[headline]
        and i == tree.ends[headline]
        and tree.parents[i] == tree.parents[headline]
        and (len(text) >= LONG_HEADING or not text.isascii())
        and len(text.split()) >= FEW
        and "a" not in tree.tags[i : tree.ends[i]]
    )


def _is_bold_line(tree: Tree, headline: int, i: int) -> bool:
    """Whether an element is a line in bold type between line breaks, below a headline that is a
    line too."""
    box = tree.parents[i]
    after = tree.ends[i]
    return (
        tree.tags[headline] not in ("h1", "h2", "h3")
        and headline < i <= tree.ends[headline] + NEAR_LINE
        and tree.tags[i - 1] == "br"
        and not tree.tails[i - 1].strip()
        and not tree.tails[i].strip()
        and after < tree.ends[box]
        and tree.tags[after] == "br"
    )


def _is_below(tree: Tree, headline: int, i: int) -> bool:
    """Whether an element is the line right below the headline, in a box with only these two."""
    box = tree.parents[headline]
    return (
        tree.parents[i] == box
        and i == tree.ends[headline]
        and tree.ends[i] == tree.ends[box]
        and "a" not in tree.tags[i : tree.ends[i]]
        and tree.tags[box] not in ("body", "main", "article")
    )


def _is_next_line(tree: Tree, headline: int, i: int) -> bool:
    """Whether an element is a line of its own without text between it and the headline."""
    after = tree.ends[headline]
    return (
        i >= after
        and bool(tree.texts[i].strip())
        and _LINE_TAGS.issuperset(tree.tags[i + 1 : tree.ends[i]])
        and not any(_has_word(tree.texts[j]) or _has_word(tree.tails[j]) for j in range(after, i))
    )


def _has_word(text: str) -> bool:
    """Whether a text has letters or digits; the stars of a review have none."""
    return any(map(str.isalnum, text))


def _is_sentence(text: str) -> bool:
    last = text.rstrip("".join(CLOSING))[-1:]
    return last in TERMINAL and (len(text.split()) >= FEW or not text.isascii())


def _is_phrase(tree: Tree, clues: Clues, i: int, text: str) -> bool:
    """Whether a line without a full stop is more than a label, a name with a job title, or
    links."""
    words = len(text.split())
    if words < (FEW if is_cased(text[:1]) else 2):
        return False
    name, comma, title = text.partition(",")
    if comma and is_name(name) and " " in name and is_role(title):
        return False
    if any(i <= k < tree.ends[i] and mask & (AUTHOR | CREDIT) for k, mask in clues.marked):
        return False
    return "a" not in tree.tags[i : tree.ends[i]]


def _is_above_byline(tree: Tree, clues: Clues, headline: int, i: int) -> bool:
    """Whether an element is right between the headline and the byline or date line. The story's
    first paragraph comes after these."""
    if not _is_next_line(tree, headline, i):
        return False
    end = tree.ends[i]
    for j in range(end, min(end + BELOW_HEADLINE, len(tree))):
        if tree.texts[j].strip():
            marks = (mask for k, mask in clues.marked if end <= k <= j < tree.ends[k])
            marked = any(mask & (AUTHOR | DATE) for mask in marks)
            if marked or tree.tags[j] == "time" or _is_line_of_dates(tree.text_content(j)):
                return True
            # A name before the date, in a row of their own.
            row = tree.text_content(tree.parents[j])
            return is_full_name(tree.texts[j].strip()) and _is_line_of_dates(row)
    return False


_SITES_HEAD = ("logo", "branding", "masthead", "siteheader", "sitetitle")


def _is_slogan(tree: Tree, headline: int, i: int) -> bool:
    """Whether a line is the site's slogan: in its header or logo, apart from the headline, or
    right after the site's name with a link to the front page."""
    before = tree.previous_sibling(i)
    if 0 <= before <= headline:
        words = tree.text_content(before)
        for j in range(before, i):
            if tree.tags[j] == "a" and is_home(tree.attrs[j].get("href", "")):
                return tree.text_content(j) == words
    for up in tree.outwards(tree.parents[i]):
        if up <= headline < tree.ends[up]:
            return False
        tokens = f"{tree.attrs[up].get('class', '')} {tree.attrs[up].get('id', '')}".lower()
        tokens = tokens.replace("-", "").replace("_", "")
        if up < headline and (
            tree.tags[up] == "header" or any(word in tokens for word in _SITES_HEAD)
        ):
            return True
    return False


def _holds_picture(tree: Tree, i: int) -> bool:
    return not {"img", "picture", "figure", "video"}.isdisjoint(tree.tags[i : tree.ends[i]])


def _is_marked(attrs: dict[str, str]) -> bool:
    """Whether an element's attributes mark it as a standfirst."""
    tokens = " ".join(attrs.get(name, "") for name in ("class", "itemprop", "id", "data-testid"))
    return _names_standfirst(tokens)


_FIELD_TYPE = re.compile(r"(?:field--type-)?text-with-summary")
"""A class of publishing systems for a text with all its paragraphs, which may have a summary."""


@lru_cache(maxsize=4096)
def _names_standfirst(tokens: str) -> bool:
    low = _FIELD_TYPE.sub("", tokens.lower())
    if any(word in low.replace("-", "").replace("_", "") for word in _KICKERS):
        return False
    if any(word in low for word in _STRONG) or not _PARTS.isdisjoint(_SPLIT.split(low)):
        return True
    # sub-title, linha_fina. Only long words, because joining tokens creates short ones by chance.
    joined = low.replace("-", "").replace("_", "")
    return any(len(word) >= LONG_WORD and word in joined for word in _STRONG)


def _alike(one: str, other: str) -> bool:
    """Whether two texts are equal, or one is the beginning of the other, as in a cut summary."""
    short = min(len(one), len(other), 80)
    return short >= 15 and one[:short] == other[:short]


def _is_line_of_dates(text: str) -> bool:
    """Whether a line is a byline or a date line."""
    if len(text) > 120:
        return False
    return bool(find_dates(text)) or (len(text) < 60 and strip_by(text)[1])
