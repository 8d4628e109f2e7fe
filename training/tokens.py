"""The token tables: how far words of markup, text and links speak for or against the story.

Each site has one vote a word, split by how much of the text it stands on is story, so that a large
site or a repeated template cannot outvote the rest. A page's own site is left out of the table that
describes it, in fitting as in judging.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import log
from typing import Any

from scraper.extractors.classify.layout import path_of
from scraper.extractors.classify.token_table import TokenTable
from scraper.extractors.classify.tokens import href_words, node_words, text_words
from training.dataset import LabelledPage

Votes = dict[str, list[float]]

MIN_SITES = 3
"""Sites a word must be seen on. 3, 4 and 6 were tried; see training/EXPERIMENTS.md."""
PRIOR = 0.5
"""Added to both sides of the odds: a word on three sites, all story, gets log(7)."""
MIN_SCORE = 0.35
"""Words with log-odds nearer to zero tell nothing and are left out."""
KINDS = ("markup", "text", "href")


def page_votes(page: LabelledPage) -> dict[str, Votes]:
    """For each word of the page: [weight of story text, weight of other text]."""
    votes: dict[str, Votes] = {kind: defaultdict(lambda: [0.0, 0.0]) for kind in KINDS}
    node_cache: dict[int, set[str]] = {}
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label < 0:
            continue
        weight = min(len(block.text), 400) ** 0.5
        yes, no = weight * label, weight * (1 - label)
        found = node_cache.get(block.node)
        if found is None:
            found = set()
            for node in path_of(page.tree, block.node):
                found.update(node_words(page.tree.tags[node], page.tree.attrs[node]))
            node_cache[block.node] = found
        for word in found:
            entry = votes["markup"][word]
            entry[0] += yes
            entry[1] += no
        for word in set(text_words(block.text)):
            entry = votes["text"][word]
            entry[0] += label
            entry[1] += 1 - label
        if block.anchor >= 0:
            for word in set(href_words(page.tree.attrs[block.anchor])):
                entry = votes["href"][word]
                entry[0] += label
                entry[1] += 1 - label
    return votes


def _no_votes() -> list[float]:
    return [0.0, 0.0]


class Tables:
    """Votes of all sites, from which a table without one site is made at will.

    Args:
        pages: with ``site`` and ``labels``.
        votes: what a page's words vote for; for its blocks being story, unless told otherwise.
    """

    def __init__(
        self, pages: Iterable[Any], votes: Callable[[Any], dict[str, Votes]] = page_votes
    ) -> None:
        self.sites: dict[str, dict[str, Votes]] = {}
        for page in pages:
            if not len(page.labels):
                continue
            mine = self.sites.setdefault(
                page.site, {kind: defaultdict(_no_votes) for kind in KINDS}
            )
            for kind, own in votes(page).items():
                for word, (yes, no) in own.items():
                    entry = mine[kind][word]
                    entry[0] += yes
                    entry[1] += no
        self.total: dict[str, dict[str, list[float]]] = {kind: {} for kind in KINDS}
        for mine in self.sites.values():
            for kind in KINDS:
                for word, (yes, no) in mine[kind].items():
                    entry = self.total[kind].setdefault(word, [0.0, 0.0, 0])
                    share = yes / (yes + no)
                    entry[0] += share
                    entry[1] += 1 - share
                    entry[2] += 1
        self.full = {
            kind: {
                word: log((yes + PRIOR) / (no + PRIOR))
                for word, (yes, no, sites) in self.total[kind].items()
                if sites >= MIN_SITES and abs(log((yes + PRIOR) / (no + PRIOR))) >= MIN_SCORE
            }
            for kind in KINDS
        }

    def table(self, without: str | None = None) -> TokenTable:
        """The table, without one site's votes where ``without`` names a site."""
        mine = self.sites.get(without or "")
        if mine is None:
            return TokenTable(**self.full)
        tables = {}
        for kind in KINDS:
            scores = dict(self.full[kind])
            for word, (yes, no) in mine[kind].items():
                if word not in scores:
                    continue
                total = self.total[kind][word]
                if total[2] - 1 < MIN_SITES:
                    del scores[word]
                    continue
                share = yes / (yes + no)
                scores[word] = log((total[0] - share + PRIOR) / (total[1] - 1 + share + PRIOR))
            tables[kind] = scores
        return TokenTable(**tables)
