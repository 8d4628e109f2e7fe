"""A running pass over a source, and its queues: what the engine keeps of it in memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from scraper.crawl.engine.outputs import OutputFiles
from scraper.crawl.engine.stages import Outcome
from scraper.crawl.frontier.entries import Lane, Task
from scraper.crawl.frontier.figures import Figures
from scraper.crawl.policy.selection import Rules
from scraper.settings import Source


@dataclass(eq=False)
class Pass:
    """One running pass over a source.

    Attributes:
        id: of its run, in the frontier.
        number: of its source, in the frontier.
        files: where its records and pages are written.
        pages_left: articles that may still be fetched.
        starts_left: ids of the start URLs that are not read yet.
        queues: by lane.
        queued: number of its queues that may still hold something to fetch.
        elsewhere: keys of the URLs counted in ``figures.elsewhere``.
        lists: what the pages of archives show whose next page is not read yet, by the URL of that.
        under_way: number of requests whose outcomes are not stored yet.
        is_given_back: it ends early, so that another machine can continue with the source.
        stories: those whose further pages are being fetched, by the id of their URL; each is one
            of ``under_way``.
        unrequested: ids of those whose next page is not requested yet.
    """

    id: int
    source: Source
    number: int
    rules: Rules
    files: OutputFiles
    pages_left: int
    starts_left: set[int]
    figures: Figures = field(default_factory=Figures)
    elsewhere: set[int] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)
    queues: dict[int, Queue] = field(default_factory=dict)
    queued: int = 0
    under_way: int = 0
    is_given_back: bool = False
    stories: dict[int, Outcome] = field(default_factory=dict)
    unrequested: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Queue:
    """The tasks of one lane for a running pass.

    Attributes:
        ahead: tasks read from the frontier, next first.
        further: further pages of stories that were taken from it; they come before all others.
        is_stale: URLs were added to the lane since they were read.
        is_open: the pass may still take tasks from it.
        is_queued: it waits for its host's turn.
        taken: ids of URLs that were taken and are still ready in the frontier.
    """

    lane: Lane
    run: Pass
    host: str
    ahead: deque[Task] = field(default_factory=deque)
    further: deque[Task] = field(default_factory=deque)
    is_stale: bool = True
    is_open: bool = True
    is_queued: bool = False
    taken: set[int] = field(default_factory=set)
