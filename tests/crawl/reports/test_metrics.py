"""Figures of a crawl as Prometheus metrics."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from scraper.crawl.frontier.figures import Figures
from scraper.crawl.reports.flags import Flag
from scraper.crawl.reports.metrics import Metrics
from scraper.crawl.reports.report import Progress, SourceReport
from scraper.crawl.reports.status import Run, SourceStatus
from scraper.errors import ScraperError

pytest.importorskip("prometheus_client")

RELIABILITY = (Path(__file__).parents[3] / "docs" / "reliability.md").read_text("utf-8")


def lines(metrics: Metrics) -> list[str]:
    with urlopen(f"http://127.0.0.1:{metrics.port}/metrics") as answer:
        return [line for line in answer.read().decode().splitlines() if line[0] != "#"]


def test_counters_grow_over_passes() -> None:
    with Metrics(0) as metrics:
        first = Figures(fetched=3, new=2, skipped=Counter({"robots": 1}))
        metrics.on_progress(Progress("times", first, 1, "https://example.org/"))
        assert 'scraper_fetched_total{source="times"} 3.0' in lines(metrics)
        assert 'scraper_under_way{source="times"} 1.0' in lines(metrics)
        flags = (Flag("letters", 300.0, 2500.0),)
        metrics.on_report(SourceReport("times", "done", first, Path("x"), flags=flags))
        metrics.on_progress(Progress("times", Figures(fetched=4), 0, "https://example.org/"))
        told = lines(metrics)
    assert 'scraper_fetched_total{source="times"} 7.0' in told
    assert 'scraper_new_total{source="times"} 2.0' in told
    assert 'scraper_flags{source="times"} 1.0' in told
    assert any(line.startswith("scraper_last_pass_timestamp_seconds{") for line in told)
    assert 'scraper_skipped_total{reason="robots",source="times"} 1.0' in told


def test_every_metric_is_documented() -> None:
    figures = Figures(
        skipped=Counter(robots=1), failed=Counter(http=1), warnings=Counter(no_date=1)
    )
    with Metrics(0) as metrics:
        metrics.on_report(SourceReport("times", "done", figures, Path("x")))
        metrics.on_progress(Progress("times", Figures(), 0, "https://example.org/"))
        names = {line.partition("{")[0] for line in lines(metrics)}
    documented = set(re.findall(r"`(scraper_\w+)`", RELIABILITY))
    assert names == documented


def test_port_that_is_taken_is_named() -> None:
    with Metrics(0) as metrics, pytest.raises(ScraperError, match=str(metrics.port)):
        Metrics(metrics.port)


def known(name: str, *flags: Flag) -> SourceStatus:
    """A source as an earlier process left it."""
    when = datetime(2024, 5, 17, 10, tzinfo=UTC)
    runs = (Run(when, None, "running", Figures()), Run(when, when, "done", Figures(fetched=3)))
    return SourceStatus(name, runs, 9, 1, 2, 3, flags, Path("x"))


def test_gauges_begin_with_what_the_frontier_has_and_counters_with_zero() -> None:
    with Metrics(0) as metrics:
        never = SourceStatus("new", (), 0, 0, 0, 0, (), Path("x"))
        metrics.on_status([known("times", Flag("start", 2, 0.0)), never])
        told = lines(metrics)
    assert 'scraper_last_pass_timestamp_seconds{source="times"} 1.71594e+09' in told
    assert 'scraper_flags{source="times"} 1.0' in told
    assert 'scraper_failing_starts{source="times"} 1.0' in told
    assert {'scraper_new_total{source="times"} 0.0', 'scraper_new_total{source="new"} 0.0'} <= {
        *told
    }
    assert not [line for line in told if "new" in line and "flags" in line]


def test_what_is_removed_from_the_configuration_vanishes() -> None:
    def of(metrics: Metrics, name: str) -> list[str]:
        return [line for line in lines(metrics) if f'"{name}"' in line]

    with Metrics(0) as metrics:
        metrics.on_status([known("times"), known("post")])
        metrics.on_progress(Progress("post", Figures(fetched=4), 1, "https://example.org/"))
        metrics.on_status([known("mail")])
        assert of(metrics, "times") == []
        assert 'scraper_under_way{source="post"} 1.0' in of(metrics, "post"), "its pass goes on"
        metrics.on_report(SourceReport("post", "done", Figures(fetched=4), Path("x")))
        assert of(metrics, "post") == []
        assert of(metrics, "mail")
