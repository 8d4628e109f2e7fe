"""The pages in ZIP archives, which are not unpacked, and what a bad archive or member costs."""

import io
import os
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import InputError, NotText
from scraper.fetchers.files import Saved, Unreadable, read_pages

HTML = b"<!DOCTYPE html><title>Ferry returns</title><p>The ferry is back in service.</p>"


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def names_in(path: Path) -> list[str]:
    found = list(read_pages(path))
    assert all(isinstance(each, Saved) for each in found), found
    return [each.name.removeprefix(f"{path}/") for each in found]


def test_pages_are_read_as_in_a_folder(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "saved.zip",
        {
            "town/": b"",
            "town/rain.html": HTML,
            "town/rain_files/frame.html": HTML,
            "story.php": HTML,
            "a.txt": b"It rained in Lund on Monday.",
            "photo.png": b"\x89PNG",
            ".hidden/a.html": HTML,
            "__MACOSX/town/._rain.html": b"\0\5\x16",
        },
    )
    passed_over: Counter[str] = Counter()
    found = list(read_pages(path, passed_over=passed_over))
    assert [each.name.removeprefix(f"{path}/") for each in found] == [
        "a.txt", "story.php", "town/rain.html",
    ]  # fmt: skip
    assert isinstance(found[2], Saved)
    assert found[2].page.body == HTML
    assert found[2].page.headers == {"content-type": "text/html"}
    assert passed_over == {".png": 1}


def test_a_wacz_gives_the_pages_of_its_warc_files(tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for number in range(3):
        url = f"https://a.example/{number}"
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(HTML), http_headers=headers)
        )
    members = {"archive/data.warc.gz": out.getvalue(), "pages/pages.jsonl": b"{}\n"}
    zipped(tmp_path / "crawl.wacz", members, zipfile.ZIP_STORED)
    found = list(read_pages(tmp_path))  # in a folder, it is read without being named
    assert [each.page.url for each in found if isinstance(each, Saved)] == [
        f"https://a.example/{number}" for number in range(3)
    ]
    assert found[2].name == f"{tmp_path}/crawl.wacz/archive/data.warc.gz#3"


@pytest.mark.parametrize("name", ["../../up.html", "/etc/up.html", "a\\..\\up.html", "C:/up.html"])
def test_a_name_never_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    (label,) = names_in(zipped(tmp_path / "x.zip", {name: HTML}))
    assert label.endswith("up.html")
    assert ".." not in label
    assert not label.startswith("/")


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    members = {f"{number}.html": HTML * 50 for number in range(3)}
    path = zipped(tmp_path / "x.zip", members)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("1.html").header_offset + 60
    data = bytearray(path.read_bytes())
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(data)
    first, damaged, last = read_pages(path)
    assert isinstance(first, Saved)
    assert isinstance(damaged, Unreadable)
    assert damaged.name == f"{path}/1.html"
    assert "damaged in the archive" in str(damaged.error)
    assert isinstance(last, Saved)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"a.html": HTML})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1  # the flag for encryption, in both headers
    path.write_bytes(data)
    (found,) = read_pages(path)
    assert isinstance(found, Unreadable)
    assert "cannot be unpacked" in str(found.error)


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.html": HTML}).read_bytes()
    (found,) = read_pages(zipped(tmp_path / "x.zip", {"a.html": inner}))
    assert isinstance(found, Saved)  # which no page is made of
    assert found.page.body == inner


def test_a_large_member_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"a.html": b"<p>" * 1_000_000, "b.html": HTML})
    large, small = read_pages(path, max_bytes=100_000)
    assert isinstance(large, Unreadable)
    assert isinstance(small, Saved)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"photo.png": b"\x89PNG"}, "a ZIP archive without pages"),
        ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "an Office document"),
        ({}, "a ZIP archive without pages"),
    ],
)
def test_an_archive_without_pages_is_no_text(
    tmp_path: Path, members: dict[str, bytes], words: str
) -> None:
    (found,) = read_pages(zipped(tmp_path / "x.zip", members))
    assert isinstance(found, Unreadable)
    assert isinstance(found.error, NotText)
    assert words in str(found.error)


def test_a_cut_archive_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"a.html": HTML})
    path.write_bytes(path.read_bytes()[:-30])
    (found,) = read_pages(path)
    assert isinstance(found, Unreadable)
    assert type(found.error) is InputError
    assert "damaged or incomplete" in str(found.error)


def test_an_archive_from_a_pipe_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as file:
        file.write(zipped(tmp_path / "x.zip", {"a.html": HTML}).read_bytes())
    with os.fdopen(reader, "rb") as stdin:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stdin))
        (found,) = read_pages("-")
    assert isinstance(found, Unreadable)
    assert "from a pipe: give a file" in str(found.error)
