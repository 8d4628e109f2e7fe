"""The invented pages of `shapes.py` as HTML: with hardly any markup, and with the usual one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from training.shapes import Document, Line


def _flat(tag: str, *, linked: bool = False) -> Callable[[Document], str]:
    """Every line in an element of one kind."""

    def write(made: Document) -> str:
        rows = []
        for k, (kind, words) in enumerate(made.lines):
            inner = _linked(words, k) if linked and kind == "related_title" else escape(words)
            rows.append(f"<{tag}>{inner}</{tag}>")
        return "\n".join(rows)

    return write


def _linked(words: str, number: int) -> str:
    return f'<a href="/2024/05/story-{number}-of-the-day">{escape(words)}</a>'


def _breaks(mark: str) -> Callable[[Document], str]:
    return lambda made: f"{mark}\n".join(escape(words) for _, words in made.lines)


def _table(made: Document) -> str:
    rows = "\n".join(f"<tr><td>{escape(words)}</td></tr>" for _, words in made.lines)
    return f"<table>\n{rows}\n</table>"


def _items(made: Document) -> Iterator[tuple[str, list[Line]]]:
    """Runs of lines: an item with all that belongs to it, or one line of anything else."""
    number = 0

    def group(line: Line) -> int:
        nonlocal number
        if line[0] not in ("teaser", "related_meta"):
            number += 1
        return number

    for _, run in groupby(made.lines, key=group):
        lines = list(run)
        yield lines[0][0], lines


def _listed(linked: bool) -> Callable[[Document], str]:
    def write(made: Document) -> str:
        rows, inside = [], False
        for k, (kind, lines) in enumerate(_items(made)):
            is_item = kind == "related_title"
            if is_item != inside:
                rows.append("<ul>" if is_item else "</ul>")
                inside = is_item
            if is_item:
                title = _linked(lines[0][1], k) if linked else escape(lines[0][1])
                rest = [escape(words) for _, words in lines[1:]]
                rows.append(f"<li>{'<br>'.join([title, *rest])}</li>")
            else:
                rows += [_plain(line) for line in lines]
        return "\n".join([*rows, "</ul>" if inside else ""])

    return write


def _headed(linked: bool) -> Callable[[Document], str]:
    def write(made: Document) -> str:
        rows = []
        for k, (kind, words) in enumerate(made.lines):
            if kind == "related_title":
                rows.append(f"<h3>{_linked(words, k) if linked else escape(words)}</h3>")
            elif kind == "section":
                rows.append(f"<h2>{escape(words)}</h2>")
            else:
                rows.append(_plain((kind, words)))
        return "\n".join(rows)

    return write


def _plain(line: Line) -> str:
    kind, words = line
    tag = "h1" if kind == "title" else "p"
    return f"<{tag}>{escape(words)}</{tag}>"


def _rich(made: Document) -> str:
    """As a newspaper's site writes it."""
    above, body, below = [], [], []
    story_seen = False
    for k, (kind, lines) in enumerate(_items(made)):
        words = escape(lines[0][1])
        if kind in ("related_title", "section", "kicker"):
            part = below if story_seen else above
            if kind != "related_title":
                part.append(f'<h2 class="section-heading">{words}</h2>')
                continue
            rest = "".join(
                f'<p class="{"summary" if what == "teaser" else "meta"}">{escape(said)}</p>'
                for what, said in lines[1:]
            )
            part.append(
                f'<div class="card"><h3 class="card-title">{_linked(lines[0][1], k)}</h3>'
                f"{rest}</div>"
            )
        elif kind in ("nav", "foot"):
            (below if story_seen else above).append(
                f'<div class="{kind}"><a href="#">{words}</a></div>'
            )
        else:
            story_seen = story_seen or kind in ("story", "title")
            picture = f'<img src="/p/{k}.jpg">'
            figure = f"<figure>{picture}<figcaption>{words}</figcaption></figure>"
            forms = {
                "title": f'<h1 class="headline">{words}</h1>',
                "subtitle": f'<p class="standfirst">{words}</p>',
                "meta": f'<div class="article-meta">{words}</div>',
                "caption": figure,
                "aside": figure,
                "pointer": f'<p class="read-also"><a href="/2024/05/also-{k}">{words}</a></p>',
            }
            body.append(forms.get(kind, f"<p>{words}</p>"))
    return (
        f'<aside class="sidebar">{"".join(above)}</aside>\n<article class="article-body">'
        + "\n".join(body)
        + f'</article>\n<section class="related-stories">{"".join(below)}</section>'
    )


FORMS: dict[str, Callable[[Document], str]] = {
    "p": _flat("p"),
    "div": _flat("div"),
    "br": _breaks("<br>"),
    "br br": _breaks("<br><br>"),
    "pre": lambda made: f"<pre>{_breaks('')(made)}</pre>",
    "table": _table,
    "li": _listed(linked=False),
    "h3 p": _headed(linked=False),
    "a p": _flat("p", linked=True),
    "a div": _flat("div", linked=True),
    "a li": _listed(linked=True),
    "a h3 p": _headed(linked=True),
    "rich": _rich,
}
LINKED = ("a p", "a div", "a li", "a h3 p", "rich")
"""Forms whose items have their addresses."""


def as_html(made: Document, form: str) -> bytes:
    """The document as a page of that form."""
    titles = [words for kind, words in made.lines if kind == "title"]
    named = f"<title>{escape(titles[0])}</title>" if titles else ""
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8">{named}</head>\n'
        f"<body>\n{FORMS[form](made)}\n</body></html>\n"
    ).encode()
