"""Tells the webhook when a source's figures leave its own past."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

import requests

from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.reports.flags import Flag
from scraper.crawl.reports.health import RUNS_JUDGED, judge
from scraper.crawl.reports.report import SourceReport

log = logging.getLogger(__name__)

START_FAILURES = 2
"""Failures in a row after which a start URL is reported; the second comes after ten minutes."""
WEBHOOK_SECONDS = 10
"""Time limit of the webhook's answer."""


def new_flags(report: SourceReport, frontier: Frontier) -> list[Flag]:
    """The health flags of a completed pass that its source did not have before."""
    if report.state != "done":
        return []
    before = frontier.runs.figures(report.name, RUNS_JUDGED + 1)[1:]
    # Whether the source was empty before is not stored, but it was if it is now and had a run.
    known = {flag.figure for flag in judge(before, had_stories=False)}
    asked = {url for url, _, _ in report.figures.examples}
    return [
        flag
        for flag in report.flags
        if flag.figure not in known
        # A single failure is in the figures; the second in a row is news, and the third is not.
        and (flag.figure != "start" or (flag.now == START_FAILURES and flag.url in asked))
    ]


def post_flags(webhook: str, source: str, flags: Sequence[Flag]) -> None:
    """Post a source's flags as JSON. A webhook that fails is logged."""
    message = {
        "source": source,
        "flags": [
            {"figure": f.figure, "now": f.now, "before": f.before, "message": str(f)} for f in flags
        ],
    }
    try:
        requests.post(
            webhook,
            data=json.dumps(message, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
            timeout=WEBHOOK_SECONDS,
        ).raise_for_status()
    except requests.RequestException as error:
        log.error("webhook: the new flags could not be posted: %s", error)
