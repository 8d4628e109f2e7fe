"""Pages and helpers of several commands' tests."""

from __future__ import annotations

from scraper.record import Record
from tests.command import ROOT

SITE = ROOT / "fixtures" / "site"
FERRY = SITE / "harbour/2025/03/ferry-line-reopens-after-nine-weeks.html"
LIBRARY = SITE / "town/library-lends-tools-as-well-as-books-4098.html"


def records(out: bytes) -> list[Record]:
    return [Record.model_validate_json(line) for line in out.splitlines()]
