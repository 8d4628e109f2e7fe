"""What stands beside a story by the page's own signs: read-also lines, authors, captions."""

import numpy as np
import pytest

from scraper.extractors.classify.page_features import Hints
from scraper.extractors.classify.signs import SIGNS, is_internal_link, lead_in, sign_features
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.plaintext import words


def signs(body: str, **hints: object) -> list[dict[str, float]]:
    tree = parse_html(decode(f"<body>{body}".encode(), {"content-type": "text/html"}).utf8)
    blocks = cut(tree)
    out = np.zeros((len(blocks), len(SIGNS)), dtype=np.float32)
    sign_features(tree, blocks, Hints(**hints), out)  # type: ignore[arg-type]
    return [dict(zip(SIGNS, row, strict=True)) for row in out.tolist()]


def leads(body: str) -> list[str | None]:
    tree = parse_html(decode(f"<body>{body}".encode(), {"content-type": "text/html"}).utf8)
    return [lead_in(block) for block in cut(tree)]


@pytest.mark.parametrize(
    ("line", "lead"),
    [
        ("<b>Les også:</b> <a href='/a'>Båten går igjen</a>", "Les også:"),
        ("अधिक पढ़ें: <a href='/a'>नाव फिर चलने लगी है</a>", "अधिक पढ़ें:"),
        ("[More: <a href='/a'>The ferry is back</a>]", "[More:"),
        ("See <a href='/a'>the old ferry</a> at the quay.", None),
        ("See <a href='/a'>one</a> <a href='/b'>two</a>", None),
        ("<a href='/a'>The ferry is back</a>", None),
        ("x" * 90 + " <a href='/a'>The ferry is back</a>", None),
    ],
)
def test_a_lead_in_is_a_few_words_and_then_one_link_to_the_end(line: str, lead: str | None) -> None:
    assert leads(f"<p>{line}</p>") == [lead]


def test_a_repeated_lead_in_to_the_own_host_is_told() -> None:
    line = "<p>Se også: <a href='{}'>En sak med lang tittel</a></p>"
    found = signs(
        line.format("/sak/1") + line.format("https://www.avis.example/2") + line.format("#kart"),
        url="https://avis.example/sak/3",
    )
    assert [row["lead_in_repeat"] for row in found] == [3, 3, 3]
    assert [row["lead_in_mark"] for row in found] == [1, 1, 1]
    assert [row["lead_in_own"] for row in found] == [1, 1, 0]


def test_an_author_is_told_at_the_start_and_inside() -> None:
    body = "<p>Mina Holt</p><p>She is, says Mina Holt, a reporter.</p><p>No one at all.</p>"
    found = signs(body, authors=("Mina Holt",))
    assert [row["author_at"] for row in found] == [1, 0.5, 0]
    assert found[0]["author_share"] == 1
    assert [row["author_at"] for row in signs(body)] == [-1, -1, -1]


def test_a_picture_s_words_are_told_where_they_are_printed() -> None:
    alt = "The ferry leaves the east quay at dawn"
    found = signs(f"<img alt='{alt}'><p>{alt}. Photo: M. Holt</p><p>The ferry leaves at six.</p>")
    assert [row["is_alt"] for row in found] == [1, 0]


@pytest.mark.parametrize(
    ("href", "own"),
    [
        ("/a/b", True), ("story.html", True), ("https://www.avis.example/a", True),
        ("//avis.example/a", True), ("https://other.example/a", False), ("#top", False),
        ("mailto:a@avis.example", False), ("", False), ("http://[broken", False),
    ],
)  # fmt: skip
def test_where_a_link_leads(href: str, own: bool) -> None:
    assert is_internal_link(href, "avis.example") is own


def test_an_opening_is_what_the_two_patterns_match() -> None:
    tails = ("", "!", "x", " 2024", ": one more", "’s own", "_", " Share", " © 2024")
    known = words._OPENINGS
    stems = [p.rstrip("*") for name in words.OPENING_LISTS for p in words.phrases_of(name)]
    assert len(stems) > 500
    for stem in stems:
        for told in (stem, stem.upper(), stem.title(), stem.replace("'", "’")):
            for tail in tails:
                line = told + tail
                if line[:3].lower() not in known:
                    continue
                found = words.SECTION.match(line) is not None, words.PROMPT.match(line) is not None
                assert words.opening(line) == found


def test_a_line_whose_first_letters_no_phrase_has_is_no_opening() -> None:
    assert words.opening("(Share)") == (False, False)
    assert words.opening("Copyright ©") == (False, True)


@pytest.mark.parametrize(
    "line", ["© 2024 The Paper", "©2024 The Paper", "© Copyright", "(c) 2024 X"]
)
def test_who_owns_the_text_is_a_prompt(line: str) -> None:
    assert words.opening(line) == (False, True)
    assert words.opening(line.replace("2024", "The").replace("Copyright", "The")) == (False, False)
