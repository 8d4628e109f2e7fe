"""The records in JSON Lines files, and which of them is a story's newest version."""

import gzip
from pathlib import Path

from scraper.exporters.versions import WrittenRecord, read_records, segments_in


def line(id_: str, version: int = 0) -> bytes:
    return f'{{"id":"{id_}","version":{version}}}\n'.encode()


def test_each_story_once_in_its_newest_version(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    # By the names of the files, whatever folders they are in.
    (one / "20240103.jsonl").write_bytes(line("a", 3))
    (other / "20240102.jsonl.gz").write_bytes(gzip.compress(line("a", 2) + line("b", 2)))
    (other / "20240101.jsonl").write_bytes(line("b", 1) + line("c", 1) + line("c", 2))
    (other / "20240104.jsonl.part").write_bytes(line("c", 4))
    paths, unreadable = segments_in(tmp_path)
    assert unreadable == []
    found = list(read_records(paths))
    assert [each.line + b"\n" for each in found if isinstance(each, WrittenRecord)] == [
        line("c", 2), line("b", 2), line("a", 3),
    ]  # fmt: skip
    assert len(list(read_records(paths, all_versions=True))) == 6


def test_what_is_no_record_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line("a") + b'{"id":7}\n[]\n{"id":"b"\n' + line("b"))
    first, *problems, last = read_records([path])
    assert isinstance(first, WrittenRecord)
    assert isinstance(last, WrittenRecord)
    assert last.place == f"{path}:5"
    assert [str(problem) for problem in problems] == [
        f"{path}:{number}: this is no record" for number in (2, 3, 4)
    ]


def test_a_torn_file_gives_the_records_before_the_tear(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(b"".join(line(f"{number:040}") for number in range(3000)))
    path.write_bytes(packed[:-2000])
    found = list(read_records([path]))
    records = [each for each in found if isinstance(each, WrittenRecord)]
    assert 0 < len(records) < 3000
    assert records == found[: len(records)]
    assert "torn" in str(found[-1])
