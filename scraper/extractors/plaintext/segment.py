"""Labels the lines of a page with the most likely sequence of roles.

A linear-chain model: each feature of a line (``features.py``) has a weight for each role, each pair
of consecutive states has a transition weight, and the Viterbi algorithm finds the sequence with the
highest total. So a title is recognised by the teaser and the further pairs that follow it, not only
by its length, and a single unusual line does not split a story.

The weights are in ``weights.json``, fitted by ``training/plaintext.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.plaintext.features import features_of
from scraper.extractors.plaintext.lines import Line

Role = Literal[
    "title", "subtitle", "meta", "caption", "prompt", "nav", "paragraph", "question", "heading",
    "item", "section", "related_title", "teaser", "related_meta",
]  # fmt: skip
Phase = Literal["before", "head", "story", "after"]
"""before: lines above the story's head. head: headline, byline, date, lead picture. story: its
paragraphs and what interrupts them. after: everything below."""

State = tuple[Phase, Role]
Matrix = NDArray[np.float64]
IMPOSSIBLE = -1e6


@dataclass(frozen=True, slots=True)
class Weights:
    """Parameters of the linear-chain model.

    Attributes:
        states: in the order of the arrays below.
        features: feature name -> weight for each state.
        follow: transition weights from state (row) to state (column); ``IMPOSSIBLE`` if excluded.
        begin, end: weights of each state as the first and last of a page.
    """

    states: tuple[State, ...]
    features: dict[str, Matrix]
    follow: Matrix
    begin: Matrix
    end: Matrix


@cache
def shipped_weights() -> Weights:
    """The weights shipped with the package."""
    text = resources.files(__package__).joinpath("weights.json").read_text("utf-8")
    return read_weights(json.loads(text))


def read_weights(data: dict[str, dict[str, dict[str, float]]]) -> Weights:
    """Weights from their JSON form, which gives features by role, or by state ("phase/role"), and
    transitions by state."""
    states = tuple(cast(State, tuple(name.split("/"))) for name in data["follow"])
    place = {"/".join(state): i for i, state in enumerate(states)}
    follow = np.full((len(states), len(states)), IMPOSSIBLE)
    for source, targets in data["follow"].items():
        for target, weight in targets.items():
            follow[place[source], place[target]] = weight
    ends = np.full((2, len(states)), IMPOSSIBLE)
    for k, name in enumerate(("begin", "end")):
        for state, weight in data["ends"][name].items():
            ends[k, place[state]] = weight
    features = {
        feature: np.array(
            [by.get(f"{phase}/{role}", by.get(role, 0.0)) for phase, role in states],
            dtype=np.float64,
        )
        for feature, by in data["features"].items()
    }
    return Weights(states, features, follow, ends[0], ends[1])


def label(lines: Sequence[Line], weights: Weights | None = None) -> list[State]:
    """The state of each line in the most likely sequence."""
    if not lines:
        return []
    weights = weights or shipped_weights()
    scores = emissions(features_of(lines), weights)
    return [weights.states[k] for k in best_path(scores, weights)]


def emissions(features: Sequence[Sequence[str]], weights: Weights) -> Matrix:
    """Score of each line (row) for each state (column): the sum of its features' weights."""
    scores = np.zeros((len(features), len(weights.states)))
    for i, names in enumerate(features):
        for name in names:
            row = weights.features.get(name)
            if row is not None:
                scores[i] += row
    return scores


def best_path(scores: Matrix, weights: Weights) -> list[int]:
    """State indices of the highest-scoring sequence (Viterbi)."""
    best = weights.begin + scores[0]
    back = np.zeros(scores.shape, dtype=np.int32)
    columns = np.arange(len(best))
    for i in range(1, len(scores)):
        through = best[:, None] + weights.follow
        back[i] = through.argmax(axis=0)
        best = through[back[i], columns] + scores[i]
    state = int((best + weights.end).argmax())
    path = [state]
    for i in range(len(scores) - 1, 0, -1):
        state = int(back[i, state])
        path.append(state)
    return path[::-1]
