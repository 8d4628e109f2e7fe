"""Names in bylines, and credits of captions, on plain-text pages."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext.credits import byline_names, credit_of


def test_word_for_a_picture_is_no_byline() -> None:
    assert byline_names("Foto: Ana Lopes") == []
    assert byline_names("Interview: Ana Lopes") == ["Ana Lopes"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Lopes and Jo Brand", ["Ana Lopes", "Jo Brand"]),
        ("By Ana Lopes, Political Correspondent", ["Ana Lopes"]),
        ("Von Jörg Oß und Lea Kühn", ["Jörg Oß", "Lea Kühn"]),
        ("Por María de la Vega y Juan Olmo", ["María de la Vega", "Juan Olmo"]),
        ("Oleh: Ratna Dewi", ["Ratna Dewi"]),
        ("Текст: Анна Белова, Иван Серов", ["Анна Белова", "Иван Серов"]),
        ("记者 李明", ["李明"]),
        ("记者 林书远 周晓禾", ["林书远", "周晓禾"]),
        ("Interview: Piet Vandermolen", ["Piet Vandermolen"]),
        ("By the consumer desk", []),
        ("By spring the river had risen", []),
        ("김철수 기자", ["김철수"]),
        ("بقلم: سامر الحلواني", ["سامر الحلواني"]),
        ("By Ana Lopes | May 3, 2023", ["Ana Lopes"]),
        ("By Ana Lopes (Reuters)", ["Ana Lopes"]),
    ],
)
def test_names_of_a_byline(line: str, names: list[str]) -> None:
    assert byline_names(line) == names


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("A quay in the rain. - REUTERS", "REUTERS"),
        ("A quay in the rain. Photo: Jo Brand", "Jo Brand"),
        ("Ein Kai im Regen. (Foto: Jo Brand)", "Jo Brand"),
        ("Un quai sous la pluie. © Jo Brand", "Jo Brand"),
        ("A quay in the rain", None),
        ("قوارب في ميناء المدينة القديمة صباح يوم الأحد، 12 مايو 2024. - أ ف ب", "أ ف ب"),
        ("قوارب في الميناء - أ ف ب", None),
        ("Boats in the old harbour of Quay last Monday. ANA LOPES BRAND", "ANA LOPES BRAND"),
        ("Boats in the old harbour of Quay last Monday. They left", None),
        ("BOATS IN THE OLD HARBOUR OF QUAY LAST MONDAY. ANA LOPES", None),
    ],
)
def test_credit_of_a_caption(caption: str, credit: str | None) -> None:
    assert credit_of(caption) == credit
