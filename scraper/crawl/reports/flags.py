"""What is told of a source that needs attention; health.py decides when."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = 12
"""New stories are counted in windows of this many runs, six hours of half-hourly passes, since a
single run of a good source may find nothing."""
WARNING_MESSAGES = {
    "soft_404": "show an error, a robot check or a login instead of a story",
    "truncated": "end early: does the server, or a proxy, break connections?",
    "rule_unmatched": "have nothing that a rule of `selectors` matches: layout change?",
}
"""Warnings in records whose share of the pages read is compared with its past, and what a rise
means. The share of client_rendered is flagged whatever its past."""


@dataclass(frozen=True, slots=True)
class Flag:
    """What is wrong with a source: mostly a figure that deviates from its own history.

    Attributes:
        figure: stories (none), fewer (stories), no_date, no_title, no_author, letters, confidence,
            soft_404, truncated, rule_unmatched;
            or, whatever the history: client_rendered, empty (no story in any run), start (a start
            URL fails).
        now, before: its present and its past value; of ``start``, ``now`` is the number of
            failures in a row; of ``empty``, the number of runs.
        url, cause, error: of a start URL that fails; what went wrong is known in one word, and as
            a message, which is empty after a pass by an earlier version.
    """

    figure: str
    now: float
    before: float
    url: str = ""
    cause: str = ""
    error: str = ""

    def __str__(self) -> str:
        if self.figure == "start":
            times = f", {self.now:.0f} times in a row" if self.now > 1 else ""
            why = f": {self.error}" if self.error else ""
            return f"the start URL {self.url} fails ({self.cause}{times}){why}; it is tried again"
        if self.figure == "empty":
            runs = f"any of its {self.now:.0f} runs" if self.now > 1 else "its first run"
            return (
                f"no story in {runs}: check its start URLs; a site filled in by scripts needs "
                f"render = true, one that asks for a login or for consent needs cookie_env"
            )
        if self.figure == "stories":
            return f"no new stories, where {self.before:.1f} were usual in that time"
        if self.figure == "fewer":
            return (
                f"{self.now:.0f} new stories in the last {WINDOW} runs, never fewer than "
                f"{self.before:.0f} before"
            )
        if self.figure == "client_rendered":
            return f"{self.now:.0%} of the pages are filled in by scripts: set render = true?"
        if self.figure in WARNING_MESSAGES:
            meaning = WARNING_MESSAGES[self.figure]
            return f"{self.now:.0%} of the pages, usually {self.before:.0%}, {meaning}"
        if self.figure in ("letters", "confidence"):
            what = "mean length" if self.figure == "letters" else "mean confidence"
            return f"{what} {self.now:.4g}, usually {self.before:.4g}: layout change?"
        what = self.figure.replace("no_", "without ")
        return f"{self.now:.0%} {what}, usually {self.before:.0%}: layout change?"
