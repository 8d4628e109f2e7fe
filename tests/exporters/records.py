"""Records for the exporters' tests."""

from __future__ import annotations

from typing import Any

from scraper.record import Block, Record


def record(**fields: Any) -> Record:
    blocks = fields.get("blocks", [])
    text = "\n".join(block.text for block in blocks if block.text)
    base = {"id": "1", "page_type": "article", "extractor_version": "1+0", "text": text}
    return Record.model_validate({**base, **fields})


def paragraph(text: str, *links: tuple[str, str]) -> Block:
    """A paragraph; each link is a pair of words that occur in the text and an address."""
    return Block.model_validate(
        {
            "type": "paragraph",
            "text": text,
            "links": [
                {"start": text.index(words), "end": text.index(words) + len(words), "url": url}
                for words, url in links
            ],
        }
    )


def item(text: str, level: int = 1, ordered: bool = False) -> Block:
    return Block(type="list_item", text=text, level=level, ordered=ordered)
