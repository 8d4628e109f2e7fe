"""Bylines taken apart into names; what is a name."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.names import is_house, is_name, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("김철수 기자", ["김철수"]),
        ("责任编辑：周亦然", []),
        ("By Jane Doe\nExpert Reviewer", ["Jane Doe"]),
        ("on", []),
        ("Von Maria Holm · Lesezeit 3 Min.", ["Maria Holm"]),
        ("By Maria Holm | Reading Time 12 min", ["Maria Holm"]),
        ("Maria Holm 5 min read", ["Maria Holm"]),
        ("記者陳小雨／台北報導", ["陳小雨"]),
        ("海岸報／ 記者陳小雨／花蓮即時報導", ["陳小雨"]),
    ],
)
def test_the_names_of_a_byline(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_company_is_no_person() -> None:
    assert is_house("Kelder Hydraulics Inc.")
    assert is_house("Kelder AG")
    assert not is_house("Emily Co")


def test_a_field_for_names_may_open_with_a_particle() -> None:
    assert split_names("Von Miller", listed=True) == ["Von Miller"]
    assert split_names("Von Redaktion", listed=True) == ["Redaktion"]


@pytest.mark.parametrize("text", ["With Example", "Written By", "From Lund"])
def test_words_before_a_name_are_no_name(text: str) -> None:
    assert not is_name(text)
