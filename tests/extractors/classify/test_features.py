"""What a block is described by: words of every script, lengths, the page's address."""

import pytest

from scraper.extractors.classify.columns import FEATURES, PAGE
from scraper.extractors.classify.features import block_features
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.classify.page_features import Hints
from scraper.extractors.classify.text_shape import GOOD_CHARS
from scraper.extractors.classify.tokens import text_words
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("शिक्षा विभाग", ["शिक्षा", "विभाग", "शिक्षा विभाग"]),
        ("জেলা প্রশাসন", ["জেলা", "প্রশাসন", "জেলা প্রশাসন"]),
        ("மாநில அரசு", ["மாநில", "அரசு", "மாநில அரசு"]),
        ("ชาวบ้าน 2", ["ชาวบ้าน", "2", "ชาวบ้าน 2"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir", "cafe\u0301 noir"]),
        ("שָׁלוֹם רב", ["שָׁלוֹם", "רב", "שָׁלוֹם רב"]),
        ("road-works", ["road", "works", "road works"]),
    ],
)  # fmt: skip
def test_vowel_signs_and_accents_are_part_of_their_word(text: str, words: list[str]) -> None:
    assert text_words(text) == words


def rows_of(html: str, hints: Hints) -> list[dict[str, float]]:
    tree = parse_html(html.encode())
    blocks = cut(tree)
    table = shipped_model().tokens
    rows = block_features(tree, blocks, Layout(tree, blocks, table), hints, table)
    return [dict(zip(FEATURES, row, strict=True)) for row in rows.tolist()]


def page(sentence: str) -> str:
    return "<html><body><h1>News</h1>" + f"<p>{sentence}</p>" * 4 + "</body></html>"


def test_a_chinese_sentence_is_as_long_as_the_same_in_english() -> None:
    english = (
        "The county agreed on Tuesday to borrow 48 million to rebuild the wall of the dam, it said."
    )
    chinese = (
        "县里周二表示，同意借款四千八百万元，"
        "用来重建水库东侧的大坝，工程明年春天开始，为期两年多一点。"
    )
    assert len(chinese) < GOOD_CHARS < len(english)
    told = [rows_of(page(text), Hints())[1] for text in (english, chinese)]
    assert told[0]["good"] == told[1]["good"] == 1
    assert told[0]["chars"] == pytest.approx(told[1]["chars"], rel=0.1)
    assert told[0]["words"] == pytest.approx(told[1]["words"], rel=0.2)


def test_a_few_wide_characters_stretch_nothing() -> None:
    letters = (
        "The paper 人民日报 said that the wall of the dam is to be rebuilt from next spring on."
    )
    assert rows_of(page(letters), Hints())[1]["chars"] == pytest.approx(4.4, abs=0.1)


def test_a_page_without_its_address_is_not_taken_for_a_front_page() -> None:
    html = page("The wall of the dam is to be rebuilt from next spring on.")
    unknown = rows_of(html, Hints())[1]
    front = rows_of(html, Hints(url="https://paper.example/"))[1]
    story = rows_of(html, Hints(url="https://paper.example/news/wall-of-the-old-dam"))[1]
    assert {name for name in PAGE if unknown[name] != front[name]} == {
        "page_slug", "page_path_depth", "page_root",
    }  # fmt: skip
    assert [unknown[name] for name in PAGE] == [story[name] for name in PAGE]
