"""A record as a standalone HTML page, without scripts, built from the record's blocks.

All values of the record are escaped, only URLs with safe schemes are kept, and a content security
policy is a second line of defence. Images are loaded from their original URLs; nothing else is
loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from scraper.exporters.layout import (
    ItemList,
    build_lists,
    byline,
    caption_and_credit,
    direction,
    group_blocks,
    linked_rows,
    printable,
    safe_url,
    split_links,
    split_standfirst,
)
from scraper.record import Block, Image, Link, Record

_POLICY = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 Georgia, serif; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
header p, figcaption, cite { font-size: .9rem; opacity: .8; }
header .subtitle { font-size: 1.2rem; }
figure { margin: 1.5rem 0; }
img { max-width: 100%; height: auto; }
blockquote { margin: 1.5rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8888; padding: .3rem .6rem; text-align: start; vertical-align: top; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid #8888; font-size: .9rem; }
"""


def to_html(record: Record) -> str:
    """A complete page: title, byline, date, images and story, with language and text direction."""
    language = f' lang="{_text(record.language)}"' if record.language else ""
    title = _text(record.title or record.url or record.id)
    body = "\n".join(_body(record))
    return (
        "<!DOCTYPE html>\n"
        f'<html{language} dir="{direction(record.language)}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n{_canonical(record)}<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<article>\n{body}\n</article>\n</body>\n</html>\n"
    )


def _canonical(record: Record) -> str:
    url = safe_url(record.canonical_url or record.url)
    return f'<link rel="canonical" href="{_text(url)}">\n' if url else ""


def _body(record: Record) -> Iterator[str]:
    standfirst, blocks = split_standfirst(record)
    yield "<header>"
    if record.title:
        yield f"<h1>{_text(record.title)}</h1>"
    if standfirst:
        yield f'<p class="subtitle">{_text(standfirst)}</p>'
    credits = [_text(part) for part in byline(record)]
    if record.published_at:
        date = _text(record.published_at)
        credits.append(f'<time datetime="{date}">{date}</time>')
    url = safe_url(record.canonical_url or record.url)
    if url:
        credits.append(f'<a href="{_text(url)}">{_text(url)}</a>')
    if credits:
        yield f'<p class="byline">{" · ".join(credits)}</p>'
    yield "</header>"
    yield from map(_image, record.images[:1])
    yield from _blocks(blocks)
    yield from map(_image, record.images[1:])


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for group in group_blocks(blocks):
        first = group[0]
        if first.type == "heading":
            # The page's title is the only heading of level 1.
            level = min(max(first.level or 2, 2), 6)
            yield f"<h{level}>{_linked(first.text, first.links)}</h{level}>"
        elif first.type == "list_item":
            yield from map(_list, build_lists(group))
        elif first.type == "quote":
            inner = "".join(f"<p>{_linked(block.text, block.links)}</p>" for block in group)
            yield f"<blockquote{_cite_url(first)}>{inner}{_cite(first)}</blockquote>"
        elif first.type == "table":
            yield _table(first)
        elif first.type == "code":
            yield f"<pre><code>{_text(first.text)}</code></pre>"
        elif first.type == "embed":
            yield _embed(first)
        else:
            yield f"<p>{_linked(first.text, first.links)}</p>"


def _list(items: ItemList) -> str:
    tag = "ol" if items.ordered else "ul"
    inner = "".join(
        f"<li>{_linked(item.block.text, item.block.links)}{''.join(map(_list, item.lists))}</li>"
        for item in items.items
    )
    return f"<{tag}>{inner}</{tag}>"


def _cite_url(block: Block) -> str:
    url = safe_url(block.cite)
    return f' cite="{_text(url)}"' if url else ""


def _cite(block: Block) -> str:
    if not block.cite:
        return ""
    url = safe_url(block.cite)
    words = f'<a href="{_text(url)}">{_text(url)}</a>' if url else _text(block.cite)
    return f"<p>— <cite>{words}</cite></p>"


def _table(block: Block) -> str:
    rows = linked_rows(block)
    heads = block.header_rows or 0

    def row(cells: Iterable[tuple[str, list[Link]]], tag: str) -> str:
        inner = (f"<{tag}>{_linked(cell, links)}</{tag}>" for cell, links in cells)
        return f"<tr>{''.join(inner)}</tr>"

    head = "".join(row(cells, "th") for cells in rows[:heads])
    body = "".join(row(cells, "td") for cells in rows[heads:])
    return f"<table>{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"


def _embed(block: Block) -> str:
    """A link instead of the embedded content: a frame would load and run the provider's page."""
    words = f"<p>{_linked(block.text, block.links)}</p>" if block.text.strip() else ""
    label = _text(block.provider or "embed")
    url = safe_url(block.url)
    source = f'<a href="{_text(url)}">{label}: {_text(url)}</a>' if url else label
    return f"<figure>{words}<figcaption>{source}</figcaption></figure>"


def _image(image: Image) -> str:
    url = safe_url(image.url, image=True)
    picture = (
        f'<img src="{_text(url)}" alt="{_text(image.alt or "")}" loading="lazy">' if url else ""
    )
    caption, credit = (_text(part) for part in caption_and_credit(image))
    caption = " ".join(filter(None, [caption, f"<small>({credit})</small>" if credit else ""]))
    if not picture and not caption:
        return ""
    return f"<figure>{picture}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _linked(text: str, links: Sequence[Link]) -> str:
    return "".join(
        f'<a href="{_text(url)}">{_lines(piece)}</a>' if url else _lines(piece)
        for piece, url in split_links(text, links)
    )


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br>")


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
