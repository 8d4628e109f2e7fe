"""The caption and the credit of a picture, in the figure or the box around it.

Here they are distinguished by their elements. If both are one text, ``metadata/credits.py`` splits
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scraper.extractors.classify.text_shape import TERMINAL
from scraper.extractors.images.addresses import shows_picture
from scraper.extractors.metadata.credits import is_rights_notice, split_credit, without_label
from scraper.extractors.metadata.names.forms import MAX_NAME, begins_small, is_cased, is_name
from scraper.extractors.parsing.blocks import LINES
from scraper.extractors.parsing.hidden import hides, is_hidden_beside_text, shown_text
from scraper.extractors.parsing.tree import PICTURES, Tree

MAX_CAPTION = 1_500
"""Maximum characters of a caption. The longest on the labelled pages has 640."""
MAX_SEPARATE = 300
"""Maximum characters of a caption that is a paragraph of its own."""
BOX = 40
"""Maximum elements in a box of a picture and its caption; cards and galleries have more."""
FEW = 4
"""A box with fewer words has only a label ("Sponsored", "1 min"); a last line of up to so many
words in a box is its credit."""
LINKED = 60
"""Characters of linked text above which a box beside a picture is a card of another story."""
OPENING = 15
"""Characters from which a link at the beginning of a box's text is a title; a name is shorter."""
UP = 5
"""Ancestors of a picture that are searched for a figure, a caption or a reason to leave it out."""
_COUNTER = re.compile(
    r"^\(?\d{1,3}\s*(?:/|of|von|sur|de|di|van|av|af|z|из|з|dari|/)\s*\d{1,3}\)?[\s.:|–—-]*",
    re.IGNORECASE,
)
"""The picture's number in a gallery before a caption: "1 of 7"."""
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|bildtext|cutline|leyenda|pie-?(?:de-?)?foto|didascalia|"
    r"image[-_]?(?:text|desc(?:ription)?|note)|img[-_]?(?:text|desc(?:ription)?|note)|"
    r"photo[-_]?(?:text|desc(?:ription)?|note)|pic[-_]?(?:text|desc(?:ription)?|note)|"
    r"media[-_]{0,2}desc(?:ription)?|billedtekst|bijschrift|cap(?<!\wcap)(?<!drop-cap)\b|"
    r"kuvateksti|bildetekst|popis(?:ek|ka)|opis-zdjecia|altyazi|wp-caption-text|figure-?text"
)
_CREDIT = re.compile(
    r"credit|copyright|photog|fotograf|rights|bildquelle|bildnachweis|quelle|"
    r"source(?<!\wsource)\b|-source|(?<![\w-])cr(?![\w-])|kreditt|byline|attribution|provider|agency|foto-?autor|author"
)
POINTER = re.compile(r"[▲▼△▽▴▾↑↓⬆⬇]\s*(?=\S)")
"""An arrow towards the picture, at the beginning of a caption in a paragraph of its own."""
_LEGEND = re.compile(
    r"^(?:legende|légende|caption|bildunterschrift|bildtext|legend|leyenda|didascalia|"
    r"image caption|photo caption|keterangan(?: gambar| foto)?|picture|image|bild|foto|photo)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
"""A label before a caption, often only for screen readers."""


def frame_of(tree: Tree, i: int, blocks: frozenset[int]) -> int:
    """The figure around a picture, or the box that contains only the picture and a few words.

    Args:
        blocks: elements of the story's blocks, none of which is in such a box.

    Returns:
        Its index, or -1 for a picture without figure and box.
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
        if tag == "a" and not shows_picture(tree.attrs[node].get("href", "")):
            # A link around picture and text is a card; around the picture alone it enlarges it.
            if tree.text_content(node):
                return -1
        elif text := tree.text_content(node):
            captioned = _captioned_figure(tree, node) if len(text) <= MAX_NAME else -1
            if captioned >= 0:
                return captioned
            return node if _is_box(tree, node, i, text) else -1
        node = tree.parents[node]
    return -1


def _captioned_figure(tree: Tree, box: int) -> int:
    """The figure around a box with a picture and a few words (its credit, a button), if the figure
    has a caption beside the box; else -1."""
    figure = tree.parents[box]
    while figure > 0 and tree.tags[figure] in ("div", "span"):
        figure = tree.parents[figure]
    if figure <= 0 or tree.tags[figure] != "figure":
        return -1
    if any(is_caption(tree, j) for j in range(box, tree.ends[box])):
        return -1
    end = tree.ends[box]
    beside = tree.tags[end : min(end + BOX, tree.ends[figure])]
    return figure if "figcaption" in beside else -1


def _is_box(tree: Tree, node: int, i: int, text: str) -> bool:
    """Whether an element with some text contains a picture and its caption: the text is mostly not
    linked."""
    end = tree.ends[node]
    if len(text) > MAX_CAPTION:
        return False
    if len(text.split()) < FEW and (text.isascii() or (text[0].isdigit() and is_cased(text))):
        return False  # "8 fotografií"
    linked = 0
    for j in range(node + 1, end):
        tag = tree.tags[j]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "form", "input", "iframe", "video"):
            return False
        if tag == "a" and not tree.ends[j] > i > j:
            words = tree.text_content(j)
            if len(words) >= OPENING and text.startswith(words):
                return False  # the title of another story, followed by its teaser
            linked += len(words)
    # Mostly linked text is the title of another story, or buttons.
    return linked <= LINKED and 3 * linked < len(text)


def caption_in(tree: Tree, frame: int) -> tuple[str, str]:
    """(caption, credit) of the picture in a figure or box."""
    elements = list(_caption_elements(tree, frame))
    after = tree.ends[frame]
    if (
        not elements
        and tree.tags[frame] == "figure"
        and after < len(tree)
        and tree.parents[after] == tree.parents[frame]
        and (is_caption(tree, after) or _closes_with_credit(tree, after))
    ):
        elements = [after]  # a caption after the figure
    if not elements and tree.tags[frame] != "figure":
        elements = [frame]
    return caption_of(tree, elements or _only_line(tree, frame), frame)


_UNREAD = ("noscript", "script", "style", "button")


def _only_line(tree: Tree, figure: int) -> list[int]:
    """The only element with text of a figure without ``figcaption``, if it is a line."""
    texts = [
        j
        for j in range(figure + 1, tree.ends[figure])
        if tree.texts[j].strip() and tree.tags[j] not in _UNREAD
    ]
    is_line = len(texts) == 1 and tree.tags[texts[0]] in LINES
    return texts if is_line and len(tree.text_content(texts[0])) <= MAX_SEPARATE else []


def _closes_with_credit(tree: Tree, j: int) -> bool:
    """Whether an element right after a figure is its caption because it ends with a credit."""
    if tree.tags[j] not in LINES or tree.ends[j] - j > FEW:
        return False
    text = tree.text_content(j)
    if len(text) > MAX_SEPARATE:
        return False
    caption, credit = split_credit(text)
    return bool(credit) and not begins_small(credit) and len(caption.split()) >= FEW


def _caption_elements(tree: Tree, frame: int) -> Iterator[int]:
    """The outermost elements of a figure that are captions."""
    j, end = frame + 1, tree.ends[frame]
    while j < end:
        named = is_caption(tree, j) or "caption" in tree.attrs[j].get("itemprop", "")
        if named and not PICTURES.intersection(tree.tags[j : tree.ends[j]]):
            yield j
            j = tree.ends[j]
            continue
        j += 1


def is_caption(tree: Tree, j: int) -> bool:
    """Whether an element is a caption by its tag (also a site's own: ``x-caption``) or class."""
    tag = tree.tags[j]
    if tag == "figcaption":
        return True
    name = tree.attrs[j].get("class", "")
    if "-" in tag and "caption" in tag:
        name = f"{tag} {name}"
    return name != "" and tree.ends[j] - j < 20 and _CAPTION.search(name.lower()) is not None


def caption_of(tree: Tree, elements: Sequence[int], frame: int) -> tuple[str, str]:
    """(caption, credit) of a picture.

    Args:
        elements: elements with the caption.
        frame: the picture's figure or box, all of which is searched for credits.
    """
    credits: list[str] = []
    parts: list[str] = []
    for j in elements:
        text, inside = _without_credits(tree, j)
        if not inside:
            text, inside = _last_apart(tree, j, text, boxed=j == frame)
        parts.append(text)
        credits += inside
    if not credits:
        captioned = {j for k in elements for j in range(k, tree.ends[k])}
        for j in range(frame + 1, tree.ends[frame]):
            if captioned.isdisjoint(range(j, min(tree.ends[j], j + FEW + 1))) and (
                credit := _credit_apart(tree, j)
            ):
                credits.append(credit)
                break
            if _is_credit(tree, j):
                text = tree.text_content(j)
                rest, inside = _last_apart(tree, j, text, boxed=True)
                if inside and not any(parts):
                    # An element whose class names the credit but which has the caption too.
                    parts.append(rest)
                    text = inside[0]
                credits.append(text)
                break
    caption = " ".join(dict.fromkeys(part for part in parts if part))[:MAX_CAPTION]
    caption = POINTER.sub("", _once(caption), count=1)
    labelled = _LEGEND.match(caption)
    # "Foto: Jane Doe" is a credit, not a labelled caption.
    if labelled and not _names_makers(caption[labelled.end() :]):
        caption = caption[labelled.end() :]
    caption = _COUNTER.sub("", caption)
    named = [text for text in credits if text and not is_rights_notice(text)]
    if credits and not named:
        caption = caption.rstrip(" |–—-/")
    credit = next(iter(named), "")
    caption, printed = split_credit(caption)
    if credit:
        rest, inner = split_credit(credit)
        if credit == f"{rest} / {inner}" and is_name(rest) and "," not in rest:
            return caption.removesuffix(credit).strip(), credit  # "Jane Doe / Archive"
        if not caption and len(rest.split()) >= FEW:
            caption = rest
        credit = (inner or split_credit(f". {credit}")[1] or credit).strip(" .()[]")
        caption = without_label(caption.removesuffix(credit).rstrip(" (/|–—-©"))
    if not any(map(str.isalnum, caption)):
        caption = ""  # "©", whose name was removed as the credit
    return caption.strip(), credit or printed


_POOLS = frozenset({"pool", "press pool", "pool photo", "agency pool"})
"""Names for pictures shared by several papers."""


def _names_makers(text: str) -> bool:
    """Whether a text after "Photo:" says who made the picture: a full name, also with another name
    before or after a slash ("Pool / Jane Doe"), or a pool."""
    parts = [part.strip() for part in text.split("/")]
    named = [" " in part and is_name(part) for part in parts]
    return text.casefold() in _POOLS or (
        any(named)
        and len(parts) <= MAX_MAKERS
        and all(
            name or (part[:1].isupper() and len(part.split()) < FEW)
            for part, name in zip(parts, named, strict=True)
        )
    )


MAX_MAKERS = 3
"""Maximum names in a credit with slashes."""

_NO_CAPTION = ("script", "style", "noscript", "button", "svg", "template")


def _without_credits(tree: Tree, index: int) -> tuple[str, list[str]]:
    """A caption's text without credit elements, and the texts of these."""
    credits: list[str] = []
    parts = [tree.texts[index]]
    j, end = index + 1, tree.ends[index]
    waiting: list[int] = []
    while j < end:
        while waiting and tree.ends[waiting[-1]] <= j:
            parts.append(tree.tails[waiting.pop()])
        waiting.append(j)
        if (
            tree.tags[j] in _NO_CAPTION
            or is_hidden_beside_text(tree, j)
            or _is_unseen_label(tree, j, index)
        ):
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
    own = tree.tags[j] if "-" in tree.tags[j] else ""
    tokens = f"{own} {attrs.get('class', '')} {attrs.get('itemprop', '')}".lower()
    return bool(tokens.strip()) and bool(_CREDIT.search(tokens)) and tree.ends[j] - j < 10


def _is_unseen_label(tree: Tree, j: int, caption: int) -> bool:
    """Whether an element at the beginning of a caption has words for screen readers: "Image
    caption, " before a paragraph."""
    return (
        j == caption + 1
        and not tree.texts[caption].strip()
        and hides(tree.attrs[j].get("class", ""))
        and len(tree.text_content(j)) <= MAX_NAME
        and tree.text_content(j) != tree.text_content(caption)
    )


def _credit_apart(tree: Tree, j: int) -> str:
    """The credit in a short line of a figure beside its caption, by its form or after words for
    screen readers only ("Image source, "); "" for none."""
    if tree.tags[j] not in LINES or tree.ends[j] - j > FEW:
        return ""
    text = shown_text(tree, j)
    if not 0 < len(text) <= MAX_NAME:
        return ""
    label = j + 1
    if (
        label < tree.ends[j]
        and not tree.texts[j].strip()
        and hides(tree.attrs[label].get("class", ""))
        and is_hidden_beside_text(tree, label)
    ):
        return text
    caption, credit = split_credit(text)
    return credit if not caption else ""


def _last_apart(tree: Tree, box: int, text: str, *, boxed: bool) -> tuple[str, list[str]]:
    """A caption without its last element, if that is a credit by its length and shape, and this
    credit.

    Args:
        boxed: the text is in a box without a caption element. In a caption element, the last
            element may be a word in italics, so the credit must have the shape of a name.
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


def _once(caption: str) -> str:
    """A caption without its repetition for small screens."""
    half = len(caption) // 2
    if len(caption) > 20 and caption[:half].strip() == caption[half:].strip():
        return caption[:half].strip()
    return caption
