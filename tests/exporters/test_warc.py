"""WARC: what is stored comes back the same, also after a crash; and what a file looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper.errors import ExportError
from scraper.exporters.segments import Position
from scraper.exporters.warc import Received, WarcWriter
from scraper.fetchers.files import Saved, read_pages
from scraper.page import Page

HTML = "<!DOCTYPE html><title>Ferry returns</title><p>Le café a rouvert.</p>".encode("latin-1")
TIME = datetime(2024, 1, 8, 10, 0, 0, 123456, tzinfo=UTC)
PAGE = Page(
    body=HTML,
    url="https://harbour.example/a?b=1",
    status=200,
    headers={"content-type": "text/html; charset=iso-8859-1", "content-length": str(len(HTML))},
    fetched_at=TIME,
)


def records(path: Path) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            headers = dict(record.rec_headers.headers)
            found.append((record.rec_type, headers.get("WARC-Target-URI", ""), headers))
    return found


def pages_in(path: Path) -> list[Page]:
    pages = []
    for found in read_pages(path):
        assert isinstance(found, Saved), found
        pages.append(found.page)
    return pages


def check_digests(path: Path) -> None:
    """warcio's own check of the file: digests, gzip members, structure."""

    class Arguments:
        inputs = [str(path)]
        verbose = False

    checker = Checker(Arguments())
    assert checker.process_all() == 0


def test_a_page_comes_back_the_same(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.append([Received(PAGE, {"User-Agent": "Bot/1.0"})])
    (path,) = tmp_path.iterdir()
    assert pages_in(path) == [PAGE]
    assert [kind for kind, _, _ in records(path)] == ["warcinfo", "response", "request"]
    check_digests(path)


def test_a_truncated_page_stays_truncated(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.append([Received(replace(PAGE, truncated=True))])
    (path,) = tmp_path.iterdir()
    assert pages_in(path) == [replace(PAGE, truncated=True)]


def test_unchanged_pages_are_revisits_and_give_no_page_again(tmp_path: Path) -> None:
    not_modified = replace(PAGE, body=b"", status=304, headers={"etag": '"v1"'})
    with WarcWriter(tmp_path) as writer:
        writer.append([Received(PAGE)])
        writer.append(
            [Received(not_modified, unchanged_since=TIME), Received(PAGE, unchanged_since=TIME)]
        )
    (path,) = tmp_path.iterdir()
    revisits = [headers for kind, _, headers in records(path) if kind == "revisit"]
    assert [headers["WARC-Profile"].rpartition("/")[2] for headers in revisits] == [
        "server-not-modified",
        "identical-payload-digest",
    ]
    assert {headers["WARC-Refers-To-Date"] for headers in revisits} == {
        "2024-01-08T10:00:00.123456Z"
    }
    assert pages_in(path) == [PAGE]


def test_a_full_file_is_finished_and_the_next_begun(tmp_path: Path) -> None:
    noise = "".join(f"{pow(7, n, 2**61 - 1):x}" for n in range(300)).encode()
    with WarcWriter(tmp_path, prefix="../Süd/..", max_bytes=5000) as writer:
        for number in range(6):
            body = b"<p>%d " % number + noise
            writer.append([Received(replace(PAGE, body=body, url=f"https://h.example/{number}"))])
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    assert all(
        path.name.startswith("S_d-") and path.suffixes[-2:] == [".warc", ".gz"] for path in files
    )
    assert all(records(path)[0][0] == "warcinfo" for path in files)
    urls = [page.url for path in files for page in pages_in(path)]
    assert urls == [f"https://h.example/{number}" for number in range(6)]


def test_a_crash_costs_what_was_not_committed_and_nothing_else(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path)
    first = replace(PAGE, url="https://h.example/1")
    second = replace(PAGE, url="https://h.example/2")
    committed = writer.append([Received(first)])
    writer.append([Received(second)])
    writer.close()
    (part,) = tmp_path.iterdir()
    part.write_bytes(part.read_bytes()[:-7])  # the last write reached the disk in part
    (tmp_path / "crawl-older.warc.gz.part").write_bytes(b"begun and never committed")
    with WarcWriter.recover(tmp_path, committed) as writer:
        writer.append([Received(second)])
    (path,) = tmp_path.glob("*.warc.gz")
    assert pages_in(path) == [first, second]


def test_a_part_that_nothing_is_known_of_is_set_aside(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path)
    writer.append([Received(PAGE)])
    writer.close()
    (part,) = tmp_path.iterdir()
    WarcWriter.recover(tmp_path, None)
    (aside,) = tmp_path.iterdir()
    assert aside.name == part.name.removesuffix(".part") + ".orphan"
    assert pages_in(aside) == [PAGE]


def test_a_file_that_lost_committed_bytes_is_named(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path)
    position = writer.append([Received(PAGE)])
    writer.close()
    longer = Position(position.segment, position.length + 1)
    with pytest.raises(ExportError, match="bytes were committed"):
        WarcWriter.recover(tmp_path, longer)


def test_a_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    writer = WarcWriter(tmp_path)
    writer.append([Received(PAGE)])
    (part,) = tmp_path.iterdir()
    file = writer._file
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
        writer._file = full
        with pytest.raises(ExportError, match="No space left"):
            writer.append([Received(PAGE)])
    writer._file = file
    writer.append([Received(PAGE)])
    final = writer.finish()
    assert final is not None
    assert not part.exists()
    assert pages_in(final) == [PAGE, PAGE]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match="cannot make the folder"):
        WarcWriter(tmp_path / "file" / "warc")


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        assert writer.finish() is None
    assert list(tmp_path.iterdir()) == []
