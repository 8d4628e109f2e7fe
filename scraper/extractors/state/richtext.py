"""Converts rich text in JSON, as editors and content management systems store it, to simple HTML.

Formats are recognised by structure: trees of nodes with a type and children (ProseMirror, Slate,
Lexical, Contentful, HTML as JSON), lists of blocks with text or HTML (Gutenberg, Editor.js,
Draft.js, Arc), Portable Text, React elements, strings of HTML or plain text. The HTML is then
parsed like a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from scraper.extractors.state.keys import is_foreign, is_story
from scraper.extractors.state.search import prose_chars, reference_in

MAX_DEPTH = 80
"""Maximum nesting depth; the deepest rich text seen has 20."""
MAX_NODES = 50_000
"""Maximum nodes of one rich text that are converted; a hostile page must not take seconds."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_BLOCK_TAG = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|li|blockquote|table|figure|section|article|br|pre)\b", re.I
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,10});")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d")

TYPE_KEYS = (
    "_type", "nodeType", "blockName", "tagName", "type", "kind", "tag", "style", "element",
    "__typename", "name", "component", "componentName", "acf_fc_layout", "contentType", "@type",
)  # fmt: skip
"""Keys that hold a node's type, most specific first."""
CHILD_KEYS = (
    "children", "content", "content_elements", "innerBlocks", "blocks", "nodes", "items",
    "elements",
    "paragraphs", "spans", "fragments", "components", "parts", "sections", "body", "root",
    "document",
    "json", "model", "data", "attributes", "attrs", "props", "fields", "value", "values", "node",
    "edges", "list_items", "listItems", "entries", "paragraph", "richText", "rich_text", "rendered",
)  # fmt: skip
TEXT_KEYS = (
    "html", "innerHTML", "renderedHtml", "saveContent", "originalHtml", "bodyHtml", "markup",
    "text", "value", "content", "body", "copy", "plainText", "rendered", "data", "literal",
    "_", "#text", "contentText", "paragraph", "heading", "header", "quote", "quotation",
)  # fmt: skip

_PARAGRAPH = frozenset("p para paragraph unstyled normal textblock block".split())
_GENERIC = frozenset("element tag node component block core fragment html".split())
"""Type words without information: the next of ``TYPE_KEYS`` is used as well."""
_SKIPPED = frozenset(
    """image picture figure photo gallery slideshow carousel video audio podcast embed iframe
    oembed ad ads advert advertisement promo newsletter related recirculation interstitial
    share social comments button form poll quiz script style noscript media ooyala brightcove
    youtube twitter tweet instagram facebook divider separator spacer correction byline author
    caption credit infobox readmore teaser""".split()
)
"""Type words of nodes that are not part of the running text."""


def to_html(value: Any, references: Mapping[str, Any] | None = None) -> str:
    """Convert a story's body, in any supported format, to HTML.

    Args:
        references: name -> value, for references such as ``{"__ref": "Block:1"}`` or ``"$1a"``.
    """
    return _Renderer(references or {}).render(value, 0, inline=False)


def is_html(text: str) -> bool:
    """Whether a string is markup, and not text that mentions tags."""
    return bool(_BLOCK_TAG.search(text)) or (
        "</" in text and len(_TAG.findall(text[:20_000])) * 400 > min(len(text), 20_000)
    )


def node_type(node: Mapping[str, Any]) -> frozenset[str]:
    """Words of a node's type: ``core/list-item`` -> core, list, item."""
    words: set[str] = set()
    for key in TYPE_KEYS:
        value = node.get(key)
        if isinstance(value, str) and 0 < len(value) < 60:
            found = {word.lower() for word in _WORDS.findall(value)}
            words |= found
            if not found <= _GENERIC:
                break
    return frozenset(words)


class _Renderer:
    """Converts one body; ``left`` is the number of nodes that may still be visited."""

    def __init__(self, references: Mapping[str, Any]) -> None:
        self.references = references
        self.left = MAX_NODES
        self.open: set[str] = set()

    def render(self, value: Any, depth: int, *, inline: bool) -> str:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            return ""
        if isinstance(value, str):
            return self.string(value, depth, inline=inline)
        if isinstance(value, list):
            if len(value) > 3 and value[0] == "$" and isinstance(value[1], str):
                return self.react(value, depth, inline=inline)
            joined = [self.render(item, depth + 1, inline=inline) for item in value]
            return "".join(joined)
        if isinstance(value, dict):
            return self.node(value, depth, inline=inline)
        return ""

    def resolved(self, name: str, depth: int, *, inline: bool) -> str:
        if name in self.open:  # refers to itself
            return ""
        self.open.add(name)
        html = self.render(self.references[name], depth + 1, inline=inline)
        self.open.discard(name)
        return html

    def string(self, text: str, depth: int, *, inline: bool) -> str:
        reference = reference_in(text)
        if reference is not None and reference in self.references:
            return self.resolved(reference, depth, inline=inline)
        if "&lt;" in text and not _TAG.search(text) and is_html(unescape(text)):
            text = unescape(text)
        if inline:
            return text if _TAG.search(text) or _ENTITY.search(text) else escape(text, quote=False)
        if is_html(text):
            return f"<div>{text}</div>" if _BLOCK_TAG.search(text) else f"<p>{text}</p>"
        if not _ENTITY.search(text):
            text = escape(text, quote=False)
        lines = text.split("\n\n") if "\n\n" in text.strip() else text.split("\n")
        return "".join(f"<p>{line}</p>" for line in lines if line.strip())

    # --- nodes --------------------------------------------------------------------------------

    def node(self, node: dict[str, Any], depth: int, *, inline: bool) -> str:
        reference = reference_in(node)
        if reference is not None and reference in self.references:
            return self.resolved(reference, depth, inline=inline)
        if depth and is_story(node):  # another story between this one's paragraphs
            return ""
        if "blocks" in node and "entityMap" in node:  # Draft.js
            return self.draft_js(node["blocks"])
        words = node_type(node)
        if words & _SKIPPED and not words & {"text", "paragraph", "html"}:
            return ""
        tag = self.tag(node, words)
        if tag == "br":
            return "<br>"
        if tag == "a":
            inside = self.inside(node, depth, inline=True)
            address = _address(node)
            return f'<a href="{escape(address)}">{inside}</a>' if address else inside
        if tag in ("ul", "ol"):
            return self.list_html(node, tag, depth)
        if tag == "table":
            return self.table(node, depth)
        if tag == "blockquote":
            quoted = self.inside(node, depth, inline=False) or ""
            return f"<blockquote>{quoted}</blockquote>" if quoted else ""
        if inline or self.is_leaf(node, words):
            inside = self.inside(node, depth, inline=True)
            # Text that stands where blocks do is a block of its own.
            if inline or not inside.strip():
                return inside
            return inside if _BLOCK_TAG.match(inside.lstrip()) else f"<p>{inside}</p>"
        if tag:
            inside = self.inside(node, depth, inline=not (tag == "p" and self.holds_blocks(node)))
            if tag == "p" and _BLOCK_TAG.match(inside.lstrip()):
                return inside
            return f"<{tag}>{inside}</{tag}>" if inside.strip() else ""
        return self.inside(node, depth, inline=False)

    def is_leaf(self, node: dict[str, Any], words: frozenset[str]) -> bool:
        """Whether a node is a run of text inside a block: text and no type but "text" or "span"."""
        named = words - {"text", "span", "fragment", "leaf", "string"}
        return not named and any(isinstance(node.get(key), str) for key in ("text", "value"))

    def holds_blocks(self, value: Any, depth: int = 0) -> bool:
        """Whether a node contains blocks: a "text" may be a paragraph or the whole body."""
        if depth > 5:
            return False
        if isinstance(value, list):
            return any(self.holds_blocks(item, depth + 1) for item in value[:5])
        if not isinstance(value, dict):
            return False
        words = node_type(value)
        if (
            depth
            and not self.is_leaf(value, words)
            and self.tag(value, words) not in ("", "a", "br")
        ):
            return True
        return any(self.holds_blocks(value.get(key), depth + 1) for key in CHILD_KEYS)

    def tag(self, node: Mapping[str, Any], words: frozenset[str]) -> str:
        """The HTML tag for a node; "" for a node that is only a container."""
        if node.get("listItem"):
            return "li"
        for number in "123456":
            if number in words and words & {"h", "heading", "header", "title", "head"}:
                return f"h{number}"
        for level, word in enumerate(("one", "two", "three", "four", "five", "six"), 1):
            if word in words and "header" in words:
                return f"h{level}"
        if words & {
            "heading",
            "header",
            "subheading",
            "crosshead",
            "intertitle",
            "subhead",
            "subtitle",
        }:
            return f"h{_level(node)}"
        if "hardbreak" in words or words >= {"hard", "break"} or words == {"br"}:
            return "br"
        if words & {"blockquote", "quote", "pullquote", "blockquotes"} or words >= {
            "pull",
            "quote",
        }:
            return "blockquote"
        if words & {"listitem", "li"} or words >= {"list", "item"}:
            return "li"
        if words & {
            "ul",
            "ol",
            "list",
            "bulletlist",
            "orderedlist",
            "bulletedlist",
            "numberedlist",
        }:
            style = f"{node.get('style')} {node.get('listType')} {node.get('list_type')}".lower()
            numbered = words & {
                "ol",
                "ordered",
                "number",
                "numbered",
                "orderedlist",
                "numberedlist",
            }
            ordered = bool(numbered) and "unordered" not in words
            return "ol" if ordered or style.startswith(("ordered", "number")) else "ul"
        if words & {"table"} and not words & {"row", "cell", "header", "body", "tr", "td"}:
            return "table"
        if words & {"link", "hyperlink", "a", "anchor"}:
            return "a"
        if words & _PARAGRAPH or ("text" in words and not words & {"rich", "area"}):
            return "p"
        return ""

    def inside(self, node: Mapping[str, Any], depth: int, *, inline: bool) -> str:
        """HTML of a node's content: its children if they have text, else its own text."""
        if node.get("markDefs") and isinstance(node.get("children"), list):
            return self.portable_text(node, depth)
        for key in CHILD_KEYS:
            child = node.get(key)
            if isinstance(child, (list, dict)) and child:
                html = self.render(child, depth + 1, inline=inline)
                if html.strip():
                    return html
        for key in TEXT_KEYS:
            text = node.get(key)
            if isinstance(text, str) and text.strip():
                return self.string(text, depth, inline=inline)
        # The content is under a site-specific key.
        parts = []
        for key, child in node.items():
            if is_foreign(key):
                continue
            if isinstance(child, (list, dict)) and key not in CHILD_KEYS:
                parts.append(self.render(child, depth + 1, inline=inline))
            elif isinstance(child, str) and (is_html(child) or prose_chars(child) > 60):
                parts.append(self.string(child, depth, inline=inline))
        return "".join(parts)

    def portable_text(self, node: Mapping[str, Any], depth: int) -> str:
        """HTML of Portable Text: spans with marks that refer to links listed in ``markDefs``."""
        links = {
            mark.get("_key"): _address(mark) for mark in node["markDefs"] if isinstance(mark, dict)
        }
        parts = []
        for span in node["children"]:
            words = self.render(span, depth + 1, inline=True)
            marks = span.get("marks") if isinstance(span, dict) else None
            address = next((links[m] for m in marks or () if links.get(m)), "")
            parts.append(f'<a href="{escape(address)}">{words}</a>' if address else words)
        return "".join(parts)

    def list_html(self, node: Mapping[str, Any], tag: str, depth: int) -> str:
        """HTML of a list, whose items may be nodes, strings of text or HTML, or one HTML string."""
        for key in ("items", "children", "content", "list_items", "listItems", "values", "elements",
                    "innerBlocks", "data", "attributes", "model"):  # fmt: skip
            items = node.get(key)
            if isinstance(items, dict):
                return self.list_html({"type": tag, **items}, tag, depth + 1) if depth < 60 else ""
            if isinstance(items, str) and is_html(items):
                return items if re.search(r"<[uo]l\b", items) else f"<{tag}>{items}</{tag}>"
            if isinstance(items, list) and items:
                parts = []
                for item in items:
                    inside = self.render(item, depth + 1, inline=isinstance(item, str))
                    closed = inside.lstrip().startswith("<li") or not inside.strip()
                    parts.append(inside if closed else f"<li>{inside}</li>")
                return f"<{tag}>{''.join(parts)}</{tag}>"
        return self.inside(node, depth, inline=False)

    def table(self, node: Mapping[str, Any], depth: int) -> str:
        text = next(
            (node[k] for k in ("html", "innerHTML", "content") if isinstance(node.get(k), str)), ""
        )
        if "<t" in text:
            return text
        rows: Any = (
            node.get("rows") or node.get("data") or node.get("content") or node.get("children")
        )
        if isinstance(rows, dict):
            rows = rows.get("content") or rows.get("rows")
        if not isinstance(rows, list):
            return self.inside(node, depth, inline=False)
        html = []
        header = node.get("header") or node.get("head")
        if isinstance(header, list) and header:
            html.append(self.row(header, "th", depth))
        html += [self.row(_cells(row), "td", depth) for row in rows]
        return f"<table>{''.join(html)}</table>"

    def row(self, cells: Any, tag: str, depth: int) -> str:
        if not isinstance(cells, list):
            return ""
        inside = (self.render(cell, depth + 2, inline=True) for cell in cells)
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in inside) + "</tr>"

    # --- particular shapes --------------------------------------------------------------------

    def draft_js(self, blocks: Any) -> str:
        """HTML of Draft.js: a flat list of lines, including list items."""
        html: list[str] = []
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, dict) or not isinstance(block.get("text"), str):
                continue
            words = node_type({"type": block.get("type")})
            text = escape(block["text"], quote=False)
            if not text.strip() or "atomic" in words:
                continue
            tag = "li" if words >= {"list", "item"} else self.tag({}, words) or "p"
            html.append(f"<{tag}>{text}</{tag}>")
        return "".join(html)

    def react(self, element: list[Any], depth: int, *, inline: bool) -> str:
        """HTML of a React element in a stream: ["$", "p", key, {"children": …}]."""
        name, props = element[1], element[3]
        if not isinstance(props, dict):
            return ""
        markup = props.get("dangerouslySetInnerHTML")
        if isinstance(markup, dict):
            inside = self.render(markup.get("__html", ""), depth + 1, inline=inline)
        else:
            inside = self.render(props.get("children"), depth + 1, inline=True)
        if not name.isalnum() or not name.islower():
            return inside
        if name == "a" and isinstance(props.get("href"), str):
            return f'<a href="{escape(props["href"])}">{inside}</a>'
        return f"<{name}>{inside}</{name}>"


def _level(node: Mapping[str, Any]) -> int:
    for holder in (
        node,
        node.get("attrs"),
        node.get("data"),
        node.get("attributes"),
        node.get("model"),
    ):
        if isinstance(holder, dict):
            for key in ("level", "tag", "size", "depth", "headingLevel"):
                digits = re.sub(r"\D", "", str(holder.get(key, "")))[:1]
                if digits and digits in "123456":
                    return int(digits)
    return 2


def _address(node: Mapping[str, Any]) -> str:
    inner = ("data", "attrs", "attribs", "model", "properties", "props", "fields")
    for holder in (node, *(node.get(key) for key in inner)):
        if isinstance(holder, dict):
            for key in ("href", "url", "uri", "link", "locator"):
                if isinstance(holder.get(key), str):
                    return str(holder[key])
    return ""


def _cells(row: Any) -> Any:
    if isinstance(row, dict):
        return next(
            (
                row[k]
                for k in ("cells", "columns", "content", "children")
                if isinstance(row.get(k), list)
            ),
            None,
        )
    return row
