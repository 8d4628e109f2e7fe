"""Segments: whole, in order, and never with a line lost or doubled."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from scraper.errors import ExportError
from scraper.exporters.jsonl import Compression, SegmentWriter
from scraper.exporters.reading import read_lines

COMPRESSIONS: list[Compression] = [None, "gz", "zst"]


def line(number: int) -> bytes:
    return json.dumps({"n": number}).encode()


def numbers(path: Path) -> list[int]:
    return [json.loads(each.data)["n"] for each in read_lines(path)]


def all_numbers(folder: Path) -> list[int]:
    return [n for path in sorted(folder.glob("*.jsonl*")) for n in numbers(path)]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_segment_has_its_final_name_only_when_finished(
    tmp_path: Path, compression: Compression
) -> None:
    writer = SegmentWriter(tmp_path / "a" / "b", compression=compression)
    position = writer.append([line(1), line(2)])
    assert [p.name for p in writer.folder.iterdir()] == [position.segment + ".part"]
    assert (writer.folder / (position.segment + ".part")).stat().st_size == position.length
    final = writer.finish()
    assert final == writer.folder / position.segment
    assert [p.name for p in writer.folder.iterdir()] == [position.segment]
    assert final is not None
    assert numbers(final) == [1, 2]


def test_compressed_segments_are_read_by_the_standard_tools(tmp_path: Path) -> None:
    expected = b"".join(line(n) + b"\n" for n in range(5))
    for compression in ("gz", "zst"):
        with SegmentWriter(tmp_path / compression, compression=compression) as writer:  # type: ignore[arg-type]
            for n in range(5):
                writer.append([line(n)])
    (zipped,) = (tmp_path / "gz").iterdir()
    assert zipped.name.endswith(".jsonl.gz")
    assert gzip.decompress(zipped.read_bytes()) == expected
    (packed,) = (tmp_path / "zst").iterdir()
    assert packed.name.endswith(".jsonl.zst")
    with packed.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        assert reader.read() == expected


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_every_position_is_a_valid_end_of_the_file(
    tmp_path: Path, compression: Compression
) -> None:
    writer = SegmentWriter(tmp_path, compression=compression)
    positions = [writer.append([line(n)]) for n in range(10)]
    final = writer.finish()
    assert final is not None
    data = final.read_bytes()
    cut = tmp_path / "cut"
    for count, position in enumerate(positions, start=1):
        cut.write_bytes(data[: position.length])
        assert numbers(cut) == list(range(count))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_recovery_cuts_what_was_not_committed_and_goes_on(
    tmp_path: Path, compression: Compression
) -> None:
    writer = SegmentWriter(tmp_path, compression=compression)
    committed = writer.append([line(1)])
    writer.append([line(2)])
    writer.close()
    writer = SegmentWriter.recover(tmp_path, committed, compression=compression)
    assert writer.position == committed
    writer.append([line(3)])
    final = writer.finish()
    assert final == tmp_path / committed.segment
    assert all_numbers(tmp_path) == [1, 3]


def test_recovery_after_an_append_torn_by_the_crash(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path)
    committed = writer.append([line(1)])
    writer.close()
    part = tmp_path / (committed.segment + ".part")
    part.write_bytes(part.read_bytes() + b'{"n": 2, "te')
    with SegmentWriter.recover(tmp_path, committed) as writer:
        writer.append([line(3)])
    assert all_numbers(tmp_path) == [1, 3]


def test_recovery_sets_a_segment_aside_that_was_begun_after_the_last_commit(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, max_bytes=20)
    committed = writer.append([line(1), line(2)])
    uncommitted = writer.append([line(3)])
    assert uncommitted.segment > committed.segment
    writer.close()
    assert len(list(tmp_path.iterdir())) == 2
    writer = SegmentWriter.recover(tmp_path, committed)
    assert writer.position is None
    assert [p.name for p in tmp_path.glob("*.jsonl")] == [committed.segment]
    assert not list(tmp_path.glob("*.part")), "and it is not deleted: it may be another crawl's"
    assert [p.name for p in tmp_path.glob("*.orphan")] == [uncommitted.segment + ".orphan"]


def test_recovery_leaves_the_segments_of_others_alone(tmp_path: Path) -> None:
    mine, other = SegmentWriter(tmp_path), SegmentWriter(tmp_path)
    position, theirs = mine.append([line(1)]), other.append([line(2)])
    mine.close()
    other.close()
    with SegmentWriter.recover(tmp_path, position, others={theirs.segment}) as writer:
        writer.append([line(3)])
    assert [p.name for p in tmp_path.glob("*.part")] == [theirs.segment + ".part"]
    SegmentWriter.complete(tmp_path, theirs)
    assert sorted(all_numbers(tmp_path)) == [1, 2, 3]


def test_recovery_takes_back_what_another_crawl_has_set_aside(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path)
    position = writer.append([line(1)])
    writer.close()
    SegmentWriter.recover(tmp_path, None).close()
    assert len(list(tmp_path.glob("*.orphan"))) == 1
    with SegmentWriter.recover(tmp_path, position) as writer:
        writer.append([line(2)])
    assert [p.name for p in tmp_path.iterdir()] == [position.segment]
    assert all_numbers(tmp_path) == [1, 2]


def test_recovery_without_a_commit_sets_parts_aside(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, compression="gz")
    position = writer.append([line(1)])
    writer.close()
    with SegmentWriter.recover(tmp_path, None) as writer:
        writer.append([line(2)])
    assert all_numbers(tmp_path) == [1, 2]  # glob finds the orphan too
    assert [p.name for p in tmp_path.glob("*.orphan")] == [position.segment + ".orphan"]


def test_recovery_when_the_finished_segment_was_taken_away(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path)
    committed = writer.append([line(1)])
    final = writer.finish()
    assert final is not None
    final.unlink()
    writer = SegmentWriter.recover(tmp_path, committed)
    assert writer.append([line(2)]).segment != committed.segment


def test_recovery_with_another_compression_finishes_the_old_segment(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, compression="gz")
    committed = writer.append([line(1)])
    writer.close()
    with SegmentWriter.recover(tmp_path, committed, compression="zst") as writer:
        assert (tmp_path / committed.segment).exists()
        writer.append([line(2)])
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".gz", ".zst"]
    assert all_numbers(tmp_path) == [1, 2]


def test_recovery_refuses_a_segment_shorter_than_was_committed(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path)
    committed = writer.append([line(1)])
    writer.close()
    part = tmp_path / (committed.segment + ".part")
    part.write_bytes(b"{")
    with pytest.raises(ExportError, match=r"9 bytes were committed, but the file has only 1") as e:
        SegmentWriter.recover(tmp_path, committed)
    assert str(part) in str(e.value)


def test_rollback_forgets_the_last_append(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, max_bytes=20)
    first = writer.append([line(1)])
    writer.append([line(2)])
    writer.rollback(first)
    assert writer.position == first
    second = writer.append([line(3)])
    assert second.segment == first.segment
    third = writer.append([line(4), line(5)])
    assert third.segment != first.segment
    writer.rollback(second)
    writer.finish()
    assert all_numbers(tmp_path) == [1, 3]


def test_a_full_segment_is_finished_before_the_next_append(tmp_path: Path) -> None:
    size = len(line(1)) + 1
    with SegmentWriter(tmp_path, max_bytes=3 * size) as writer:
        for n in range(8):
            writer.append([line(n)])
    assert [numbers(p) for p in sorted(tmp_path.iterdir())] == [[0, 1, 2], [3, 4, 5], [6, 7]]


def test_one_append_larger_than_a_segment_is_written_whole(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, max_bytes=10) as writer:
        writer.append([line(n) for n in range(100)])
        writer.append([line(100)])
    assert [len(numbers(p)) for p in sorted(tmp_path.iterdir())] == [100, 1]


def test_names_sort_by_time_even_when_the_clock_was_set_back(tmp_path: Path) -> None:
    (tmp_path / "29990101T000000000000Z-00000000.jsonl").touch()
    (tmp_path / "records.jsonl").touch()
    names = []
    for n in range(50):
        writer = SegmentWriter(tmp_path)
        names.append(writer.append([line(n)]).segment)
        writer.finish()
    assert names == sorted(set(names))
    assert names[0] > "29990101T000000000000Z-00000000.jsonl"


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path):
        pass
    writer = SegmentWriter(tmp_path)
    writer.append([line(1)])
    writer.rollback(None)
    assert writer.position is None
    assert writer.finish() is None
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_the_part_for_recovery(tmp_path: Path) -> None:
    def write(lines: list[bytes]) -> None:
        with SegmentWriter(tmp_path) as writer:
            for each in lines:
                writer.append([each])

    with pytest.raises(ValueError, match="one line"):
        write([line(1), b"two\nlines"])
    assert [p.suffix for p in tmp_path.iterdir()] == [".part"]


@pytest.mark.parametrize("bad", [[], [b""], [b'{"a":\n1}'], [b"{}\n"]])
def test_what_is_not_one_line_each_is_refused(tmp_path: Path, bad: list[bytes]) -> None:
    with pytest.raises(ValueError, match="append: expected"):
        SegmentWriter(tmp_path).append(bad)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_an_export_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ExportError, match=r"cannot make the folder .*taken"):
        SegmentWriter(tmp_path / "taken" / "in")


def test_a_full_disk_loses_only_the_append_that_failed(tmp_path: Path) -> None:
    """A file-size limit stands for the full disk: the write stops in the middle of the append."""
    script = """
import json, resource, signal, sys
from pathlib import Path
from scraper.errors import ExportError
from scraper.exporters.jsonl import SegmentWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
writer = SegmentWriter(Path(sys.argv[1]))
position = writer.append([b'{"n":1}'])
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    writer.append([json.dumps({"n": 2, "pad": "x" * 500}).encode()])
except ExportError as error:
    print(error)
assert writer.position == position
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.append([b'{"n":3}'])
writer.finish()
"""
    out = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    assert "cannot write to" in out
    assert ".part: File too large" in out
    assert all_numbers(tmp_path) == [1, 3]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_an_export_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match=r"cannot create .*Permission denied"):
        SegmentWriter(tmp_path).append([line(1)])


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    tmp_path: Path, compression: Compression
) -> None:
    """A process commits numbers in order to a file, as the crawl does to its frontier, and is
    killed again and again; in the end each number stands in the segments once."""
    folder, journal, last = tmp_path / "out", tmp_path / "journal", 60
    script = """
import json, os, sys
from pathlib import Path
from scraper.exporters.jsonl import SegmentWriter
from scraper.exporters.segments import Position
folder, journal, compression, last = sys.argv[1:]
state = json.loads(Path(journal).read_text()) if Path(journal).exists() else None
position = Position(*state[1]) if state else None
writer = SegmentWriter.recover(
    Path(folder), position, compression=compression or None, max_bytes=150
)
for n in range(state[0] + 1 if state else 0, int(last)):
    print(n, flush=True)
    position = writer.append([json.dumps({"n": n}).encode()])
    print(n, flush=True)
    Path(journal + ".new").write_text(json.dumps([n, [position.segment, position.length]]))
    os.replace(journal + ".new", journal)
writer.finish()
"""
    arguments = [str(folder), str(journal), compression or "", str(last)]
    kills = 0
    while kills < 15:
        process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(kills + 1):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True)
    assert list(folder.glob("*.part")) == []
    finals = sorted(p for p in folder.iterdir() if p.suffix != ".orphan")
    assert [n for path in finals for n in numbers(path)] == list(range(last))
