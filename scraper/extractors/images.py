"""The story's pictures: the lead picture first, then those inside the story, each with its caption.

Not here: how a credit is told from a caption (``credits.py``); pictures of related items, which go
with them (``related/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from scraper.extractors.assemble import is_quote_figure
from scraper.extractors.classify.features import TERMINAL
from scraper.extractors.metadata import Metadata
from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.metadata.embedded import NOTHING, Told
from scraper.extractors.metadata.names import is_name, split_names, strip_by
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.parsing.tree import Tree
from scraper.record import Image

ABOVE = 120
"""Elements before the story in which its lead picture stands: it has wrappers, sources and a
caption, and stands above the headline on some sites."""
BELOW = 12
"""Elements after the story's end: a last picture closes some stories."""
SMALLEST = 100
"""Pixels of width or height, where stated, under which a picture is an icon or an avatar."""
MAX_IMAGES = 60
MAX_CAPTION = 1_500
"""Characters. The longest caption of the labelled pages has 640."""
MAX_NOTE = 300
"""Characters of a caption that is a paragraph of its own."""
BOX = 40
"""Elements in a box of a picture and its caption; cards and galleries have more."""
FEW = 4
"""Words. A box of fewer holds a label ("Sponsored", "1 min"); a last line of so few in a box is
its credit."""
LINKED = 60
"""Characters of linked words above which a box beside a picture is a card of another story."""
OPENING = 15
"""Characters of a link that opens a box's words, from which it is a title: a name is shorter."""
CHAIN = 30
"""Elements from one captioned figure after the story to the next of the same series."""
KICKER = 40
"""Characters between a lead picture and the headline below it: a category, a date."""
UP = 5
"""Ancestors that are asked for a figure, a caption or a reason to leave the picture out."""

_LAZY = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-image",
    "data-full-src", "data-hi-res-src", "data-large-file", "data-orig-file", "data-actualsrc",
    "data-echo", "data-img-url", "data-src-large", "data-img-src", "data-flickity-lazyload",
)  # fmt: skip
_LAZY_NAMES = frozenset(_LAZY)
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
# All alternatives of these begin with a letter, as in "ad(?<!\wad)" for "\bad": places where none
# of them can begin are passed over at once.
_NOT_STORY = re.compile(
    r"logo|avatar|sprite|emoji|pixel|tracking|spacer|blank|placeholder|badge|gravatar|"
    r"ad(?<!\wad)s?\b|advert|banner|sponsor|promo|teaser|related|recommend|author|byline|profile|"
    r"headshot|bio(?<!\wbio)\b|share|social|newsletter|comment|sidebar|widget|nav(?<!\wnav)|menu|"
    r"footer|subscribe|podcast-cover|more-stories|read-more|outbrain|taboola|breadcrumb|masthead|"
    r"qr-?code|qr(?<!\wqr)\b|ewm(?<!\wewm)\b|erweima"
)
_NO_PICTURE = re.compile(
    r"logo|avatar|icon(?<!\wicon)s?\b|sprite|emoji|pixel|tracking|spacer|blank|placeholder|badge|"
    r"gravatar|ad(?<!\wad)s?\b|advert|headshot|author|profile|qr-?code|qr(?<!\wqr)\b|"
    r"ewm(?<!\wewm)\b|erweima|favicon|counter"
)
"""What an image's own class or file name says when it is no picture of anything."""
_COUNTER = re.compile(
    r"^\(?\d{1,3}\s*(?:/|of|von|sur|de|di|van|av|af|z|из|з|dari|/)\s*\d{1,3}\)?[\s.:|–—-]*",
    re.IGNORECASE,
)
"""Its number in a gallery, before a caption: "1 of 7"."""
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|bildtext|cutline|leyenda|pie-?(?:de-?)?foto|didascalia|"
    r"image-?(?:text|desc(?:ription)?|note)|img-?(?:text|desc(?:ription)?|note)|"
    r"photo-?(?:text|desc(?:ription)?|note)|pic-?(?:text|desc(?:ription)?|note)|"
    r"billedtekst|bijschrift|cap(?<!\wcap)\b|"
    r"kuvateksti|bildetekst|popis(?:ek|ka)|opis-zdjecia|altyazi|wp-caption-text|figure-?text"
)
_CREDIT = re.compile(
    r"credit|copyright|photog|fotograf|rights|bildquelle|bildnachweis|quelle|"
    r"source(?<!\wsource)\b|-source|kreditt|byline|attribution|provider|agency|foto-?autor|author"
)
_FEATURED = re.compile(r"featured?[-_](?:image|img|media|photo|picture)")
"""A class that names the lead picture."""
_PICTURES = frozenset({"img", "amp-img"})
_PLAYERS = frozenset({"video", "amp-video"})
_POINTER = re.compile(r"[▲▼△▽▴▾↑↓⬆⬇]\s*(?=\S)")
"""What opens a caption that stands in a paragraph of its own: it points at the picture."""
_LEGEND = re.compile(
    r"^(?:legende|légende|caption|bildunterschrift|bildtext|legend|leyenda|didascalia|"
    r"image caption|photo caption|keterangan(?: gambar| foto)?|picture|image|bild|foto|photo)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
"""A label before a caption, often only for screen readers."""
_PLACEHOLDER = re.compile(
    r"^data:|blank|spacer|placeholder|transparent|pixel|1x1|loading|lazy[-_.]|grey\.gif|default-"
)
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)|visibility\s*:\s*hidden)"
)
"""The style of a picture for machines only."""
_SIZE = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|w?\d{3,4}w?|r\d{1,2}|scaled|large|medium|small|thumb|crop)$"
)
"""What names a size or a crop of a picture at the end of its file's name."""


_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+/[A-Za-z0-9_./~%-]*(?:\?[A-Za-z0-9_./~%&=-]+)?")
"""Absolute addresses that are given back as they are: most of them."""


@dataclass(slots=True)
class _Found:
    """A picture as found: where it stands, and what is known of it."""

    index: int
    url: str
    caption: str
    credit: str
    alt: str
    framed: bool


def read_images(
    tree: Tree,
    url: str | None,
    story: Sequence[int],
    metadata: Metadata,
    told: Told = NOTHING,
    related: Sequence[str] = (),
) -> list[Image]:
    """The story's pictures, the lead picture first, each once.

    Args:
        url: the page's address, for relative addresses.
        story: tree indices of the story's block elements; where there are none, the page has no
            story, and only the picture that it names as its own is given.
        metadata: what the page says of itself.
        told: what its scripts say of its picture, where they hold the story.
        related: addresses of the related items' pictures, which are none of the story's below it.
    """
    base = _base(tree, url)
    named = _address(base, metadata.lead_image or "")
    found: list[_Found] = []
    if story:
        found = list(_in_range(tree, base, story, named, metadata))
        if any(item.url and item.index >= story[-1] for item in found):
            cards = {_key(address) for address in related}
            found = [
                item
                for item in found
                if not item.url or item.index < story[-1] or _key(item.url) not in cards
            ]
    images: list[Image] = []
    seen: set[str] = set()
    captions: set[str] = set()
    lead = _lead(found, named, story[min(2, len(story) - 1)] if story else 0)
    unnamed = next((item for item in found if not item.url), None)
    found = [item for item in found if item.url or not base]
    if lead is None and unnamed is not None and named:
        lead = _Found(unnamed.index, named, unnamed.caption, unnamed.credit, "", True)
        found = [lead, *(item for item in found if item is not unnamed)]
    if lead is None and named and not _NOT_STORY.search(_name(named)):
        caption, credit = split_credit(metadata.lead_caption or "")
        images.append(
            Image(
                url=named,
                caption=told.caption or caption or None,
                credit=told.credit or credit or None,
                alt=told.alt or None,
            )
        )
        seen.add(_key(named))
    ordered = found if lead is None else [lead, *(item for item in found if item is not lead)]
    for item in ordered:
        key = _key(item.url) if item.url else item.caption
        if key in seen or len(images) >= MAX_IMAGES:
            continue
        seen.add(key)
        caption = item.caption
        if caption in captions:
            # A slide printed again at another size, or a caption that stands under a row.
            caption = ""
        if not item.url and not caption:
            continue
        captions.add(caption)
        images.append(
            Image(
                url=item.url or None,
                caption=caption or None,
                credit=item.credit or None,
                alt=item.alt or None,
            )
        )
    return images


def _lead(found: list[_Found], named: str, start: int) -> _Found | None:
    """The picture that the page names as its own, or the one printed above ``start``."""
    if named:
        for item in found:
            if item.url and _same(item.url, named):
                return item
    above = [item for item in found if item.index < start and (item.framed or item.caption)]
    return above[0] if above and above[0].url else None


def _same(one: str, other: str) -> bool:
    """Whether two addresses are of one picture, at whatever size."""
    return _key(one) == _key(other) or _name(one) == _name(other) != ""


def _in_range(
    tree: Tree, base: str, story: Sequence[int], named: str, metadata: Metadata
) -> Iterator[_Found]:
    """The pictures around and inside the story, in reading order."""
    tags = tree.tags
    start, end = story[0], max(tree.ends[i] for i in story)
    blocks = frozenset(story)
    headline = _headline(tree, start, metadata.title)
    bare: list[_Found] = []  # pictures above the story that nothing else speaks for
    has_lead = False
    told: set[int] = set()
    stop = min(end + BELOW, len(tree))
    i = max(0, start - ABOVE) - 1
    while (i := i + 1) < stop:
        tag = tags[i]
        if (
            tag == "figure"
            and i < start + ABOVE // 4
            and not told
            and not _PICTURES.intersection(tags[i : tree.ends[i]])
            and not is_quote_figure(tree, i)
        ):
            # A picture that a script fills in: its caption is there, its address is not.
            caption, credit = _caption(tree, i)
            if caption:
                yield _Found(i, "", caption, credit, "", True)
            continue
        if tag in _PLAYERS and i < start:
            poster = _address(base, tree.attrs[i].get("poster", ""))
            if poster and not _in_card(tree, i):
                bare.append(_Found(i, poster, "", "", "", True))
        if tag not in _PICTURES or _HIDDEN.search(tree.attrs[i].get("style", "")):
            continue
        frame = _frame(tree, i, blocks)
        if frame in told:
            continue
        address = _address(base, _source(tree, i))
        own = bool(address and named) and _same(address, named) and not _in_card(tree, i)
        if not address and (base or frame < 0 or not _source(tree, i)):
            continue
        if address and not own and _is_furniture(tree, i, frame, address):
            continue
        caption, credit = _caption(tree, frame) if frame >= 0 else ("", "")
        if not address and not caption:
            continue  # a relative address on a page without one: only the caption says something
        if frame < 0:
            caption, credit = _note_below(tree, i)
        if caption and _is_portrait(caption, metadata):
            continue
        framed = bool(caption) or (frame >= 0 and tags[frame] == "figure")
        alt = " ".join(tree.attrs[i].get("alt", "").split())
        if not start <= i < end and not framed and not own:
            below = 0 <= headline < i < start
            if (below or i < headline) and _stands_by_itself(tree, i, headline, start):
                if not below and not _opens_article(tree, i, headline):
                    continue
                bare.append(_Found(i, address, "", "", alt, True))
            continue
        has_lead = has_lead or i < start
        if frame >= 0:
            told.add(frame)
            if tags[frame] == "figure" and caption and i >= end:
                # A series of pictures that runs on below the text.
                stop = min(max(stop, tree.ends[frame] + CHAIN), len(tree))
        yield _Found(i, address, caption, credit, alt, framed or own)
    if len(bare) == 1 and not has_lead and (not named or _NOT_STORY.search(_name(named))):
        # One picture between headline and story is the lead, whatever its markup. Of several,
        # nothing tells which is.
        yield bare[0]


def _headline(tree: Tree, start: int, title: str | None) -> int:
    """The element close above the story that is its headline, or -1."""
    for i in range(start - 1, max(0, start - ABOVE) - 1, -1):
        if tree.tags[i] == "h1" or (title and tree.texts[i].strip() == title):
            return i
    return -1


def _stands_by_itself(tree: Tree, i: int, headline: int, start: int) -> bool:
    """Whether the words next to a picture are the headline's and the story's: not a byline's."""
    node = tree.parents[i]
    while node > 0 and not tree.text_content(node):
        node = tree.parents[node]
    return node < headline < tree.ends[node] or node <= start < tree.ends[node]


def _opens_article(tree: Tree, i: int, headline: int) -> bool:
    """Whether a picture above the headline stands in the article with it, not in the masthead, and
    as the first of the two: words of something else are not between them."""
    article = tree.parents[i]
    while article > 0 and tree.tags[article] != "article":
        article = tree.parents[article]
    if article <= 0 or headline >= tree.ends[article]:
        return False
    between = "".join(tree.texts[i:headline]) + "".join(
        tree.tails[k] for k in range(i, headline) if tree.ends[k] <= headline
    )
    return len(between.strip()) <= KICKER


def _in_card(tree: Tree, i: int) -> bool:
    """Whether a picture stands in a link to another page."""
    node = tree.parents[i]
    for _ in range(UP):
        if node <= 0:
            return False
        if tree.tags[node] == "a":
            return not _shows_picture(tree.attrs[node].get("href", ""))
        node = tree.parents[node]
    return False


def _is_portrait(caption: str, metadata: Metadata) -> bool:
    """Whether the words beside a picture are a byline or a date line: it shows the author."""
    if len(caption) > 90:
        return False
    dates = find_dates(caption)
    if dates and dates[0].end - dates[0].start > 0.4 * len(caption):
        return True
    if any(caption.startswith(name) for name in metadata.authors) and caption[-1] not in ".!?":
        return True
    return strip_by(caption)[1] and bool(split_names(caption))


def picture_notes(tree: Tree, nodes: Sequence[int]) -> set[int]:
    """Those of the story's block elements that are captions, by where and how they are printed.

    A caption that is a paragraph or a cell of its own stands right below one that holds nothing but
    the picture. It closes with who took it, is called so by its class, or is all that the picture's
    table says; one that opens with an arrow may stand above the picture too.

    Args:
        nodes: tree indices of the story's block elements, in order.
    """
    notes: set[int] = set()
    above: dict[int, bool] = {}  # many blocks may stand below one large element
    for i in nodes:
        cell = _only_words_of(tree, i)
        before = _before(tree, cell)
        if before not in above:
            above[before] = _holds_picture_only(tree, before)
        if above[before]:
            if _is_note(tree, cell):
                notes.add(i)
        elif _POINTER.match(tree.texts[i].lstrip()) and _is_note(tree, i):
            after = tree.ends[i]
            if after < len(tree) and tree.parents[after] == tree.parents[i]:
                notes |= {i} if _holds_picture_only(tree, after) else set()
    return notes


def _only_words_of(tree: Tree, i: int) -> int:
    """The row that a cell or a paragraph in it is all the words of; else the element itself."""
    node = i
    while tree.parents[node] > 0 and tree.tags[node] not in ("tr", "table"):
        node = tree.parents[node]
        if tree.tags[node] not in ("td", "tr", "font", "center", "div", "p", "small"):
            return i
    return (
        node if tree.tags[node] == "tr" and tree.text_content(node) == tree.text_content(i) else i
    )


def _is_note(tree: Tree, i: int) -> bool:
    """Whether an element beside a picture is its caption by its words, its class or its table."""
    text = tree.text_content(i)
    if not text or len(text) > MAX_NOTE:
        return False
    if all(split_credit(text)) or _is_caption(tree, i) or _POINTER.match(text):
        return True
    table = tree.parents[i]
    while tree.tags[table] == "tbody":
        table = tree.parents[table]
    return tree.tags[i] == "tr" and tree.tags[table] == "table" and tree.text_content(table) == text


def _before(tree: Tree, i: int) -> int:
    """The element before ``i`` under the same parent, or -1."""
    parent, node = tree.parents[i], i - 1
    while node > parent and tree.parents[node] != parent:
        node = tree.parents[node]
    return node if node > parent else -1


def _holds_picture_only(tree: Tree, node: int) -> bool:
    if node < 0:
        return False
    if tree.ends[node] == node + 1:
        if tree.tags[node] not in _PICTURES:
            return False
    elif _PICTURES.isdisjoint(tree.tags[node : tree.ends[node]]):
        return False
    return not tree.text_content(node) and not tree.tails[node].strip()


def _note_below(tree: Tree, i: int) -> tuple[str, str]:
    """(caption, credit) of the paragraph or row below a picture that stands in one of its own, or
    above it where an arrow points at it."""
    node = i
    for _ in range(UP):
        if node <= 0 or not _holds_picture_only(tree, node):
            break
        after = tree.ends[node]
        if after < len(tree) and tree.parents[after] == tree.parents[node]:
            if tree.text_content(after) and _is_note(tree, after):
                return _caption_of(tree, [after], after)
            before = _before(tree, node)
            if before >= 0 and _POINTER.match(text := tree.text_content(before)):
                return _caption_of(tree, [before], before) if len(text) <= MAX_NOTE else ("", "")
        if tree.tags[node] == "a":
            break
        node = tree.parents[node]
    return "", ""


# --- addresses ----------------------------------------------------------------------------------


def _base(tree: Tree, url: str | None) -> str:
    """The address that relative ones start from: the page's, or its ``<base href>``."""
    head = tree.tags[:200]
    for i, tag in enumerate(head) if "base" in head else ():
        if tag == "base" and tree.attrs[i].get("href"):
            return urljoin(url or "", tree.attrs[i]["href"])
    return url or ""


def _address(base: str, source: str) -> str:
    """The absolute address of a picture; "" for none, and for one inside the page itself.

    Queries are kept as they are: picture servers sign them.
    """
    source = source.strip()
    if _PLAIN.fullmatch(source):
        return source
    if not source or source.startswith(("data:", "blob:", "about:", "javascript:")):
        return ""
    try:
        address = urljoin(base, source.replace(" ", "%20"))
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def _source(tree: Tree, i: int) -> str:
    """The largest file of a picture, whichever attribute of it or of its sources names it."""
    attrs = tree.attrs[i]
    if not _LAZY_NAMES.isdisjoint(attrs):
        for name in _LAZY:
            value = attrs.get(name, "")
            if value and not _PLACEHOLDER.search(value[:200]):
                return value
    sets = [attrs.get(name, "") for name in _SRCSETS]
    parent = tree.parents[i]
    if parent >= 0 and tree.tags[parent] == "picture":
        for j in range(parent + 1, tree.ends[parent]):
            if tree.tags[j] == "source":
                sets += [tree.attrs[j].get(name, "") for name in _SRCSETS]
    own = attrs.get("src", "")
    best, best_width = own if not _PLACEHOLDER.search(own[:200]) else "", 1.0
    for text in sets:
        for address, width in _candidates(text):
            if width > best_width or not best:
                best, best_width = address, width
    return best


_PARTS = re.compile(r",(?:\s+|(?=https?:|/))")


def _candidates(srcset: str) -> Iterator[tuple[str, float]]:
    """(address, width or density) of a ``srcset`` (HTML Living Standard 4.8.4.2.1, loosely)."""
    for part in _PARTS.split(srcset):
        pieces = part.split()
        if not pieces or pieces[0].startswith("data:"):
            continue
        size = pieces[-1][:-1] if len(pieces) > 1 else ""
        try:
            yield pieces[0], float(size)
        except ValueError:
            yield pieces[0], 1.0


@lru_cache(maxsize=1024)
def _name(address: str) -> str:
    """The file's name without size and extension, in lower case; "" where it is too short."""
    path = urlsplit(address).path.rstrip("/").rpartition("/")[2].lower()
    stem = path.partition(".")[0]
    while (shorter := _SIZE.sub("", stem)) != stem:
        stem = shorter
    return stem if len(stem) >= 6 else ""


def _key(address: str) -> str:
    """What the sizes of one picture share: its name, else its address without the query."""
    return _name(address) or address.partition("?")[0]


# --- what is no picture of the story ------------------------------------------------------------


def _is_furniture(tree: Tree, i: int, frame: int, address: str) -> bool:
    """Whether a picture is a logo, a portrait of the author, a teaser's or an advertisement's."""
    attrs = tree.attrs[i]
    for name in ("width", "height"):
        size = attrs.get(name, "").removesuffix("px")
        if size.isdecimal() and int(size) < SMALLEST:
            return True
    tokens = f"{attrs.get('class', '')} {attrs.get('id', '')} {_file(address)}".lower()
    if _NO_PICTURE.search(tokens):
        return True
    if address.endswith((".svg", ".gif")) and frame < 0:
        return True
    captioned = frame >= 0 and tree.tags[frame] == "figure"
    node = tree.parents[i]
    for _ in range(UP):
        if node <= 0:
            break
        tag = tree.tags[node]
        if tag in ("nav", "footer", "header", "form", "button") and not captioned:
            return tag != "header"
        if tag == "a" and not captioned:
            href = tree.attrs[node].get("href", "")
            # A link to nowhere is a script's: a zoom around a picture of some size, else a button.
            if not _shows_picture(href) or (href == "#" and not {"width", "srcset"} & attrs.keys()):
                return True
        tokens = f"{tree.attrs[node].get('class', '')} {tree.attrs[node].get('id', '')}".lower()
        if not captioned and _is_aside(tokens):
            return True
        node = tree.parents[node]
    return False


@lru_cache(maxsize=4096)
def _is_aside(tokens: str) -> bool:
    """Whether a class and id speak of something beside the story; builders of pages call each of
    their parts a widget, the lead picture too."""
    return _NOT_STORY.search(tokens) is not None and _FEATURED.search(tokens) is None


def _file(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]


def _shows_picture(href: str) -> bool:
    """Whether a link opens the picture itself and not another page."""
    path = href.partition("?")[0].lower()
    return path.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")) or href[:1] == "#"


# --- captions -----------------------------------------------------------------------------------


def _frame(tree: Tree, i: int, blocks: frozenset[int]) -> int:
    """The figure around a picture, or the box that holds it, a few words and nothing else.

    Args:
        blocks: the story's blocks, none of which such a box holds.

    Returns:
        Its index, or -1 for a picture that stands by itself.
    """
    node = tree.parents[i]
    for _ in range(UP):
        if node <= 0:
            return -1
        tag, end = tree.tags[node], tree.ends[node]
        if tag == "figure":
            return node
        if tag in ("article", "section", "main", "body", "table", "ul", "li", "p"):
            return -1
        if end - node > BOX or any(j in blocks for j in range(node, end)):
            return -1
        if tag == "a" and not _shows_picture(tree.attrs[node].get("href", "")):
            # A link around picture and words is a card; around the picture alone it is a zoom.
            if tree.text_content(node):
                return -1
        elif tree.text_content(node):
            return node if _is_box(tree, node, i) else -1
        node = tree.parents[node]
    return -1


def _is_box(tree: Tree, node: int, i: int) -> bool:
    """Whether an element holds one picture and its caption: words after it that are no link."""
    end = tree.ends[node]
    text = tree.text_content(node)
    if len(text) > MAX_CAPTION or (len(text.split()) < FEW and text.isascii()):
        return False
    linked = 0
    for j in range(node + 1, end):
        tag = tree.tags[j]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "form", "input", "iframe", "video"):
            return False
        if tag == "a" and not tree.ends[j] > i > j:
            words = tree.text_content(j)
            if len(words) >= OPENING and text.startswith(words):
                return False  # another story's title, with its teaser
            linked += len(words)
    # Words that are a link for the most part are another story's title, or buttons.
    return linked <= LINKED and 3 * linked < len(text)


def _caption_elements(tree: Tree, frame: int) -> Iterator[int]:
    """The outermost elements of a figure that are captions."""
    j, end = frame + 1, tree.ends[frame]
    while j < end:
        named = _is_caption(tree, j) or "caption" in tree.attrs[j].get("itemprop", "")
        if named and not _PICTURES.intersection(tree.tags[j : tree.ends[j]]):
            yield j
            j = tree.ends[j]
            continue
        j += 1


def _caption(tree: Tree, frame: int) -> tuple[str, str]:
    """(caption, credit) of the picture in a figure or box."""
    elements = list(_caption_elements(tree, frame))
    after = tree.ends[frame]
    if (
        not elements
        and tree.tags[frame] == "figure"
        and after < len(tree)
        and tree.parents[after] == tree.parents[frame]
        and _is_caption(tree, after)
    ):
        elements = [after]  # a caption that stands behind its figure
    if not elements and tree.tags[frame] != "figure":
        elements = [frame]
    return _caption_of(tree, elements, frame)


def _caption_of(tree: Tree, elements: Sequence[int], frame: int) -> tuple[str, str]:
    """(caption, credit) of the elements that hold them; credits are looked for in all of
    ``frame``."""
    credits: list[str] = []
    parts: list[str] = []
    for j in elements:
        text, inside = _without_credits(tree, j)
        if not inside:
            text, inside = _last_apart(tree, j, text, boxed=j == frame)
        parts.append(text)
        credits += inside
    if not credits:
        for j in range(frame + 1, tree.ends[frame]):
            if _is_credit(tree, j):
                text = tree.text_content(j)
                said, inside = _last_apart(tree, j, text, boxed=True)
                if inside and not any(parts):
                    # An element named after the credit that holds the caption as well.
                    parts.append(said)
                    text = inside[0]
                credits.append(text)
                break
    caption = " ".join(dict.fromkeys(part for part in parts if part))[:MAX_CAPTION]
    caption = _POINTER.sub("", _once(caption), count=1)
    labelled = _LEGEND.match(caption)
    # "Foto: Jane Doe" alone says who took it, not what it shows.
    if labelled and not (is_name(caption[labelled.end() :]) and " " in caption[labelled.end() :]):
        caption = caption[labelled.end() :]
    caption = _COUNTER.sub("", caption)
    credit = next((text for text in credits if text), "")
    caption, printed = split_credit(caption)
    if credit:
        said, inner = split_credit(credit)
        if not caption and len(said.split()) >= FEW:
            caption = said
        credit = (inner or split_credit(f". {credit}")[1] or credit).strip(" .()[]")
        caption = caption.removesuffix(credit).rstrip(" (/|–—-©")
    return caption.strip(), credit or printed


def _last_apart(tree: Tree, box: int, text: str, *, boxed: bool) -> tuple[str, list[str]]:
    """A caption without its last element, where that is a credit by its length and shape.

    Args:
        boxed: the words stand in a box without a caption element, and are parted by its elements
            only; in a caption, the last element may be a word set in italics.
    """
    last = max((j for j in range(box + 1, tree.ends[box]) if tree.texts[j].strip()), default=box)
    credit = tree.text_content(last)
    rest = text.removesuffix(credit).strip()
    if last == box or rest == text or len(rest.split()) < FEW or len(credit.split()) > FEW:
        return text, []
    apart = rest[-1] in TERMINAL or tree.tags[last] == "small"
    if not boxed and not (
        apart and is_name(credit if credit != credit.upper() else credit.title())
    ):
        return text, []
    return rest, [credit]


def _is_caption(tree: Tree, j: int) -> bool:
    if tree.tags[j] == "figcaption":
        return True
    return bool(_CAPTION.search(tree.attrs[j].get("class", "").lower())) and tree.ends[j] - j < 20


def _without_credits(tree: Tree, index: int) -> tuple[str, list[str]]:
    """A caption's text without the elements in it that are credits, and their texts."""
    credits: list[str] = []
    parts = [tree.texts[index]]
    j, end = index + 1, tree.ends[index]
    waiting: list[int] = []
    while j < end:
        while waiting and tree.ends[waiting[-1]] <= j:
            parts.append(tree.tails[waiting.pop()])
        waiting.append(j)
        if tree.tags[j] in ("script", "style", "noscript", "button", "svg", "template"):
            j = tree.ends[j]
            continue
        if _is_credit(tree, j):
            credits.append(tree.text_content(j))
            j = tree.ends[j]
            continue
        parts.append(" " if tree.tags[j] in ("p", "div", "br", "span") else "")
        parts.append(tree.texts[j])
        j += 1
    while waiting:
        parts.append(tree.tails[waiting.pop()])
    return " ".join("".join(parts).split()), credits


def _is_credit(tree: Tree, j: int) -> bool:
    attrs = tree.attrs[j]
    if tree.tags[j] == "cite":
        return True
    tokens = f"{attrs.get('class', '')} {attrs.get('itemprop', '')}".lower()
    return bool(tokens.strip()) and bool(_CREDIT.search(tokens)) and tree.ends[j] - j < 10


def _once(caption: str) -> str:
    """A caption that is printed twice, once for small screens, once."""
    half = len(caption) // 2
    if len(caption) > 20 and caption[:half].strip() == caption[half:].strip():
        return caption[:half].strip()
    return caption
