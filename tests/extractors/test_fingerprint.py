"""Hashes that tell equal and similar stories."""

from pathlib import Path

import numpy as np
import pytest

from scraper.extractors.fingerprint import (
    checksums,
    content_hash,
    distance,
    is_folded,
    normalise,
    simhash,
    simhash_of,
)

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "pages").glob("*.html"))

STORY = (
    "The ferry between the two islands is running again. Repairs to its ramp took nine weeks, and "
    "the yard found more rust than it had expected. On Monday the first cars were back on board. "
    "The harbour master said that nobody had missed the horn more than the gulls had. Tickets cost "
    "what they cost before, the line said, and the night crossing will be back after the summer."
)


def test_case_width_and_white_space_do_not_count() -> None:
    assert content_hash("Rain  in\nLund") == content_hash("rain in ｌund")
    assert content_hash("Rain in Lund") != content_hash("Rain in Bonn")


def test_a_changed_word_moves_the_simhash_a_little_and_another_story_a_lot() -> None:
    near = distance(simhash(STORY), simhash(STORY.replace("nine", "ten")))
    far = distance(simhash(STORY), simhash("A wolf was seen in the park of the capital. " * 6))
    assert near <= 8
    assert far >= 16


def test_scripts_without_spaces_have_shingles_too() -> None:
    one = "昨日、港の古い倉庫が本屋になった。店主は元船員だ。" * 3
    assert distance(simhash(one), simhash(one + "雨だった。")) < 12
    assert simhash("") == "0" * 16


def test_the_compiled_sums_and_hashes_are_those_of_the_plain_twin() -> None:
    fast = pytest.importorskip("scraper.extractors._fingerprint")
    every = "".join(map(chr, range(0x3_2000)))
    texts = ["", "a", "日", *(page.read_text("utf-8", "replace") for page in PAGES)]
    for text in [*texts, every, " ".join(every), every[::-1], "\U0010ffff\U0001d7ce x\U000e0041"]:
        np.testing.assert_array_equal(fast.checksums(text), checksums(text))
        for part in (text, text[:1], text[:40], text[:-1], text[len(text) // 2 :]):
            assert fast.simhash_of(part) == simhash_of(part)


def test_the_compiled_look_at_white_space_is_that_of_the_plain_twin() -> None:
    fast = pytest.importorskip("scraper.extractors._fingerprint")
    texts = [f"{a}x{b}y{c}" for a in ("", " ") for b in ("", " ", "  ") for c in ("", " ")]
    for text in [
        *texts,
        "",
        " ",
        *map(chr, range(0x11_0000)),
        *(f"a{chr(n)}b" for n in range(9_000)),
    ]:
        assert fast.is_folded(text) == is_folded(text)
    assert normalise("a\nb") == normalise(" a \xa0\n b\t") == "a b"
