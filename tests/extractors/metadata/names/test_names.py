"""Bylines taken apart into names; what is a name."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.names.east_asian_names import has_surname
from scraper.extractors.metadata.names.forms import is_full_name, is_house, is_name
from scraper.extractors.metadata.names.split import split_names


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
        ("記者 林佩雨／陳柏山　澎湖報導", ["林佩雨", "陳柏山"]),
        ("Par Anne Roux (Lons [Jura], envoyée spéciale)", ["Anne Roux"]),
        ("Հեղինակ՝ Անի Մելիքյան", ["Անի Մելիքյան"]),
        ("ავტორი: ნინო მაისურაძე", ["ნინო მაისურაძე"]),
        ("Autor/allikas: Maria Holm", []),
        ("Autora Ana Reis", ["Ana Reis"]),
        ("Escrito por Ana Reis", ["Ana Reis"]),
        ("Last updated by Jane Doe", ["Jane Doe"]),
        ("Texto y fotos: Ana Reis", ["Ana Reis"]),
        ("Text/Foto: Maria Holm", ["Maria Holm"]),
        ("Текст и фото: Анна Лось", ["Анна Лось"]),
        ("文・写真：陳小雨", ["陳小雨"]),
        ("Text and photo album: Jane Doe", []),
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


@pytest.mark.parametrize("text", ["ნინო მაისურაძე", "Б.Номин-Эрдэнэ", "松沢 久美子"])
def test_full_names_of_scripts_without_capitals_and_with_joined_initials(text: str) -> None:
    assert is_full_name(text)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("松沢久美子", True),
        ("山田 太郎", True),
        ("王小明", True),
        ("김철수", True),
        ("記事", False),
        ("会員限定", False),
        ("ポスト", False),
        ("須坂市", False),
    ],
)
def test_east_asian_words_that_are_names(text: str, person: bool) -> None:
    assert has_surname(text) is person


def test_two_chinese_names_in_one_field() -> None:
    assert split_names("林佩雨 陳柏山", listed=True) == ["林佩雨", "陳柏山"]
    assert split_names("山田 太郎", listed=True) == ["山田 太郎"]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("ada-quist", ["Ada Quist"]),
        ("Ada_Quist", ["Ada Quist"]),
        ("Anne-Marie", ["Anne-Marie"]),
        ("ada_quist77", ["ada_quist77"]),
        ("Ada Quist, lecturer at a university", ["Ada Quist"]),
        ("Ada Quist, Lundo universiteto istorijos profesorė, gauge.example", ["Ada Quist"]),
        ("Ada Quist, Tor Lind", ["Ada Quist", "Tor Lind"]),
    ],
)
def test_author_fields_with_slugs_and_descriptions(field: str, names: list[str]) -> None:
    assert split_names(field, listed=True) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("This post was written by Maria Holm, head of gauges", ["Maria Holm"]),
        ("Dieser Artikel wurde verfasst von Maria Holm.", ["Maria Holm"]),
        ("Cet article a été rédigé par Maria Holm, journaliste", ["Maria Holm"]),
        ("This bridge was built by Maria Holm, an engineer", []),
        ("The Book of Rain was written by candlelight", []),
        ("Autorin/Autor Maria Holm", ["Maria Holm"]),
        ("Autor/in: Maria Holm", ["Maria Holm"]),
        ("Auteur·rice Maria Holm", ["Maria Holm"]),
        ("AFP, MANILA", ["AFP"]),
        ("By AFP, LONDON", ["AFP"]),
        ("AP, AFP", ["AP", "AFP"]),
        ("Maria Holm, MD", ["Maria Holm, MD"]),
    ],
)
def test_sentences_and_labels_before_a_name_and_places_behind_an_agency(
    byline: str, names: list[str]
) -> None:
    assert split_names(byline) == names
