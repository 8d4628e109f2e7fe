"""The statistics of a run, as the frontier stores them while it runs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MAX_EXAMPLES = 20
"""Failures stored with URL and message for each run: enough to see what is wrong."""


@dataclass(slots=True)
class Figures:
    """Counts of one run of one source, which grow during the run.

    Attributes:
        fetched: requests made, including those for listings and unchanged pages.
        listings: feeds, sitemaps and section pages among them.
        found: new URLs.
        records: records written: ``new`` stories and ``changed`` ones.
        unchanged: articles that were fetched again and had not changed.
        removed: stories with a record whose page is gone (404, 410) since this run.
        duplicates: records marked as near duplicates of others.
        elsewhere: stories and pages that it found or names, but which belong to another source, by
            the name of that source: the first to find a URL fetches it. Unchanged listings are not
            read, so theirs are not counted.
        postponed: URLs left to the next pass, since their host is paused.
        skipped, failed: counts by reason.
        bytes: of the bodies, as fetched.
        examples: (url, cause, message) of the first failures.
        no_date, no_title, no_author: records without these, for reports/health.py, as all below.
        extracted: pages that were read, whether or not they gave a record.
        letters: total length of the texts.
        confidence: sum over the records that have one; rated: their number.
    """

    fetched: int = 0
    listings: int = 0
    found: int = 0
    records: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    postponed: int = 0
    bytes: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    no_date: int = 0
    no_title: int = 0
    no_author: int = 0
    extracted: int = 0
    letters: int = 0
    confidence: float = 0.0
    rated: int = 0

    def fail(self, url: str, cause: str, message: str) -> None:
        """Count a failure and keep it as an example."""
        self.failed[cause] += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append((url, cause, message))

    def to_json(self) -> str:
        """The form stored in the frontier."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Figures:
        """The stored figures; those that an older version did not store are zero."""
        data: dict[str, Any] = json.loads(text)
        known = {name: data[name] for name in cls.__slots__ if name in data}
        for name in ("skipped", "failed", "warnings", "elsewhere"):
            known[name] = Counter(known.get(name, {}))
        known["examples"] = [tuple(example) for example in known.get("examples", [])]
        return cls(**known)

    def __iadd__(self, other: Figures) -> Figures:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self
