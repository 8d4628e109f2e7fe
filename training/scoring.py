"""The few measures that fitting itself needs; the bench's own scorer judges the results."""

from __future__ import annotations

from collections import Counter

from training.dataset import words


def word_f1(truth: str, text: str) -> float:
    """F1 of the two word bags, 0 to 1; case is folded."""
    a, b = Counter(words(truth.lower())), Counter(words(text.lower()))
    if not a:
        return float(not b)
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values()))
