"""What ``scraper crawl`` prints at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.commands.report import MAX_EMPTY_SHOWN, print_crawl
from scraper.crawl import CrawlReport, Figures, SourceReport


@pytest.mark.parametrize("count", [2, MAX_EMPTY_SHOWN, MAX_EMPTY_SHOWN + 1, 300])
def test_sources_without_records_are_named_only_if_they_are_few(
    count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [SourceReport(f"s{n}", "done", Figures(), Path(f"/o/s{n}")) for n in range(count)]
    new = SourceReport("new", "done", Figures(), Path("/o/new"), (Path("/o/new/a.jsonl"),))
    print_crawl(CrawlReport((*sources, new), 1.0, None))
    told = capsys.readouterr().err
    assert "new: records in /o/new/a.jsonl" in told
    assert told.count("nothing new") == (1 if count > MAX_EMPTY_SHOWN else count)
    assert (f"nothing new from {count} sources" in told) == (count > MAX_EMPTY_SHOWN)
