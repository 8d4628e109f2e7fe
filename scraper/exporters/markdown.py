"""A record as Markdown: CommonMark 0.31 with GitHub's tables, built from the record's blocks.

Characters of the story that would be read as markup are escaped. No others are, so that the text
stays readable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from scraper.exporters.layout import (
    ItemList,
    build_lists,
    byline,
    caption_and_credit,
    group_blocks,
    linked_rows,
    printable,
    safe_url,
    split_links,
    split_standfirst,
)
from scraper.record import Block, Image, Link, Record

# Characters that are markup anywhere in a line; "<" and "&" at the start of a tag or entity; "_"
# unless it is inside a word; "!" before a link.
_INLINE = re.compile(
    r"[\\`*\[\]~|]|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)|(?<![^\W_])_|_(?![^\W_])|!(?=\[)|!$"
)
# Markup at the start of a line: headings, quotes, bullets, numbers, rules.
_LINE_START = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]+(?=\s*$))")
_NUMBER_START = re.compile(r"(?m)^([ \t]*\d{1,9})([.)])(?=\s|$)")
_BACKTICKS = re.compile(r"`+")
# Characters that YAML 1.2 does not allow, or takes for line breaks.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
# Characters not escaped in URLs; unescaped parentheses, spaces, angle brackets or quotes would end
# the URL.
_URL_SAFE = "/:?#@!$&'*+,;=-._~%[]"


def to_markdown(record: Record, *, front_matter: bool = False) -> str:
    """The story with title, byline and images, ending with a line break; "" if it is empty.

    Args:
        front_matter: whether metadata precede it as YAML between lines of three dashes, as static
            site generators and note-taking programs read them. Other programs show them as text.
    """
    standfirst, blocks = split_standfirst(record)
    parts = []
    if record.title:
        parts.append("# " + _heading(record.title))
    if standfirst:
        parts.append("**" + _escape_inline(standfirst) + "**")
    credits = [_escape_inline(part) for part in byline(record)]
    if record.published_at:
        credits.append(record.published_at)
    if credits:
        parts.append(_escape_line_starts(" · ".join(credits)))
    parts += [_image(image) for image in record.images[:1]]
    parts += _blocks(blocks)
    parts += [_image(image) for image in record.images[1:]]
    parts = [part for part in parts if part]
    if not parts:
        return ""
    head = _front_matter(record) if front_matter else ""
    return head + "\n\n".join(parts) + "\n"


def _front_matter(record: Record) -> str:
    """The record's metadata, without those that are unknown."""
    fields = {
        "title": record.title,
        "description": record.description,
        "date": record.published_at,
        "modified": record.modified_at,
        "authors": record.authors,
        "agency": record.agency,
        "publisher": record.publisher,
        "section": record.section,
        "tags": record.tags,
        "language": record.language,
        "url": record.canonical_url or record.url,
        "id": record.id,
    }
    lines = [
        f"{name}: {value if name in ('date', 'modified') else _yaml(value)}"
        for name, value in fields.items()
        if value
    ]
    return "\n".join(["---", *lines, "---", "", ""])


def _yaml(value: str | Sequence[str]) -> str:
    """A text, or a list of texts, in quotes: JSON is YAML, but for some characters."""
    shown = json.dumps(value, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for group in group_blocks(blocks):
        first = group[0]
        if first.type == "heading":
            # The page's title is the only heading of level 1.
            level = min(max(first.level or 2, 2), 6)
            yield "#" * level + " " + _heading(first.text, first.links)
        elif first.type == "list_item":
            yield "\n".join(line for each in build_lists(group) for line in _list(each, ""))
        elif first.type == "quote":
            paragraphs = [_paragraph(block) for block in group]
            if first.cite:
                paragraphs.append("— " + _cite_link(first.cite))
            yield _quoted("\n\n".join(paragraphs))
        elif first.type == "table":
            yield _table(first)
        elif first.type == "code":
            yield _code(printable(first.text))
        elif first.type == "embed":
            yield _embed(first)
        else:
            yield _paragraph(first)


def _paragraph(block: Block) -> str:
    return _escape_line_starts(_linked(block.text, block.links)).replace("\n", "\\\n")


def _heading(text: str, links: Sequence[Link] = ()) -> str:
    # Number signs at the end would be read as the closing sequence of the heading.
    return re.sub(r"(#+)$", r"\\\1", _linked(" ".join(text.split("\n")), links))


def _list(items: ItemList, indent: str) -> Iterator[str]:
    for number, item in enumerate(items.items, start=1):
        mark = f"{number}. " if items.ordered else "- "
        below = indent + " " * len(mark)
        yield indent + mark + _paragraph(item.block).replace("\n", f"\n{below}")
        for inner in item.lists:
            yield from _list(inner, below)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _table(block: Block) -> str:
    rows = [[_cell(text, links) for text, links in row] for row in linked_rows(block)]
    width = len(rows[0]) if rows else 0
    # A Markdown table has exactly one header row, which may be empty.
    head = rows.pop(0) if block.header_rows else [""] * width
    lines = [head, ["---"] * width, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str, links: Sequence[Link]) -> str:
    return _linked(text, links).strip().replace("\n", "<br>")


def _code(text: str) -> str:
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    end = "" if text.endswith("\n") else "\n"
    return f"{fence}\n{text}{end}{fence}"


def _embed(block: Block) -> str:
    label = _escape_inline(block.provider or "embed")
    url = safe_url(block.url)
    source = f"[{label}]({_url(url)})" if url else label
    return _quoted(f"{_paragraph(block)}\n\n— {source}") if block.text.strip() else source


def _image(image: Image) -> str:
    url = safe_url(image.url, image=True)
    lines = [f"![{_escape_inline(image.alt or '')}]({_url(url)})"] if url else []
    caption, credit = caption_and_credit(image)
    caption = _escape_line_starts(_escape_inline(caption))
    credit = f"({_escape_inline(credit)})" if credit else ""
    if caption or credit:
        lines.append(" ".join(filter(None, [f"*{caption}*" if caption else "", credit])))
    return "\\\n".join(lines)


def _linked(text: str, links: Sequence[Link]) -> str:
    parts = []
    for piece, url in split_links(text, links):
        words = piece.strip()
        if url and words:
            # White space is moved outside of the link, to avoid "[word ](url)".
            start = piece[: len(piece) - len(piece.lstrip())]
            end = piece[len(piece.rstrip()) :]
            parts.append(f"{start}[{_escape_inline(words)}]({_url(url)}){end}")
        else:
            parts.append(_escape_inline(piece))
    return "".join(parts)


def _cite_link(text: str) -> str:
    url = safe_url(text)
    return f"<{_url(url)}>" if url else _escape_inline(text)


def _escape_inline(text: str) -> str:
    return _INLINE.sub(lambda match: "\\" + match[0], printable(text))


def _escape_line_starts(text: str) -> str:
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))


def _url(url: str) -> str:
    return quote(printable(url), safe=_URL_SAFE)
