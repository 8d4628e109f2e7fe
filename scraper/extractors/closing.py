"""Removes blocks at the end of a story that are not part of it: subscription offers, attached
files, signatures, credits, rights notices, end marks, the page's own address.

Not here: links to other stories (``story_blocks.without_trailing_links``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from scraper.extractors.boilerplate_lines import is_follow_prompt
from scraper.extractors.metadata.names.byline_labels import COLONS
from scraper.extractors.metadata.sources.collect import PAYWALL, roles_of
from scraper.extractors.metadata.story_text import credit_kind
from scraper.extractors.parsing.blocks import HEADINGS, LINES, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.phrase_lists import phrases_in
from scraper.extractors.related.heading_words import announces_related
from scraper.extractors.related.section_headings import MAX_SECTION, heading_text
from scraper.record import Block, RelatedItem

MIN_LEFT = 3
"""Blocks that must remain when lines at the end of a story are removed."""
MAX_PROMPT = 500
"""Maximum characters of a subscription offer below the beginning of a story."""
PROMPT_LEVELS = 4
"""Elements around a block that are tested for being the offer's box."""
_MONEY = (
    r"(?:[$€£¥₹₩₺₽₪฿₫]|"
    r"(?:kr|kč|zł|lei|лв|дин|руб|грн|chf|sek|nok|dkk|eur|usd|tl|円|元|원|บาท)(?!\w)\.?)"
)
_PRICE = re.compile(rf"{_MONEY}\s?\d|\d[.,]?\d*(?:[.,]-)?\s?{_MONEY}", re.IGNORECASE)
"""A price. An offer names two: one for the first month, one for the months after."""
_SELECTOR = re.compile(r'"cssSelector"\s*:\s*"([^"]+)"')
_SIMPLE = re.compile(r"(?:^|,)\s*[.#]([\w-]+)\s*(?=,|$)")
_WORD = re.compile(r"[a-z]+")
_ACCOUNT = frozenset(
    """
    login logon signin register registration signup account subscribe subscription subscriptions
    subscriber membership join abo abonnement abonnements abonnieren anmelden anmeldung registrieren
    registrierung konto connexion inscription abonner sabonner suscripcion suscripciones suscribete
    suscribirse registro registrarse assine assinar assinatura cadastro abbonati abbonamento
    abbonamenti accedi registrati abonneren inloggen registreren prenumerera prenumeration tilaa
    tilaus kirjaudu prenumerata subskrypcja zaloguj logowanie rejestracja predplatne prihlaseni
    prihlasenie registrace registracia elofizetes belepes regisztracio abonare autentificare
    pretplata prijava narocnina abonelik giris kayit langganan masuk daftar dangnhap dangky
    """.split()
)
"""Words of addresses to log in, register or subscribe."""
_ACCOUNT_TEXT = re.compile(
    r"ログイン|会員登録|有料登録|登录|登入|注册|註冊|订阅|訂閱|로그인|회원가입|구독|войти|подписк|увійти|передплат|"
    r"σύνδεση|συνδρομ|تسجيل|اشترا|ورود|اشتراک|התחבר|הרשמ|לוגין|เข้าสู่ระบบ|สมัคร|लॉग ?इन|सब्सक्राइब|"
    r"লগ ?ইন|log ?in|sign ?in"
)
"""The same in texts of links."""
MAX_SIGNATURE = 80
"""Maximum characters of a line with an author's name and address."""
MAX_SIGNATURE_LETTERS = 12
"""Maximum letters and digits in such a line beside these: a title, the paper's name."""


def _without_last(
    blocks: Sequence[RawBlock], chosen: Sequence[int], is_apart: Callable[[RawBlock], bool]
) -> list[int]:
    """The story's blocks without the last one, if ``is_apart`` holds of it and enough are left."""
    drop = len(chosen) > MIN_LEFT and is_apart(blocks[chosen[-1]])
    return list(chosen[:-1] if drop else chosen)


def without_prompt(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], house: Sequence[str]
) -> list[int]:
    """The blocks of a paywalled story, without the subscription offer below it.

    A class that names a paywall is not enough, because the story itself may be in such an element,
    nor is one that the page's JSON-LD names as not free (``hasPart.cssSelector``): the box must
    also contain a price or a link to log in, register or subscribe. Without the class, the last
    block must contain two prices and the publisher's name.

    Args:
        house: names of the publisher: the site's name and its host.
    """
    kept = list(chosen)
    named = _named_as_paid(tree)
    while len(kept) > 1:
        block = blocks[kept[-1]]
        box = _paywall_around(tree, block.node, named)
        first = next((n for n, number in enumerate(kept) if blocks[number].node > box > 0), 0)
        if first and (
            any(_PRICE.search(blocks[number].text) for number in kept[first:])
            or _has_account_link(tree, box)
        ):
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


def _named_as_paid(tree: Tree) -> set[str]:
    """The classes and ids of the parts that the page's JSON-LD names as not free."""
    return {
        name
        for i in tree.places("script")
        if "ld+json" in tree.attrs[i].get("type", "")
        for selector in _SELECTOR.findall(tree.texts[i])
        for name in _SIMPLE.findall(selector)
    }


def _has_account_link(tree: Tree, box: int) -> bool:
    """Whether a box has a link to log in, register or subscribe."""
    return any(
        tree.tags[i] == "a"
        and (
            not _ACCOUNT.isdisjoint(_WORD.findall(tree.attrs[i].get("href", "").lower()))
            or _ACCOUNT_TEXT.search(tree.text_content(i).lower())
        )
        for i in range(box, tree.ends[box])
    )


def _paywall_around(tree: Tree, node: int, named: Set[str]) -> int:
    """The outermost of the ``PROMPT_LEVELS`` elements around a block whose class names a paywall,
    or -1.

    Args:
        named: other classes and ids of such elements.
    """
    found = -1
    for around in tree.outwards(node, PROMPT_LEVELS):
        if tree.tags[around] in ("article", "main", "body"):
            break
        classes = tree.attrs[around].get("class", "")
        own = {*classes.split(), tree.attrs[around].get("id", "")} if named else named
        if roles_of(classes) & PAYWALL or not named.isdisjoint(own):
            found = around
    return found


def without_follow_prompt(
    blocks: Sequence[RawBlock], chosen: Sequence[int], house: Sequence[str]
) -> list[int]:
    """The story's blocks without a last paragraph that asks to follow the site on a network.

    Args:
        house: names of the publisher: the site's name and its host.
    """
    return _without_last(
        blocks, chosen, lambda last: last.tag in LINES and is_follow_prompt(last.text, house)
    )


def without_labels(
    blocks: Sequence[RawBlock], chosen: Sequence[int], items: Sequence[RelatedItem]
) -> list[int]:
    """The story's blocks without labels ("Read more:") whose list is among the related items."""
    titles = {item.title for item in items}
    taken = set(chosen)
    kept = []
    for number in chosen:
        block = blocks[number]
        below = number + 1
        if (
            below < len(blocks)
            and below not in taken
            and blocks[below].text in titles
            and not block.link_chars
            and len(block.text) <= MAX_SECTION
            and (block.tag in HEADINGS or block.tag in LINES)
            and announces_related(heading_text(block.text) or "")
        ):
            continue
        kept.append(number)
    return kept


_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|hwpx?)(?:$|[?#])", re.IGNORECASE)


def without_files(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without attached files at its end: lines that are only a link to one."""
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
    """The story's blocks without a last line that consists of an author's name, alone, in brackets
    or with a mail address, or of such an address alone."""
    return _without_last(blocks, chosen, lambda last: _is_signature(last, authors))


def _is_signature(block: RawBlock, authors: Sequence[str]) -> bool:
    text = block.text.strip()
    if "@" in text and _MAIL.fullmatch(text.strip("()[]（）")):
        return True
    if len(text) > MAX_SIGNATURE or block.tag not in LINES:
        return False
    signed = bool(_MAIL.search(text) or _BRACKETED.fullmatch(text))
    rest = _MAIL.sub("", text)
    for name in authors:
        rest = rest.replace(name, "")
    named = len(rest) < len(_MAIL.sub("", text))
    letters = sum(map(str.isalnum, rest))
    return named and letters <= (MAX_SIGNATURE_LETTERS if signed else 0)


def without_credits(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without lines at the end that hold only an agency's name or a date, for
    which the record has fields."""
    kept = list(chosen)
    while len(kept) > MIN_LEFT and _is_credit(blocks[kept[-1]]):
        kept.pop()
    return kept


def _is_credit(block: RawBlock) -> bool:
    return (block.tag in LINES or block.tag == "time") and bool(credit_kind(block.text))


def without_credit_below_break(story: list[Block], last: RawBlock) -> list[Block]:
    """The story without lines at the end of its last paragraph that a line break sets apart and
    that hold only an agency's name or a date.

    Args:
        last: the block of that paragraph.
    """
    if not story or story[-1].type != "paragraph" or story[-1].text != last.text:
        return story
    text = last.text
    for line in reversed(_lines_of(last)[1:]):
        if not credit_kind(line) or not text.endswith(line):
            break
        text = text[: -len(line)].rstrip()
    if text == last.text:
        return story
    links = [link for link in story[-1].links if link.end <= len(text)]
    return [*story[:-1], story[-1].model_copy(update={"text": text, "links": links})]


def _lines_of(block: RawBlock) -> list[str]:
    """The lines of a block that line breaks separate, without empty ones."""
    lines = [""]
    for piece, _ in block.pieces:
        if piece == "\n":
            lines.append("")
        else:
            lines[-1] += piece
    return [text for line in lines if (text := " ".join(line.split()))]


_END_MARK = re.compile(
    r"end|ends|end of (?:item|message|story|text|release)|more to come|ende|fin|fine|fim|final|"
    r"einde|slut|loppu|koniec|konec|kraj|vége|sfârșit|lõpp|beigas|pabaiga|son|конец|кінець|край|крај|"
    r"τέλος|tamat|selesai|habis|hết|mwisho|amaia|diwedd|críoch|انتهى|انتهت|النهاية|انتهاء|"
    r"انتهای (?:پیام|خبر|گزارش|مطلب)|پایان (?:پیام|خبر|گزارش)|پایان|ختم شد|סוף|समाप्त|সমাপ্ত|"
    r"முற்றும்|จบ|完|終|终|終わり|おわり|了|끝|დასასრული|վերջ|መጨረሻ"
)
_AROUND_END = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def without_end_mark(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without a last line that says that it ends: "(ENDS)", （完）, (끝)."""
    return _without_last(blocks, chosen, _is_end_mark)


def _is_end_mark(block: RawBlock) -> bool:
    if len(block.text) > MAX_END_MARK or block.tag not in LINES:
        return False
    return _END_MARK.fullmatch(_AROUND_END.sub("", block.text).lower()) is not None


MAX_END_MARK = 30
"""Maximum characters of an end mark, with brackets and a number."""


def without_own_address(blocks: Sequence[RawBlock], chosen: Sequence[int], host: str) -> list[int]:
    """The story's blocks without a last line that prints an address of the site after a label or
    beside its copyright, as print versions do: "Source: https://lundgauge.example/rain".

    Args:
        host: the page's host without "www."; "" if it is unknown.
    """
    return _without_last(blocks, chosen, lambda last: bool(host) and _is_own_address(last, host))


def _is_own_address(block: RawBlock, host: str) -> bool:
    if len(block.text) > MAX_NOTICE or block.tag not in LINES or host not in block.text:
        return False
    found = re.search(rf"(?:https?://)?(?:www\.)?{re.escape(host)}/\S*", block.text)
    if found is None:
        return False
    before, after = block.text[: found.start()].strip(), block.text[found.end() :].strip()
    labelled = not after and len(before) <= MAX_ADDRESS_LABEL and before[-1:] in COLONS
    return labelled or "©" in after


MAX_ADDRESS_LABEL = 30
"""Maximum characters of a label before an address: "Link to this article:"."""


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
"""Maximum characters of a rights notice."""
_SET_APART = frozenset({"i", "em", "small"})
"""Elements of a rights notice, or around it."""


_FORWARD_LOOKING = tuple(
    phrase.lower() for phrase in phrases_in(__package__, "phrases/forward_looking.txt")
)


def without_forward_looking(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without a press release's last ones on forward-looking statements."""
    kept = list(chosen)
    while len(kept) > MIN_LEFT:
        text = blocks[kept[-1]].text.lower()
        if not any(phrase in text for phrase in _FORWARD_LOOKING):
            break
        del kept[-1]
    return kept


def without_notice(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], house: Sequence[str]
) -> list[int]:
    """The story's blocks without a rights notice at the end: a block in italics or small print in
    which an agency or the site forbids republication.

    Args:
        house: names of the agency and the site, as in the record.
    """
    return _without_last(blocks, chosen, lambda last: _is_notice(tree, last, house))


def _is_notice(tree: Tree, block: RawBlock, house: Sequence[str]) -> bool:
    text = block.text
    if len(text) > MAX_NOTICE or not any(name and name in text for name in house):
        return False
    node = block.node
    inside = tree.tags[node : min(node + 3, tree.ends[node])]
    set_apart = not _SET_APART.isdisjoint(inside) or tree.tags[tree.parents[node]] in _SET_APART
    return set_apart and _RIGHTS.search(text.lower()) is not None
