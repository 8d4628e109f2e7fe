"""A crawl's statistics for Prometheus, served on a port. Needs the extra ``metrics``.

Counters add up the passes of one process, as Prometheus expects; ``scraper status`` has those of
earlier processes. Gauges begin with what these left in the frontier.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from scraper.crawl.frontier.figures import Figures
from scraper.crawl.reports.flags import Flag
from scraper.crawl.reports.report import Progress, SourceReport
from scraper.crawl.reports.status import SourceStatus
from scraper.errors import ScraperError

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_PLAIN = {
    "fetched": "Requests made.",
    "listings": "Feeds, sitemaps and section pages among them.",
    "found": "New URLs.",
    "new": "Records of new stories.",
    "changed": "Records of changed stories.",
    "unchanged": "Articles that were fetched again and had not changed.",
    "removed": "Stories with a record whose page is gone.",
    "duplicates": "Records marked as near duplicates.",
    "postponed": "URLs left for later, since their host is paused.",
    "bytes": "Bytes of the bodies fetched.",
}
_BY_REASON = {
    "skipped": "Pages not wanted.",
    "failed": "Pages that failed.",
    "warnings": "Warnings in the records.",
}


class Metrics:
    """Serves metrics while it is open. Pass ``on_progress``, ``on_report`` and ``on_status`` to the
    crawl.

    Args:
        port: 0 for a free one, which is then in the attribute ``port``.
        address: to listen on; only this machine can connect by default.

    Raises:
        ScraperError: prometheus-client is not installed, or the port is taken.
    """

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        try:
            from prometheus_client import CollectorRegistry, start_http_server
        except ImportError as error:
            raise ScraperError("metrics need an extra: pip install 'scraper[metrics]'") from error
        self._lock = threading.Lock()
        self._ended: dict[str, Figures] = {}
        self._running: dict[str, Figures] = {}
        self._under_way: dict[str, int] = {}
        self._ended_at: dict[str, float] = {}
        self._flags: dict[str, int] = {}
        self._failing: dict[str, int] = {}
        self._sources: set[str] | None = None
        registry = CollectorRegistry()
        registry.register(self)
        try:
            self._server, _ = start_http_server(port, address, registry)
        except OSError as error:
            raise ScraperError(
                f"metrics: cannot listen on {address}:{port}: {error.strerror}: name another port"
            ) from error
        self.port: int = self._server.server_port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def on_status(self, sources: Iterable[SourceStatus]) -> None:
        """Begin with what earlier processes left of these sources, and forget all others. One whose
        pass is still running is forgotten when that has ended."""
        with self._lock:
            self._sources = set()
            for source in sources:
                self._sources.add(source.name)
                self._ended.setdefault(source.name, Figures())
                ended = next((run.ended for run in source.runs if run.ended is not None), None)
                if ended is not None:
                    self._ended_at.setdefault(source.name, ended.timestamp())
                    self._set_flags(source.name, source.flags)
            for name in self._ended.keys() - self._sources - self._running.keys():
                self._forget(name)

    def _forget(self, name: str) -> None:
        for values in (self._ended, self._ended_at, self._flags, self._failing):
            values.pop(name, None)

    def _set_flags(self, name: str, flags: Collection[Flag]) -> None:
        self._flags[name] = len(flags)
        self._failing[name] = sum(flag.figure == "start" for flag in flags)

    def on_progress(self, progress: Progress) -> None:
        """Update the figures of a running pass."""
        with self._lock:
            self._running[progress.source] = Figures.from_json(progress.figures.to_json())
            self._under_way[progress.source] = progress.waiting

    def on_report(self, report: SourceReport) -> None:
        """Add the figures of a pass that has ended."""
        with self._lock:
            self._running.pop(report.name, None)
            self._under_way.pop(report.name, None)
            if self._sources is not None and report.name not in self._sources:
                self._forget(report.name)
                return
            total = self._ended.setdefault(report.name, Figures())
            total += report.figures
            total.examples.clear()
            self._ended_at[report.name] = time.time()
            self._set_flags(report.name, report.flags)

    def collect(self) -> Iterator[Metric]:
        """Called by prometheus-client for each scrape."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        with self._lock:
            totals = {}
            for name in self._ended.keys() | self._running.keys():
                total = Figures()
                total += self._ended.get(name, Figures())
                total += self._running.get(name, Figures())
                totals[name] = total
            gauges: dict[str, tuple[str, dict[str, float]]] = {
                "under_way": ("Pages being fetched or read.", {**self._under_way}),
                "last_pass_timestamp_seconds": ("When the last pass ended.", dict(self._ended_at)),
                "flags": ("What is wrong with the source, as status says.", {**self._flags}),
                "failing_starts": ("Start URLs that fail.", {**self._failing}),
            }
        for figure, meaning in _PLAIN.items():
            family: Any = CounterMetricFamily(f"scraper_{figure}", meaning, labels=["source"])
            for name, total in totals.items():
                family.add_metric([name], getattr(total, figure))
            yield family
        for figure, meaning in _BY_REASON.items():
            family = CounterMetricFamily(f"scraper_{figure}", meaning, labels=["source", "reason"])
            for name, total in totals.items():
                for reason, count in getattr(total, figure).items():
                    family.add_metric([name, reason], count)
            yield family
        for figure, (meaning, values) in gauges.items():
            gauge = GaugeMetricFamily(f"scraper_{figure}", meaning, labels=["source"])
            for name, value in values.items():
                gauge.add_metric([name], value)
            yield gauge
