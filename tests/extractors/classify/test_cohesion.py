"""How far a block speaks the words of the likely story."""

import numpy as np

from scraper.extractors.classify.cohesion import COHESION, NEARBY_BLOCKS, cohesion_features
from scraper.extractors.parsing.blocks import RawBlock


def told(
    texts: list[str], first: list[float], titles: tuple[str, ...] = ()
) -> list[dict[str, float]]:
    blocks = [RawBlock(1, 1, "p", text) for text in texts]
    out = np.zeros((len(texts), len(COHESION)), dtype=np.float32)
    cohesion_features(blocks, titles, np.array(first), out)
    return [dict(zip(COHESION, row, strict=True)) for row in out.tolist()]


def test_a_block_on_something_else_shares_no_words_with_the_story() -> None:
    found = told(
        [
            "Captain Longley moored the ferry beside the harbour.",
            "Beside the harbour, Captain Longley repaired engines.",
            "Bakery customers queued around several corners.",
        ],
        [0.9, 0.9, 0.1],
        titles=("Ferry moored at the harbour",),
    )
    assert found[0]["story_words"] == 6
    assert found[1]["story_shared"] > 0.5 > found[2]["story_shared"] == 0
    assert found[1]["near_shared"] > 0 == found[2]["near_shared"]
    assert found[0]["title_shared"] > found[2]["title_shared"] == 0


def test_words_of_unlikely_blocks_are_not_the_story_s() -> None:
    texts = ["Captain Longley moored the ferry again."] * 2
    assert told(texts, [0.9, 0.01])[1]["story_shared"] == 1
    assert told(texts, [0.01, 0.9])[1]["story_shared"] == 0


def test_what_is_far_before_is_not_near() -> None:
    other = [f"Bakery customers queued around corner{'x' * n}." for n in range(NEARBY_BLOCKS)]
    texts = ["Captain Longley moored the ferry.", *other, "Captain Longley moored the ferry."]
    assert told(texts, [0.9] * len(texts))[-1]["near_shared"] == 0
    assert told(texts[:1] + texts[2:], [0.9] * (len(texts) - 1))[-1]["near_shared"] > 0


def test_scripts_without_blanks_and_short_lines_are_not_judged() -> None:
    found = told(
        ["東京都は来年度の予算案を発表し、子育て支援を拡充する方針を示した。", "Ferry"], [0.9, 0.9]
    )
    assert [set(row.values()) for row in found] == [{-1.0}, {-1.0}]
