"""What closes a story and is none of it: offers to subscribe, attached files, signatures, notices.

Not here: an agency's name or a date in a last line (``compose.without_credits``), links to other
stories (``reading.without_trailing_links``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.metadata.collect import PAYWALL, roles_of
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

MIN_LEFT = 3
"""Blocks that a story must have left where lines at its end are taken out."""
LINES = frozenset({"p", "div", "span", "em", "i", "small"})
"""Elements of lines that may be a signature."""


def without_prompt(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], house: Sequence[str]
) -> list[int]:
    """The blocks of a story that is not free to read without the offer of a subscription below it.

    A class that speaks of the paywall is not enough, because publishers call the story behind it so
    too: the box must name a price. Without the class, the last block must name two, and the house.

    Args:
        house: the site's name and its host, as the offer may call it.
    """
    kept = list(chosen)
    while len(kept) > 1:
        block = blocks[kept[-1]]
        box = _paywall_around(tree, block.node)
        first = next((n for n, number in enumerate(kept) if blocks[number].node > box > 0), 0)
        if box > 0 and first and any(_PRICE.search(blocks[number].text) for number in kept[first:]):
            inside = sum(len(blocks[number].text) for number in kept[first:])
            if inside > MAX_PROMPT:
                break
            kept = kept[:first]
        elif (
            len(block.text) <= MAX_PROMPT
            and any(name and name in block.text for name in house)
            and len(_PRICE.findall(block.text)) > 1
        ):
            kept.pop()
        else:
            break
    return kept


MAX_PROMPT = 500
"""Characters of the offer below the beginning of a story."""
PROMPT_LEVELS = 4
"""Elements around a block that are asked whether they are the offer's box."""
_MONEY = (
    r"(?:[$€£¥₹₩₺₽₪฿₫]|"
    r"(?:kr|kč|zł|lei|лв|дин|руб|грн|chf|sek|nok|dkk|eur|usd|tl|円|元|원|บาท)(?!\w)\.?)"
)
_PRICE = re.compile(rf"{_MONEY}\s?\d|\d[.,]?\d*(?:[.,]-)?\s?{_MONEY}", re.IGNORECASE)
"""A price; an offer names two, of the first month and of those after it."""


def _paywall_around(tree: Tree, node: int) -> int:
    """The outermost element close around a block whose tokens speak of a paywall, or -1."""
    found = -1
    for _ in range(PROMPT_LEVELS):
        if node <= 0 or tree.tags[node] in ("article", "main", "body"):
            break
        if roles_of(tree.attrs[node].get("class", "")) & PAYWALL:
            found = node
        node = tree.parents[node]
    return found


_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|hwpx?)(?:$|[?#])", re.IGNORECASE)


def without_files(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without the files attached at its end: lines that are wholly a link to
    one."""
    kept = list(chosen)
    while len(kept) > MIN_LEFT:
        block = blocks[kept[-1]]
        if block.link_count != 1 or block.link_chars < len(block.text):
            break
        if not _FILE.search(tree.attrs[block.anchor].get("href", "")):
            break
        kept.pop()
    return kept


_MAIL = re.compile(r"\S+@\S+\.\w+")
_BRACKETED = re.compile(r"[（(【\[].*[）)】\]]")


def without_signature(
    blocks: Sequence[RawBlock], chosen: Sequence[int], authors: Sequence[str]
) -> list[int]:
    """The story's blocks without a last line that holds an author's name in brackets or with a mail
    address, and nothing else than who that is."""
    if len(chosen) <= MIN_LEFT or not authors:
        return list(chosen)
    block = blocks[chosen[-1]]
    text = block.text.strip()
    if len(text) > SIGNATURE or block.tag not in LINES:
        return list(chosen)
    signed = bool(_MAIL.search(text) or _BRACKETED.fullmatch(text))
    rest = _MAIL.sub("", text)
    for name in authors:
        rest = rest.replace(name, "")
    named = len(rest) < len(_MAIL.sub("", text))
    if signed and named and sum(map(str.isalnum, rest)) <= HOUSE:
        return list(chosen[:-1])
    return list(chosen)


SIGNATURE = 80
"""Characters of a line with an author's name and address."""
HOUSE = 12
"""Letters in such a line beside them: a title, the paper's name."""


_RIGHTS = re.compile(
    r"all rights|rechte vorbehalten|reproduc|reproduk|reprodu[çz]|riprodu|riservat|republi|"
    r"redistribut|nachdruck|vervielfält|weiterverbreit|droits (?:de|réserv)|derechos reserv|"
    r"direitos reserv|drepturile rezerv|przedruk|kopiowani|zastrzeżon|přetisk|šíření|šíreni|"
    r"újraközl|másol|atgamin|pārpublic|levitami|paljundami|eftertryk|gengiv|ettertrykk|återgiv|"
    r"jäljent|overnem|"
    r"umnožav|prenošenj|ponatis|çoğalt|kopyalan|dilarang|mengutip|sao chép|перепечат|передрук|"
    r"копирован|копіюван|преузима|αναδημοσί|αναπαραγωγ|"
    r"إعادة (?:نشر|إنتاج)|بازنشر|הזכויות שמורות|转载|轉載|転載|무단|ห้ามนำ"
)
MAX_NOTICE = 400
"""Characters of an agency's notice on its rights."""


def without_notice(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], house: Sequence[str]
) -> list[int]:
    """The story's blocks without a last one, in italics or small print, in which an agency or the
    site forbids to print the story elsewhere.

    Args:
        house: the agency and the site, as the record names them.
    """
    if len(chosen) <= MIN_LEFT:
        return list(chosen)
    block = blocks[chosen[-1]]
    text = block.text
    if len(text) > MAX_NOTICE or not any(name and name in text for name in house):
        return list(chosen)
    node = block.node
    inside = tree.tags[node : min(node + 3, tree.ends[node])]
    set_apart = not _APART.isdisjoint(inside) or tree.tags[tree.parents[node]] in _APART
    if set_apart and _RIGHTS.search(text.lower()):
        return list(chosen[:-1])
    return list(chosen)


_APART = frozenset({"i", "em", "small"})
