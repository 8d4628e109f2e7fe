"""Lists of links directly below a heading that announces other stories.

Such a heading is evidence that no link has by itself: "Latest news" over two links is no menu. The
forest scores short lists low, and in languages that the labelled pages lack, lower. What the list
must look like keeps tags, sections, authors and services out, whatever stands above them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.heading_words import announces_related, names_other_kind
from scraper.extractors.related.other_kinds import is_other_kind
from scraper.extractors.related.section_headings import MAX_SECTION, heading_text
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import LABEL_WORDS, path_parts, word_count
from scraper.urls import origin_of, site_of

MIN_LISTED_SCORE = 0.01
"""Score from which a link of such a list is an item; menus have less."""
MAX_BEFORE_LIST = 2
"""Lines between the heading and the first link: a rank, a date, a kicker."""
MAX_HEADING_LEVELS = 4
"""Elements around a heading that are searched for its list."""
_BULLETS = " \xa0•·●▪■►▶*-–"
"""Marks between a heading and the first link of its line."""
_FRAME = frozenset({"nav", "footer", "header", "form", "button", "select"})
_INNER = {"header": ("section", "aside", "div"), "footer": ("article",)}
"""Elements in which a header or footer is that of a list's section, or of the story."""
_FRAME_WORDS = frozenset(
    "nav navbar navigation menu submenu footer breadcrumb breadcrumbs tags taglist pagination"
    " pager social share sharing newsletter".split()
)
_LABEL_FOLDERS = frozenset(
    """
    tag tags topic topics thema themen tema temas temat author authors autor autoren autores autori
    auteur auteurs author-page profile profil profiles user users member members category
    categories kategorie kategorien categoria categorias categorie section sections rubrik rubrique
    rubriques seccion search suche buscar recherche kategoria kategori kategorija label labels
    archive archives page login register signup account subscribe newsletter newsletters podcast
    podcasts feed rss about contact staff team forum forums thread threads
    """.split()
)
"""Folders, or whole paths, whose pages are no stories but lead to them."""


def announced_lists(
    page: StoryPage,
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]],
    enough: float = 1.0,
) -> dict[int, str]:
    """The candidates (by ``id()``) in lists of stories below a heading that announces them, each
    with that heading.

    Args:
        scores: of the candidates.
        lists: the result of ``lists_of``.
        enough: score from which a candidate needs no list; those of such lists are left out.
    """
    doubtful = [
        item.title_block
        for item, score in zip(candidates, map(float, scores), strict=True)
        if MIN_LISTED_SCORE <= score < enough
    ]
    if not doubtful:  # on four pages in ten
        return {}
    tree, blocks, story, url = page.tree, page.blocks, page.story, page.url
    by_block: dict[int, list[int]] = {}
    for number, item in enumerate(candidates):
        by_block.setdefault(item.title_block, []).append(number)
    starts = [block.first for block in blocks]
    kinds = {n: kind for kind, numbers in enumerate(lists) for n in numbers}
    found: dict[int, str] = {}
    source = _source_site(page, candidates)
    for head in range(max(doubtful) + 1):
        block = blocks[head]
        if story[head]:
            continue
        if head in by_block and (heading := _begins_with_heading(block)):
            run = by_block[head]
        elif heading := announcing_heading(tree, blocks, head):
            run = _links_below(tree, blocks, starts, by_block, head, story)
        else:
            continue
        if not run or in_frame(tree, block.node):
            continue
        # The list is the links with the same markup as the first below the heading.
        numbers = [n for n in run if kinds[n] == kinds[run[0]]]
        if min(scores[n] for n in numbers) >= enough:
            continue
        home = url or candidates[run[0]].url
        if source and all(site_of(origin_of(candidates[n].url)) == source for n in numbers):
            home = candidates[run[0]].url
        stories = [n for n in numbers if is_story_link(candidates[n], home)]
        if are_headlines([candidates[n] for n in stories], len(numbers)):
            for n in stories:
                # A link that is its own heading ("More by Ann Example") has no list.
                if scores[n] >= MIN_LISTED_SCORE and candidates[n].title != heading:
                    found.setdefault(id(candidates[n]), heading)
    return found


def announcing_heading(tree: Tree, blocks: Sequence[RawBlock], number: int) -> str:
    """The text of a block that announces other stories and looks like a heading, by its tag, bold,
    or as the only text of an element before others; "" for any other block."""
    block = blocks[number]
    if len(block.text) > 2 * MAX_SECTION:  # marks and spaces around a heading do not count
        return ""
    if block.tag not in HEADINGS and block.bold_chars < len(block.text):
        last = number + 1 == len(blocks)
        if block.link_chars or last or blocks[number + 1].first < tree.ends[block.node]:
            return ""
    return _announcing(block.text)


def _begins_with_heading(block: RawBlock) -> str:
    """The text before a line's first link that is bold or ends with a colon, and announces other
    stories: where only line breaks separate a list's items, it is one line with its heading. "" for
    none."""
    before = ""
    for piece, anchor in block.pieces:
        if anchor >= 0:
            break
        before += piece
    lead = " ".join(before.split()).rstrip(_BULLETS)
    if not lead or not (lead[-1] in ":：" or len(lead) <= block.bold_chars < len(block.text)):
        return ""
    return _announcing(lead) if len(lead) <= 2 * MAX_SECTION else ""


@lru_cache(maxsize=4096)
def _announcing(line: str) -> str:
    text = heading_text(line) or ""
    announces = 0 < len(text) <= MAX_SECTION and announces_related(text)
    return text if announces and not names_other_kind(text) else ""


def _links_below(
    tree: Tree,
    blocks: Sequence[RawBlock],
    starts: Sequence[int],
    by_block: dict[int, list[int]],
    head: int,
    story: Sequence[bool],
) -> list[int]:
    """Numbers of the candidates below a heading, up to the next heading that is no title."""
    node = blocks[head].node
    for _ in range(MAX_HEADING_LEVELS):
        node = tree.parents[node]
        if node < 0 or tree.tags[node] in ("body", "html"):
            return []
        end = bisect_left(starts, tree.ends[node])
        first = next((k for k in range(head + 1, end) if k in by_block), None)
        if first is not None:
            break
        if end > head + 1 + MAX_BEFORE_LIST:
            return []
    else:
        return []
    if first > head + 1 + MAX_BEFORE_LIST or any(story[head + 1 : first]):
        return []
    found: list[int] = []
    for k in range(first, end):
        if story[k]:
            break
        if k in by_block:
            found += by_block[k]
        elif blocks[k].tag in HEADINGS or 0 < len(blocks[k].text) <= blocks[k].bold_chars:
            break
    return found


def in_frame(tree: Tree, node: int) -> bool:
    """Whether an element is in the page's frame: its menu, footer, tags or share buttons."""
    while node >= 0:
        if tree.tags[node] in _FRAME and _parent_tag(tree, node) not in _INNER.get(
            tree.tags[node], ()
        ):
            return True
        attrs = tree.attrs[node]
        names = f"{attrs.get('class', '')} {attrs.get('id', '')}"
        if (
            tree.tags[node] not in ("body", "html")
            and names != " "
            and not _FRAME_WORDS.isdisjoint(markup_words(names))
        ):
            return True
        node = tree.parents[node]
    return False


def _source_site(page: StoryPage, candidates: Sequence[ItemCandidate]) -> str:
    """The other site to whose front page a link above the story's end leads: the paper whose story
    a portal carries. "" for none, and for several."""
    if not page.url or not page.chosen:
        return ""
    end, own = page.blocks[page.chosen[-1]].node, site_of(origin_of(page.url))
    sites = {
        site_of(origin_of(item.url))
        for item in candidates
        if item.anchors[0] < end and not path_parts(item.url) and "?" not in item.url
    } - {own}
    return sites.pop() if len(sites) == 1 else ""


def _parent_tag(tree: Tree, node: int) -> str:
    return tree.tags[tree.parents[node]] if tree.parents[node] >= 0 else ""


def are_headlines(stories: Sequence[ItemCandidate], links: int) -> bool:
    """Whether the links to stories are most of a list, and most are as long as a headline.

    A headline is shorter in cards with a heading (the name in an obituary), and in languages with
    long words, where at least a third of a list is longer than a label.

    Args:
        links: number of the list's links.
    """
    if 3 * len(stories) < 2 * links:
        return False
    long = sum(item.words > LABEL_WORDS for item in stories)
    cards = sum(
        word_count(item.title) > 1 and (item.words > LABEL_WORDS or item.heading > 0)
        for item in stories
    )
    shortest = min([item.words for item in stories], default=0)
    return 2 * cards >= links or (shortest >= LABEL_WORDS and 3 * long >= links)


def is_story_link(item: ItemCandidate, url: str) -> bool:
    """Whether a link has more than one word and the address of a page that may be a story.

    Args:
        url: address of a page of the same site.
    """
    if item.words < 2 or site_of(origin_of(item.url)) != site_of(origin_of(url)):
        return False
    parts = [unquote(part).lower() for part in path_parts(item.url)]
    if is_other_kind(item.url, url) or not (parts or "?" in item.url):
        return False
    return _LABEL_FOLDERS.isdisjoint(parts[:-1] if len(parts) > 1 else parts)
