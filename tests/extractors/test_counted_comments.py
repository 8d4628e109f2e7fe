"""Comments recognised by a heading with their number."""

from __future__ import annotations

import pytest

from scraper.extractors.comments import counted
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html


def test_comments_are_searched_once_however_many_headings_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = []
    monkeypatch.setattr(counted, "search_comments", lambda page: searched.append(page) or [])
    items = "".join(f"<h3>{n} ways to cook</h3><p>Boil it, then wait.</p>" for n in range(30))
    tree = parse_html(f"<body><p>It rained.</p>{items}</body>".encode())
    raw = cut(tree)
    assert counted.counted_comments(tree, raw, range(len(raw)), None) == set()
    assert len(searched) == 1
