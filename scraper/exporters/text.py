"""A record as readable plain text: title, byline, and the story with blank lines between blocks.

The record's ``text`` has only the story, with one block per line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.exporters.layout import (
    ItemList,
    build_lists,
    byline,
    group_blocks,
    printable,
    split_standfirst,
    table_rows,
)
from scraper.record import Block, Record


def to_text(record: Record) -> str:
    """The story as plain text, ending with a line break; without URLs, except those of embeds."""
    standfirst, blocks = split_standfirst(record)
    head = [printable(part) for part in (record.title, standfirst) if part]
    credits = " · ".join([*byline(record), *filter(None, [record.published_at])])
    parts = [*head, *filter(None, [credits]), *_blocks(blocks)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for group in group_blocks(blocks):
        first = group[0]
        text = printable(first.text)
        if first.type == "list_item":
            yield "\n".join(line for each in build_lists(group) for line in _list(each, ""))
        elif first.type == "quote":
            yield "\n\n".join(printable(block.text) for block in group)
            if first.cite:
                yield f"— {printable(first.cite)}"
        elif first.type == "table":
            yield "\n".join("\t".join(map(printable, row)) for row in table_rows(first))
        elif first.type == "code":
            yield text.strip("\n")
        elif first.type == "embed":
            yield "\n".join(filter(None, [text, f"[{first.provider or 'embed'}: {first.url}]"]))
        else:
            yield text


def _list(items: ItemList, indent: str) -> Iterator[str]:
    for number, item in enumerate(items.items, start=1):
        mark = f"{number}. " if items.ordered else "- "
        below = indent + " " * len(mark)
        yield indent + mark + printable(item.block.text).replace("\n", f"\n{below}")
        for inner in item.lists:
            yield from _list(inner, below)
