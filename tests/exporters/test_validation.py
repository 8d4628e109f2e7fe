"""scraper validate finds what is wrong, and says where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from scraper.exporters.validation import Checked, Problem, record_problems, validate_files
from scraper.record import Image, Record
from tests.exporters.records import item, paragraph, record

GOOD = record(
    url="https://example.org/a",
    title="Ferry",
    content_hash="abc",
    published_at="2024-05-01T08:00:00+02:00",
    confidence=0.9,
    images=[Image(caption="c")],
    blocks=[paragraph("See here now.", ("here", "https://example.org/b")), item("x")],
)


def problems(path: Path) -> list[str]:
    return [f"{p.line} {p.field}: {p.message}" for p in validate_files([path], Checked())]


def of(**changes: Any) -> list[tuple[str, str]]:
    return list(record_problems({**json.loads(GOOD.to_json()), **changes}))


def test_good_records_have_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    other = GOOD.model_copy(update={"content_hash": "def"})
    path.write_text(GOOD.to_json() + "\n" + other.to_json() + "\n")
    checked = Checked()
    assert list(validate_files([path], checked)) == []
    assert checked.lines == 2


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".gz.part"])
def test_compressed_files_are_read_whatever_their_name(tmp_path: Path, suffix: str) -> None:
    data = (GOOD.to_json() + "\n").encode() * 2
    if ".gz" in suffix:
        data = gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])
    elif suffix:
        data = zstandard.compress(data)
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(data)
    assert problems(path) == [f"2 id: the same id and version of the story as {path}:1"]


def test_a_message_names_file_line_and_field() -> None:
    assert str(Problem("a.jsonl", 3, "title", "bad")) == "a.jsonl:3: title: bad"
    assert str(Problem("a.jsonl", 0, "", "torn")) == "a.jsonl: torn"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"\n", "1 : blank line: expected one record"),
        (b"{\xff}\n", "1 : not UTF-8: byte 0xff at position 1"),
        (b'{"confidence": NaN}\n', "1 : not JSON: NaN is not a JSON number"),
        (b'{"a": 1\n', "1 : not JSON: Expecting ',' delimiter"),
        (b"[]\n", "1 : expected an object, got []"),
        (b"\xef\xbb\xbf{}\n", "1 : byte order mark"),
        (b"[" * 100_000 + b"\n", "1 : not JSON: "),
    ],
)
def test_a_line_that_is_no_record(tmp_path: Path, line: bytes, expected: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line)
    found = problems(path)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_torn_last_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD.to_json() + "\n" + GOOD.to_json()[:50])
    assert problems(path)[0] == "2 : torn: the file ends without a line break"


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_torn_compression_gives_the_lines_before(tmp_path: Path, compress: Any) -> None:
    path = tmp_path / "a.jsonl.x"
    lines = "".join(f"{n}\n" for n in range(20_000)).encode()
    path.write_bytes(compress(lines) + compress(lines)[:-20])
    checked = Checked()
    found = [problem.message for problem in validate_files([path], checked)]
    assert checked.lines >= 20_000
    assert "data end in the middle" in found[-1]
    assert "the file is torn" in found[-1]


def test_a_file_that_is_not_there() -> None:
    assert problems(Path("/nowhere/a.jsonl")) == ["0 : cannot be read: No such file or directory"]


def test_a_list_that_is_left_out_is_missed() -> None:
    value = json.loads(GOOD.to_json())
    del value["tags"]
    message = "is missing: it is always written, a list also where it is empty"
    assert list(record_problems(value)) == [("tags", message)]


def test_all_problems_of_a_record_are_named() -> None:
    found = of(
        title=7,
        titel="x",
        confidence=1.5,
        page_type="news",
        published_at="May 1",
        subtitle=None,
        images=[{"caption": "c"}, {"url": 3}],
        warnings=["odd"],
    )
    assert dict(found) == {
        "subtitle": "null: leave the field out",
        "title": "expected a string, got 7",
        "titel": "unknown field",
        "confidence": "expected less than or equal to 1, got 1.5",
        "page_type": "expected 'article', 'liveblog', 'listing', 'forum', 'product', "
        "'documentation', 'service' or 'other', got \"news\"",
        "published_at": dict(found)["published_at"],
        "images[1].url": "expected a string, got 3",
        "warnings[0]": dict(found)["warnings[0]"],
    }
    assert dict(found)["published_at"].startswith("expected RFC 3339 such as ")


def test_a_missing_field() -> None:
    assert list(record_problems({"page_type": "other", "extractor_version": "1"})) == [
        ("id", "is missing")
    ]


def test_an_integer_is_not_taken_for_a_string_nor_a_string_for_an_integer() -> None:
    assert [field for field, _ in of(schema_version="1")] == ["schema_version"]
    assert [field for field, _ in of(id=5)] == ["id"]


def test_a_key_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD.to_json()[:-1] + ',"title":"again"}\n')
    assert problems(path) == ["1 title: the key is given twice"]


def test_links_outside_their_text() -> None:
    blocks = json.loads(GOOD.to_json())["blocks"]
    blocks[0]["links"][0]["end"] = 99
    assert [field for field, _ in of(blocks=blocks)] == ["blocks[0].links[0]"]


def test_text_that_differs_from_the_blocks() -> None:
    assert of(text="other") == [("text", "expected the blocks' texts, joined by line breaks")]


def test_the_words_of_an_embed_are_no_part_of_the_text() -> None:
    embed = {"type": "embed", "text": "A post.", "url": "https://example.org/1", "links": []}
    assert of(blocks=[*json.loads(GOOD.to_json())["blocks"], embed]) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", '"": leave out what is not known'),
        ({"tags": ["a", " "]}, "tags[1]", '" ": leave out what is not known'),
        ({"url": "/a"}, "url", 'expected an absolute http:// or https:// address, got "/a"'),
        (
            {"related": [{"title": "A", "image": "a.jpg", "position": "below"}]},
            "related[0].image",
            'expected an absolute http:// or https:// address, got "a.jpg"',
        ),
        (
            {"published_at": "2025-02-30"},
            "published_at",
            'expected a day and time of the calendar, got "2025-02-30"',
        ),
        (
            {"published_at": "14/03/2025"},
            "published_at",
            'expected RFC 3339 such as 2024-05-01T08:30:00+02:00 or 2024-05-01, got "14/03/2025"',
        ),
    ],
)
def test_a_value_of_the_right_type_that_says_nothing(
    changes: dict[str, Any], field: str, message: str
) -> None:
    assert of(**changes) == [(field, message)]


def test_a_lone_surrogate(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD.to_json().replace("Ferry", "\\ud800") + "\n")
    assert [problem.split(":")[0] for problem in problems(path)] == ["1 title"]


def test_twice_the_same_record_in_two_files(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        path.write_text(GOOD.to_json() + "\n")
    found = [str(p) for p in validate_files([first, second], Checked())]
    assert found == [f"{second}:1: id: the same id and version of the story as {first}:1"]


def test_the_schema_agrees_with_the_record() -> None:
    """The published schema and the check by the classes have the same fields."""
    from scraper.record import json_schema

    assert set(json_schema()["properties"]) == set(Record.model_fields)


def test_a_new_headline_and_a_correction_that_was_taken_back_are_versions(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    other = GOOD.model_copy(update={"title": "Ferry runs again"})
    path.write_text("".join(record.to_json() + "\n" for record in (GOOD, other, GOOD)))
    assert problems(path) == []
