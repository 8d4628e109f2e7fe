"""Features of the second pass: first-pass probabilities of the blocks around each block.

Blocks of a page are not independent: a story is mostly one run of blocks in one container, a second
story further down is another run, a prompt between paragraphs is a single low score among high
ones. The second forest reads these features together with those of the first pass.

Terms: a block's mass is its probability times its characters; a block is hot above 0.5; a run is a
sequence of hot blocks with gaps of up to `RUN_GAP` blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.layout import Layout, lca_depth
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
"""Blocks whose probabilities are features, by their distance."""
WINDOWS = (3, 8, 20)
"""Blocks to either side over which probabilities are averaged."""
LEVELS = 6
"""Elements around a block over which probabilities are summed."""
SHARES = (0.5, 0.8, 0.95)
"""Shares of the page's likely story text: how far up is an element that has so much of it?"""
RUN_GAP = 4
"""Maximum distance in blocks between two neighbouring hot blocks of one run."""

CONTEXT: tuple[str, ...] = (
    "p", *(f"p{offset:+d}" for offset in NEIGHBOURS), *(f"p_window{w}" for w in WINDOWS),
    "mass_before", "mass_after", "log_mass_before", "log_mass_after", "mass", "hot_share", "hot",
    "since_blocks", "since_chars", "since_headings", "since_big_headings", "since_up",
    "until_blocks", "until_chars", "until_up",
    "from_run", "run_share", "runs", "heading_p", "below_p", "signature_p",
    *(f"p_level{level}" for level in range(LEVELS)),
    *(f"rest_level{level}" for level in range(LEVELS)),
    *(f"mass_level{level}" for level in range(1, LEVELS)),
    *(f"up_to_{int(share * 100)}" for share in SHARES),
    *(f"below_{int(share * 100)}" for share in SHARES),
)  # fmt: skip


def container(tree: Tree, mass: Sequence[float], wanted: float) -> int:
    """Index of the deepest element with at least ``wanted`` of ``mass`` (one entry an element)."""
    node, end = 0, tree.ends[0]
    i = 1
    while i < end:
        if mass[i] >= wanted:
            node, end = i, tree.ends[i]
            i += 1
        else:
            i = tree.ends[i]
    return node


def context_features(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    first: NDArray[np.float64],
    out: Matrix | None = None,
) -> Matrix:
    """Context features, one row a block; the columns are ``CONTEXT``.

    Args:
        first: story probability of each block after the first pass.
        out: array to write to, (blocks, columns); by default a new one.
    """
    n = len(blocks)
    if out is None:
        out = np.empty((n, len(CONTEXT)), dtype=np.float32)
    if not n:
        return out
    size = np.array([layout.stretch * len(block.text) for block in blocks], dtype=np.float64)
    weight = size * first
    total = float(weight.sum()) + 1e-9
    column = 0
    out[:, column] = first
    column += 1
    mass_to = np.zeros(n + 1)
    size_to = np.zeros(n + 1)
    np.cumsum(weight, out=mass_to[1:])
    np.cumsum(size, out=size_to[1:])
    wide = len(NEIGHBOURS) + len(WINDOWS)
    _fast_around(first, mass_to, size_to, NEIGHBOURS, WINDOWS, out[:, column : column + wide])
    column += wide
    hot = first > 0.5
    after = np.maximum(total - mass_to[1:], 0.0)
    out[:, column] = mass_to[:-1] / total
    out[:, column + 1] = after / total
    out[:, column + 2] = np.log1p(mass_to[:-1])
    out[:, column + 3] = np.log1p(after)
    out[:, column + 4] = log1p(total)
    out[:, column + 5] = hot.mean()
    out[:, column + 6] = hot.sum()
    column += 7
    _fast_sequence(tree, blocks, layout, first, size, out[:, column : column + SEQUENCE_COLUMNS])
    column += SEQUENCE_COLUMNS
    _fast_levels(tree, blocks, layout, first, size, SHARES, LEVELS, out[:, column:])
    return out


def around(
    first: NDArray[np.float64],
    mass_to: NDArray[np.float64],
    size_to: NDArray[np.float64],
    offsets: tuple[int, ...],
    windows: tuple[int, ...],
    out: Matrix,
) -> None:
    """Probabilities of the blocks at each offset, and mean probability in each window.

    The plain twin of ``_context.around``.

    Args:
        mass_to, size_to: cumulative mass and characters before each block, length blocks + 1.
        offsets: relative indices of neighbours; -1.0 is written beyond the page's ends.
        windows: blocks to each side.
    """
    n = len(first)
    for column, offset in enumerate(offsets):
        target = out[:, column]
        target.fill(-1.0)
        if -n < offset < n:
            if offset < 0:
                target[-offset:] = first[:offset]
            else:
                target[:-offset] = first[offset:]
    at = np.arange(n)
    for column, window in enumerate(windows, len(offsets)):
        low = np.maximum(at - window, 0)
        high = np.minimum(at + window + 1, n)
        out[:, column] = (mass_to[high] - mass_to[low]) / (size_to[high] - size_to[low])


SEQUENCE_COLUMNS = 14
"""Columns that ``sequence`` fills."""


def sequence(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    probabilities: NDArray[np.float64],
    sizes: NDArray[np.float64],
    out: Matrix,
) -> None:
    """Position of each block relative to the runs of hot blocks, ``SEQUENCE_COLUMNS`` columns.

    The plain twin of ``_context.sequence``.
    """
    first, size = probabilities.tolist(), sizes.tolist()

    def up(block: RawBlock, other: RawBlock) -> float:
        """Levels from a block up to the common ancestor with another."""
        low, high = _ascending(block.node, other.node)
        return float(layout.depth[block.node] - lca_depth(tree, layout.depth, low, high))

    out[:, 0:5] = _since_hot(blocks, first, size, up)
    out[:, 5:8] = _until_hot(blocks, first, size, up)
    out[:, 8:12] = _run_columns(blocks, first, size)
    out[:, 12:14] = _group_columns(tree, blocks, first, size)


Up = Callable[[RawBlock, RawBlock], float]


def _since_hot(
    blocks: Sequence[RawBlock], first: Sequence[float], size: Sequence[float], up: Up
) -> list[list[float]]:
    """The columns ``since_``: what is between each block and the last hot one."""
    rows = []
    last = -1
    chars = 0.0
    headings = big = 0
    for i, block in enumerate(blocks):
        if last >= 0:
            away = float(min(i - last, 99))
            above = up(block, blocks[last])
            rows.append([away, log1p(chars), float(headings), float(big), above])
        else:
            rows.append([99.0, 11.0, 0.0, 0.0, 20.0])
        if first[i] > 0.5:
            last, chars, headings, big = i, 0.0, 0, 0
        else:
            chars += size[i]
        level = HEADINGS.get(block.tag)
        if level:
            headings += 1
            big += level <= 2
    return rows


def _until_hot(
    blocks: Sequence[RawBlock], first: Sequence[float], size: Sequence[float], up: Up
) -> list[list[float]]:
    """The columns ``until_``: what is between each block and the next hot one."""
    rows = []
    following = -1
    chars = 0.0
    for i in range(len(blocks) - 1, -1, -1):
        if following >= 0:
            away = float(min(following - i, 99))
            rows.append([away, log1p(chars), up(blocks[i], blocks[following])])
        else:
            rows.append([99.0, 11.0, 20.0])
        if first[i] > 0.5:
            following, chars = i, 0.0
        else:
            chars += size[i]
    return rows[::-1]


def _runs(first: Sequence[float], size: Sequence[float]) -> list[tuple[int, int, float]]:
    """The runs of hot blocks: indices of the first and the last block, mass of the hot blocks."""
    runs: list[tuple[int, int, float]] = []
    for i, probability in enumerate(first):
        if probability <= 0.5:
            continue
        mass = probability * size[i]
        if runs and i - runs[-1][1] <= RUN_GAP:
            start, _, before = runs[-1]
            runs[-1] = (start, i, before + mass)
        else:
            runs.append((i, i, mass))
    return runs


def _run_columns(
    blocks: Sequence[RawBlock], first: Sequence[float], size: Sequence[float]
) -> list[list[float]]:
    """The columns ``from_run``, ``run_share``, ``runs`` and ``heading_p``."""
    runs = _runs(first, size)
    start, end, most = max(runs, key=lambda run: run[2]) if runs else (0, 0, 0.0)
    share_of = [0.0] * len(blocks)
    for low, high, mass in runs:
        share_of[low : high + 1] = [mass / (most + 1e-9)] * (high + 1 - low)
    heading = -1.0
    rows = []
    for i, block in enumerate(blocks):
        away = i - start if i < start else max(i - end, 0)
        rows.append([float(away), share_of[i], float(len(runs)), heading])
        if block.tag in HEADINGS:
            heading = first[i]
    return rows


def _group_columns(
    tree: Tree, blocks: Sequence[RawBlock], first: Sequence[float], size: Sequence[float]
) -> list[list[float]]:
    """The columns ``below_p`` and ``signature_p``: the highest probability between a block and the
    next heading, and the mean probability of the other blocks with its signature."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    keys = []
    roots = [min(chars, 1000.0) ** 0.5 for chars in size]
    for i, block in enumerate(blocks):
        parent = tree.parents[block.node]
        key = (
            block.tag,
            tree.attrs[block.node].get("class", ""),
            tree.attrs[parent].get("class", "") if parent >= 0 else "",
        )
        keys.append(key)
        group = groups.setdefault(key, [0.0, 0.0, 0.0])
        group[0] += roots[i] * first[i]
        group[1] += roots[i]
        group[2] += 1
    rows = []
    below = -1.0
    for i in range(len(blocks) - 1, -1, -1):
        mass, weight, count = groups[keys[i]]
        rest = (mass - roots[i] * first[i]) / (weight - roots[i] + 1e-9) if count > 1 else -1.0
        rows.append([below, rest])
        below = -1.0 if blocks[i].tag in HEADINGS else max(below, first[i])
    return rows[::-1]


def _ascending(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a <= b else (b, a)


def levels(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    probabilities: NDArray[np.float64],
    sizes: NDArray[np.float64],
    shares: tuple[float, ...],
    count: int,
    out: Matrix,
) -> None:
    """For the ``count`` nearest elements of each block (its own first): mean probability of their
    text, with and without the block, and share of the page's mass; then the number of levels from
    the block up to the common ancestor with each main container, and from there down to it.

    The plain twin of ``_context.levels``.

    Args:
        shares: a main container is the deepest element with that share of the page's mass.
    """
    first, size = probabilities.tolist(), sizes.tolist()
    chars = layout.chars
    mass = _masses(tree, blocks, layout, first, size)
    total = mass[0] + 1e-9
    mains = [container(tree, mass, total * share) for share in shares]
    rows = []
    known: dict[int, tuple[list[int], list[float]]] = {}
    for i, block in enumerate(blocks):
        if block.node not in known:
            steps = _steps_to(tree, layout.depth, block.node, mains)
            known[block.node] = (_nearest(tree, block.node, count), steps)
        path, steps = known[block.node]
        own, own_mass = size[i], size[i] * first[i]
        means = [mass[at] / (chars[at] + 1e-9) for at in path]
        rests = [
            (mass[at] - own_mass) / (chars[at] - own) if chars[at] - own > 0.5 else -1.0
            for at in path
        ]
        rows.append((*means, *rests, *[mass[at] / total for at in path[1:]], *steps))
    out[:] = np.array(rows, dtype=np.float32)


def _masses(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    first: Sequence[float],
    size: Sequence[float],
) -> list[float]:
    """The mass of the blocks inside each element."""
    mass = [0.0] * len(tree.parents)
    for i, block in enumerate(blocks):
        mass[block.node] += first[i] * size[i]
    for i in range(len(mass) - 1, 0, -1):
        if layout.count[i]:
            mass[tree.parents[i]] += mass[i]
    return mass


def _nearest(tree: Tree, node: int, count: int) -> list[int]:
    """The element and its ancestors, ``count`` in all; where there are fewer, the root again."""
    path = [node]
    while len(path) < count:
        parent = tree.parents[path[-1]]
        path.append(parent if parent >= 0 else path[-1])
    return path


def _steps_to(tree: Tree, depth: Sequence[int], node: int, mains: Sequence[int]) -> list[float]:
    """Levels from an element up to the common ancestor with each of ``mains``; then the levels
    from there down to each."""
    ups, downs = [], []
    for main in mains:
        a = node
        while not (a <= main < tree.ends[a]):
            a = tree.parents[a]
        ups.append(float(depth[node] - depth[a]))
        downs.append(float(depth[main] - depth[a]))
    return ups + downs


_fast_around = compiled(around)
_fast_levels = compiled(levels)
_fast_sequence = compiled(sequence)
