"""Text that was encoded twice."""

import pytest

from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.mojibake import MAX_REPAIRED, MAX_SIZE, repair

STORIES = (
    "Die Fähre fährt – trotz Sturms – „wie immer“, sagt Müller. Größe: 3½ Meter…",
    "Les élèves de l’école ont dit « déjà » à Noël, œuvre à l’appui.",
    "Паром ходит несмотря на шторм, сказала капитан Анна Щукина.",
    "船は嵐の中でも運航している、と船長は述べた。",
    "تسير العبارة رغم العاصفة، كما قال القبطان.",
    "İstanbul’da vapurlar fırtınaya rağmen çalışıyor, dedi kaptan Şükrü Ağaoğlu.",
)


def page(text: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{text}</title></head><body><p>{text}</p></body></html>"
    )


@pytest.mark.parametrize("text", STORIES)
def test_pages_read_as_latin_1_and_saved(text: str) -> None:
    twice = page(text).encode().decode("latin-1").encode()
    found = decode(twice)
    assert found.text == page(text)
    assert found.utf8 == page(text).encode()
    assert (found.encoding, found.warnings) == ("utf-8", ["charset_mismatch"])


def test_a_page_read_as_windows_1252_and_saved() -> None:
    text = "“You’re late”, she said – and he wasn’t. “It’s 5 o’clock…”"
    twice = page(text).encode().decode("sloppy-windows-1252")  # ftfy's name for what browsers do
    assert "â€™" in twice
    assert decode(twice.encode()).text == page(text)


def test_a_character_that_windows_1252_lacks_may_be_a_reference() -> None:
    said = "â€œIt works,â€&#157; she said. â€œIt really works,â€&#157; he said."
    assert decode(page(said).encode()).text == page(
        "“It works,” she said. “It really works,” he said."
    )


def test_an_imported_story_in_a_page_that_is_encoded_well() -> None:
    imported = "It’s “old”.".encode().decode("latin-1")
    html = f"<h1>Café – an archive</h1><p>{imported}</p><p>© Écho</p>"
    assert decode(html.encode()).text == "<h1>Café – an archive</h1><p>It’s “old”.</p><p>© Écho</p>"


def test_control_characters_that_windows_1252_prints() -> None:
    found = decode("<p>Hotel\x97Union Square, \x93the\x94 place\x81.</p>".encode())
    assert found.text == "<p>Hotel—Union Square, “the” place.</p>"
    assert found.warnings == []


@pytest.mark.parametrize("text", STORIES)
def test_text_that_is_encoded_well_stays(text: str) -> None:
    found = decode(page(text).encode())
    assert (found.text, found.warnings) == (page(text), [])


def test_a_page_that_writes_about_such_text_stays() -> None:
    about = page(
        "If a page shows “â€™”, “â€œ” or “â€¦”, it’s been read with the wrong charset – the "
        "apostrophe “’” isn’t one character any more."
    )
    assert decode(about.encode()).text == about


def test_of_a_huge_page_the_beginning_is_repaired() -> None:
    line = "It\u00e2\x80\x99s late.\n"
    text, was_encoded_twice = repair(line * (MAX_REPAIRED // 5))
    assert was_encoded_twice
    assert text.startswith("It’s late.\n" * (MAX_REPAIRED // 40))
    assert text.endswith("Itâs late.\n")
    assert not set(text) & {"\x80", "\x99"}


def test_a_larger_page_is_only_cleaned() -> None:
    assert repair("â\x80\x99" + "x" * MAX_SIZE) == ("â" + "x" * MAX_SIZE, False)
