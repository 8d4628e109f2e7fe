"""Bylines in the markup: elements marked as the author's, author links, lines that begin with "By",
names next to the date line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.extractors.metadata.agency import is_agency
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.by_words import (
    FIRST_WORDS,
    is_picture_label,
    opens_byline,
)
from scraper.extractors.metadata.names.byline_labels import has_label
from scraper.extractors.metadata.names.east_asian_names import has_surname
from scraper.extractors.metadata.names.forms import (
    INTERFACE,
    MAX_NAME,
    TITLES_AFTER,
    begins_small,
    is_cased,
    is_desk,
    is_full_name,
    is_house,
    is_ideographic,
    is_name,
    is_only_roles,
)
from scraper.extractors.metadata.names.split import split_names, strip_by
from scraper.extractors.metadata.sources.collect import AUTHOR, BREADCRUMB, Clues, roles_of
from scraper.extractors.metadata.sources.layout import Layout, in_comments, layout_of
from scraper.extractors.metadata.sources.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import Tree

MAX_BYLINE = 200
"""Maximum characters of a byline."""
MAX_LINKED = 600
"""Maximum characters of a byline with linked names and a description of each author."""
MAX_BYLINE_ELEMENTS = 40
"""Maximum elements inside a byline; an element with more is a card or a biography."""
MAX_MARKED = 120
"""Maximum number of marked elements read. A forum page has a thousand; the first ones matter."""
DATE_NEAR = 12
"""Maximum elements between a byline and its date line."""
MENU_LEVELS = 4
"""Elements around a link that are tested for being a menu: list, item, box."""
MAX_LABEL = 25
"""Maximum characters of a label in an element of its own: "Written by:"."""
MAX_CREDIT = 120
"""Maximum characters of an unmarked line that is read as a byline."""
_AUTHOR_PATH = re.compile(
    r"(?:/(?:author|autor|auteur|autore|by/|profile|profil|people/|staff/|reporter|journalist"
    r"|contributor|columnist|writer|penulis/|yazar|redakt|team/|users?/|member|person|forfatter"
    r"|meet-(?:the|our)-team/|our-team/|skribent|u/|@|creator|editor|experts|bio/|ueber-uns/"
    r"|firmes/|firmas/|signataires?/)|author=)"
)
"""Beginnings of path segments of authors' pages."""
_ACCOUNT_PATH = re.compile(
    r"/(?:log[-_]?(?:in|out|on)|sign[-_]?(?:in|up|out|on)|register|registration|registrieren|registro"
    r"|join|subscribe|password|edit|settings|new|search|entrar|connexion|inscription|anmelden|giris"
    r"|kayit|masuk|daftar)\b"
)
"""Pages of readers' accounts, which have such a path too: ``/member/login.html``."""
_JOINING = frozenset(
    """by von par por door oleh av af di bởi and und et y e og och en dan i и та és ve và și with
    mit avec con text written posted published""".split()
)
_DIGIT = re.compile(r"\d")
_PIECES = re.compile(r"\s*[|·•–—\xa0\u3000\t]\s*|\s{2,}|\s+(?=[\u4e00-\u9fff]{2,4}[:：])|\s+-\s+")
"""Separators of date, name and source in one line of text."""
LINE_TAGS = frozenset(
    "p div span li address em strong b i td a cite h3 h4 h5 h6 small font dd figcaption".split()
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Names from one source.

    Attributes:
        source: kind of the source, used as a feature of the names: "byline.by.near".
        index: the element with them, or -1.
    """

    names: list[str]
    source: str
    index: int = -1


def read_bylines(
    tree: Tree, clues: Clues, site: SiteName, date_lines: Sequence[int]
) -> Iterator[Attribution]:
    """Every byline in the markup: in elements marked as the author's, and in lines around the
    headline and right after the story.

    Args:
        date_lines: elements with the story's date.
    """
    layout = layout_of(tree, clues)
    count = 0
    for i, mask in clues.marked:
        if not mask & AUTHOR or tree.tags[i] in _NO_BYLINE:
            continue
        if tree.ends[i] - i > MAX_BYLINE_ELEMENTS:
            continue
        count += 1
        if count > MAX_MARKED:
            break
        if not in_comments(tree, i, clues.body):
            yield from _in_marked(tree, i, layout.place_of(i), site)
    yield from _in_lines(tree, clues, site, layout, date_lines)


_NO_BYLINE = frozenset({"body", "html", "img", "input", "textarea", "form"})


def _in_marked(tree: Tree, i: int, place: str, site: SiteName) -> Iterator[Attribution]:
    """The names in an element that is marked as the author's."""
    attrs = tree.attrs[i]
    kind = _kind(attrs)
    text = attrs.get("content", "")
    links: list[str] = []
    if not text:
        text, links = byline_text(tree, i)
        text = _labelled_items(tree, i) or text
    linked = [
        name
        for link in links
        if kind == "username" or not _is_button(link)
        for name in split_names(link, listed=True)
    ]
    if MAX_BYLINE < len(text) <= MAX_LINKED and linked and strip_by(text)[1]:
        # Linked names with a description of each between them.
        yield Attribution(linked, f"{kind}.linked.{place}", i)
    if len(text) > MAX_BYLINE and place in ("near", "head", "foot"):
        # A box with the author's name above a biography.
        names = split_names(text[:MAX_BYLINE].partition("\n")[0])
        if names:
            yield Attribution(names, f"box.{place}", i)
    if not 2 <= len(text) <= MAX_BYLINE:
        return
    opened = strip_by(text)[1]
    listed = kind in ("prop", "rel", "authorname", "username") and "\n" not in text
    names = split_names(text, listed=listed) or _credited(text, site)
    if not names and (named := _behind_unknown_word(tree, i, text)):
        names, opened = [named], True
    if linked:
        yield Attribution(linked, f"{kind}.linked.{place}", i)
    if not names:
        return
    if opened:
        kind += ".by"
    elif "\n" not in text and len(text) <= len(" ".join(names)) + 4:
        kind += ".whole"
    yield Attribution(names, f"{kind}.{place}", i)


def _is_button(text: str) -> bool:
    """Whether the text of an author link is no name but a button's: "Learn more"."""
    return not is_name(text) and any(word in INTERFACE for word in text.lower().split())


MAX_BY_WORDS = 2
"""Maximum words before a name that are taken for by-words of an unknown language."""


def _behind_unknown_word(tree: Tree, i: int, text: str) -> str:
    """The full name that ends a byline and is an element of its own, after one or two words that
    are not known as by-words but are in lower case, as those are within a line; "" for none."""
    if not begins_small(text):
        return ""
    text = " ".join(text.split())
    for j in range(i + 1, tree.ends[i]):
        name = tree.text_content(j)
        if is_cased(name[:1]) and is_full_name(name) and text.endswith(f" {name}"):
            before = text[: -len(name)].split()
            unknown = all(word.isalpha() and word.islower() for word in before)
            return name if len(before) <= MAX_BY_WORDS and unknown else ""
    return ""


def _kind(attrs: dict[str, str]) -> str:
    """The kind of mark of an author's element: the first part of the source's name."""
    prop = f"{attrs.get('itemprop', '')} {attrs.get('property', '')}"
    if "author" in prop or "creator" in prop:
        return "prop"
    if "author" in attrs.get("rel", ""):
        return "rel"
    tokens = (
        f"{attrs.get('class', '')} {attrs.get('id', '')} {attrs.get('data-testid', '')}".lower()
    )
    if "byline" in tokens:
        return "byline"
    if "username" in tokens or "user-name" in tokens:
        return "username"
    if "name" in tokens:
        return "authorname"
    return "author"


def byline_text(tree: Tree, index: int) -> tuple[str, list[str]]:
    """The text of a byline, with a line break between its pieces, and the texts of its author
    links."""
    parts: list[str] = []
    links: list[str] = []
    tags, texts, tails, ends = tree.tags, tree.texts, tree.tails, tree.ends

    def add(text: str) -> None:
        text = " ".join(text.split())
        if not text:
            return
        if parts and not _continues(parts[-1], text):
            parts.append("\n")
        elif parts:
            parts.append(" ")
        parts.append(text)

    waiting: list[int] = []
    add(texts[index])
    i = index + 1
    while i < ends[index]:
        while waiting and ends[waiting[-1]] <= i:
            add(tails[waiting.pop()])
        waiting.append(i)
        tag = tags[i]
        if tag in ("script", "style", "noscript", "svg", "button", "template"):
            i = ends[i]
            continue
        if tag == "time":
            parts.append("\n")
            i = ends[i]
            continue
        if tag == "a" and _is_author_link(tree.attrs[i]):
            links.append(tree.text_content(i))
        add(texts[i])
        i += 1
    while waiting:
        add(tails[waiting.pop()])
    return "".join(parts), links


_LABEL_ENDS = " ,،、:："
"""Ends of labels in an element of their own."""


def _labelled_items(tree: Tree, index: int) -> str:
    """The authors in a byline that is a list with a label in each item: "Author, " "Jane Doe";
    "Role, " "Weather reporter". "" for a byline of another form."""
    lines = []
    for i in range(index + 1, tree.ends[index]):
        label = i + 1
        if tree.tags[i] != "li" or tree.texts[i].strip() or tree.ends[i] <= label:
            continue
        words = tree.text_content(label)
        word = words.rstrip(_LABEL_ENDS)
        if word != words and (word.lower() in FIRST_WORDS or has_label(f"{word}:")):
            value = tree.text_content(i).removeprefix(words).strip(_LABEL_ENDS)
            if value:
                lines.append(f"{word}: {value}")
    return "\n".join(lines)


def _continues(before: str, after: str) -> bool:
    """Whether two pieces of a byline are one phrase, joined by "by", a comma or "and"."""
    if before.endswith((",", ":", "/", "&", "|", "·")) or after[:1] in ",/&|·):;":
        return True
    last = before.rpartition(" ")[2].lower().strip(":")
    return last in _JOINING or after.partition(" ")[0].lower() in _JOINING


def _is_author_link(attrs: dict[str, str]) -> bool:
    """Whether a link leads to an author's page according to its ``rel`` or address."""
    if "author" in attrs.get("rel", ""):
        return True
    href = attrs.get("href", "").lower()
    # The list of all authors does not count.
    if _AUTHOR_PATH.search(href) is None or _ACCOUNT_PATH.search(href):
        return False
    return any(
        href[found.end() :].removeprefix("s").strip("/") for found in _AUTHOR_PATH.finditer(href)
    )


def _in_lines(
    tree: Tree, clues: Clues, site: SiteName, layout: Layout, date_lines: Sequence[int]
) -> Iterator[Attribution]:
    """Names in unmarked lines around the headline and right after the story: "By …", author links,
    names next to a date."""
    for i in range(*layout.head):
        near = layout.near[0] <= i < layout.near[1]
        if tree.tags[i] == "a" and _is_author_link(tree.attrs[i]) and not _in_site_menu(tree, i):
            yield from _of_author_link(tree, clues, i, near)
        after = tree.tails[i]
        if 3 < len(after) <= MAX_CREDIT and opens_byline(after.strip()):
            names = _credited(after.strip(), site)
            if names:
                yield Attribution(names, "line.by.head", i)
        elif near and 3 < len(after) <= MAX_NAME and after.strip().endswith(TITLES_AFTER):
            names = split_names(after.strip())
            if names and not in_comments(tree, i, clues.body):
                yield Attribution(names, "line.by.head", i)  # after an icon: "오세린 기자"
        line = _line(tree, i)
        if not line:
            continue
        if len(line) > 12 and _DIGIT.search(line):
            yield from _in_pieces(line, near, i)
        if opens_byline(line):
            yield from _opened_line(tree, clues, site, i, "head")
        elif near and i not in (clues.headline, clues.headline - 1):
            yield from _bare_line(tree, i, line, date_lines, clues.headline)
    if clues.body[1]:
        yield from _at_foot(tree, clues, site, layout.head[1])


def _of_author_link(tree: Tree, clues: Clues, i: int, near: bool) -> Iterator[Attribution]:
    """The name in an author link, with those in the links beside it."""
    text = tree.text_content(i)
    # An author's address shows that the text is a name, so it may be a desk's too.
    names = split_names(text, listed=len(text) <= MAX_NAME and is_house(text))
    if not names or in_comments(tree, i, clues.body):
        return
    more = [name for name in _linked_beside(tree, i) if name not in names]
    names += more
    if more and near:
        yield Attribution(names, "byline.linked.near", i)
    yield Attribution(names, f"link.{'near' if near else 'head'}", i)


def _at_foot(tree: Tree, clues: Clues, site: SiteName, above: int) -> Iterator[Attribution]:
    """Names in lines at the story's end that a by-word opens.

    Args:
        above: the elements before this one were searched already.
    """
    foot = clues.body[1]
    end = min(foot + 30, len(tree))
    for i in range(max(above, foot - 6), end):
        line = _line(tree, i)
        if line and opens_byline(line):
            yield from _opened_line(tree, clues, site, i, "foot")
    for i in range(max(above, foot - BEFORE_FOOT), end):
        after = tree.tails[i].strip()
        if 3 < len(after) <= MAX_CREDIT and has_label(after):
            names = _credited(after, site)
            if names and not in_comments(tree, i, clues.body):
                yield Attribution(names, "line.by.foot", i)


BEFORE_FOOT = 12
"""Elements at a story's end that are searched for a labelled line after a line break."""


def _linked_beside(tree: Tree, i: int) -> list[str]:
    """The names of author links after author link ``i`` in the same line, with nothing but notes in
    brackets, commas and "and" between: "Jane Doe (now) and John Roe (earlier)"."""
    box = tree.parents[i]
    names: list[str] = []
    node = i
    while tree.ends[node] < tree.ends[box] and len(names) < MAX_BESIDE:
        tail = tree.tails[node].strip()
        between = _NOTE.sub(" ", tail).strip(" ,;&/|·").lower()
        node = tree.ends[node]
        if not tail or (between and between not in _JOINING):
            break
        if tree.tags[node] != "a" or not _is_author_link(tree.attrs[node]):
            break
        names += split_names(tree.text_content(node))
    return names


MAX_BESIDE = 8
"""Maximum number of author links read in one line."""
_NOTE = re.compile(r"\([^()]{1,40}\)")


def _line(tree: Tree, i: int) -> str:
    """The text at the beginning of an element, if it may be a byline; else ""."""
    if tree.tags[i] not in LINE_TAGS or len(tree.texts[i]) < 2:
        return ""
    line = tree.texts[i].strip()
    return line if 1 < len(line) <= MAX_BYLINE else ""


def _opened_line(
    tree: Tree, clues: Clues, site: SiteName, i: int, place: str
) -> Iterator[Attribution]:
    """The names of a line that begins with "by"; that may be in an element of its own."""
    if tree.ends[i] - i > 10 or in_comments(tree, i, clues.body) or _in_list_of_links(tree, i):
        return
    text, _ = byline_text(tree, i)
    if len(text) <= MAX_LABEL and not strip_by(text)[1]:
        beside = _beside(tree, i)
        if _in_menu(tree, i) or is_only_roles(beside):
            return  # "Opinion" before "Letters", "Author" before "Editor"
        text = f"{text} {beside}"
    if 3 <= len(text) <= MAX_CREDIT and strip_by(text)[1]:
        names = _credited(text, site)
        if names:
            yield Attribution(names, f"line.by.{place}", i)


_COLONS = frozenset(":：")
"""Ends of labels before a value in another element: "News code:"."""
JOINED = 10
"""Maximum characters of a line beside a name and an agency, for the words between them."""


def _bare_line(
    tree: Tree, i: int, line: str, date_lines: Sequence[int], head: int
) -> Iterator[Attribution]:
    """The names of a line near the headline that consists of names.

    Args:
        head: the headline's element, or -1.
    """
    if len(line) > MAX_NAME or begins_small(line) or line[-1] in _COLONS or _in_menu(tree, i):
        return
    if tree.tags[i] == "figcaption" and not is_cased(line):
        return  # without capitals, any short caption looks like a name
    if _in_list_of_links(tree, i) or _repeats_headline(tree, head, i, line):
        return
    if is_picture_label(_label_before(tree, i)):
        return  # the photographer
    names = [line] if is_desk(line) else split_names(line)
    if is_ideographic(line) and not line.endswith(TITLES_AFTER):
        names = names if all(is_agency(name) or has_surname(name) for name in names) else []
    spare = JOINED if len(names) > 1 and is_agency(names[-1]) else 4
    if names and len(line) <= len(" ".join(names)) + spare:
        if len(names) == 1 and not is_cased(line) and is_full_name(line) and _is_between(tree, i):
            # Without capitals, only the row shows that the line is a name.
            yield Attribution(names, "piece.near.dated", i)
            return
        beside = any(abs(i - other) <= DATE_NEAR for other in date_lines)
        if beside and spare == JOINED and is_full_name(names[0]) and _is_unpictured(tree, head, i):
            # "Jane Doe / Reuters" beside the date; below a picture it is the photographer.
            yield Attribution(names, "piece.near.dated", i)
            return
        yield Attribution(names, f"bare.near.{'dated' if beside else 'plain'}", i)


_PICTURED = frozenset("img amp-img picture figure video amp-video iframe".split())


def _is_unpictured(tree: Tree, headline: int, i: int) -> bool:
    """Whether no picture or video is between the headline and an element below it, nor around it or
    right after it."""
    if headline < 0 or i < tree.ends[headline]:
        return False
    end = min(tree.ends[i] + AFTER_LINE, len(tree))
    around = tree.tags[tree.parents[i]]
    return _PICTURED.isdisjoint((around, *tree.tags[tree.ends[headline] : end]))


AFTER_LINE = 2
"""Elements after a line in which a picture shows that the line is its credit."""


ROW = 10
"""Maximum elements of a row with an author's picture, the name and the date."""
MAX_ROW = 110
"""Maximum characters of its text."""
_DATED = 4
"""Minimum digits of a date, in any calendar."""


def _is_between(tree: Tree, i: int) -> bool:
    """Whether a line stands between a picture and a date, in a row with hardly anything else: an
    author's portrait, name and date."""
    for row in tree.outwards(tree.parents[i], 3):
        if tree.ends[row] - row > ROW:
            return False
        before = range(row + 1, i)
        pictured = any(tree.tags[j] in ("img", "amp-img", "picture") for j in before)
        rest = [tree.texts[j] for j in range(tree.ends[i], tree.ends[row])]
        dated = any(sum(map(str.isdecimal, text)) >= _DATED for text in rest)
        if pictured and dated:
            said = sum(len(tree.texts[j].strip()) for j in before)
            return not said and len(tree.text_content(row)) <= MAX_ROW
    return False


def _label_before(tree: Tree, i: int) -> str:
    """The text right before an element: at its parent's beginning, or after its sibling."""
    if tree.parents[i] == i - 1:
        return tree.texts[i - 1].strip()
    return tree.tails[tree.previous_sibling(i)].strip()


def _in_pieces(line: str, near: bool, i: int) -> Iterator[Attribution]:
    """Names in a line with a date: "4 March 2025 · Jane Doe · 6 comments"."""
    pieces = [piece.strip() for piece in _PIECES.split(line)]
    pieces = [piece for piece in pieces if len(piece) > 1]
    if near and len(pieces) == 1:
        name, _, rest = line.partition(",")
        dates = find_dates(rest) if is_cased(name) and is_full_name(name.strip()) else []
        # A place before a date has no time of day behind it.
        if dates and dates[0].stamp.time and len(rest[: dates[0].start].strip()) <= MAX_WEEKDAY:
            yield Attribution([name.strip()], "piece.near.dated", i)
        return
    if not 2 <= len(pieces) <= 8:
        return
    for piece in pieces[1:]:
        if strip_by(piece)[1]:
            names = split_names(piece)
            if names:
                yield Attribution(names, "line.by.head", i)
                return
    if near and find_dates(line):
        names = [piece for piece in pieces if is_name(piece) and " " in piece]
        if len(names) == 1:
            # In Italian, "di" begins names too; at the beginning of a line it is "by".
            name = strip_by(names[0])[0] if names[0] is pieces[0] else names[0]
            yield Attribution([name if " " in name else names[0]], "piece.near.dated", i)


MAX_WEEKDAY = 14
"""Maximum characters of a weekday before a date."""


def _beside(tree: Tree, i: int) -> str:
    """The text after element ``i``, or that of the next element if there is none."""
    after = tree.tails[i].strip()
    following = tree.next_sibling(i)
    if after or following < 0:
        return after
    return tree.text_content(following) if tree.ends[following] - following <= 4 else ""


def _credited(text: str, site: SiteName) -> list[str]:
    """The names of a byline. After "by" there may also be the site's name: "By 3i Global"."""
    names = split_names(text)
    if not names:
        rest, opened = strip_by(text)
        if opened and "\n" not in rest and site.is_name(rest):
            return [rest]
    return names


def _in_menu(tree: Tree, i: int) -> bool:
    """Whether an element is a link in a menu: to the front page, in a ``nav`` or breadcrumbs, or
    with another link beside it and no text between; links to authors are not."""
    attrs = tree.attrs[i]
    if tree.tags[i] != "a" or _is_author_link(attrs):
        return False
    if attrs.get("href", "").strip() == "/":
        return True
    for above in tree.outwards(tree.parents[i], MENU_LEVELS):
        if tree.tags[above] == "nav" or roles_of(tree.attrs[above].get("class", "")) & BREADCRUMB:
            return True
    return _is_link(tree, i, 1) or _is_link(tree, i, -1)


SITE_MENU_LEVELS = 8
"""Elements around a link that are tested for being the site's menu."""


def _in_site_menu(tree: Tree, i: int) -> bool:
    """Whether an element is in a ``nav``, or in a list within another, as columnists are in a menu
    that unfolds."""
    around = [tree.tags[j] for j in tree.outwards(tree.parents[i], SITE_MENU_LEVELS)]
    return "nav" in around or around.count("li") > 1


LIST_OF_LINKS, MAX_ITEMS = 5, 30
"""Items from which a list of links is a menu, not the story's authors; items that are read."""


def _in_list_of_links(tree: Tree, i: int) -> bool:
    """Whether an element is in a list each of whose items is a link and nothing else, as menus are;
    links to authors do not count."""
    around = tree.outwards(i, MENU_LEVELS + 1)
    own = next((j for j in around if tree.tags[j] == "li"), -1)
    if own < 0:
        return False
    menu = tree.parents[own]
    item, items = menu + 1, 0
    while item < tree.ends[menu] and items < MAX_ITEMS:
        link = item + 1
        if (
            link >= tree.ends[item]
            or tree.tags[link] != "a"
            or tree.texts[item].strip()
            or tree.tails[link].strip()
            or _is_author_link(tree.attrs[link])
        ):
            return False
        items += 1
        item = tree.ends[item]
    return items >= LIST_OF_LINKS


def _repeats_headline(tree: Tree, head: int, i: int, line: str) -> bool:
    """Whether a line is in the headline or has the same words, as below an obituary's picture."""
    if head < 0:
        return False
    return head <= i < tree.ends[head] or key_of(tree.text_content(head)) == key_of(line)


def _is_link(tree: Tree, i: int, step: int) -> bool:
    """Whether the sibling on one side, ignoring line breaks, is a link without text between.

    Args:
        step: 1 for the next sibling, -1 for the previous one.
    """
    node = i
    while True:
        last, node = node, tree.next_sibling(node) if step > 0 else tree.previous_sibling(node)
        if node < 0:
            return False
        if tree.tails[last if step > 0 else node].strip():
            return False
        if tree.tags[node] != "br":
            return tree.tags[node] == "a"
