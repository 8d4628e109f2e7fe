"""``scraper extract``: what it reads, what it tells, and how it exits."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.command import run_command, start_command
from tests.commands.pages import FERRY, LIBRARY, SITE, records


def test_one_page_gives_one_record_on_stdout_and_nothing_on_stderr() -> None:
    done = run_command("extract", FERRY)
    assert (done.returncode, done.stderr) == (0, b"")
    (record,) = records(done.stdout)
    assert record.title == "Ferry line reopens after nine weeks of repairs"
    assert "loading ramp" in record.text
    assert "Support the Courier" not in record.text


def test_a_folder_is_read_with_its_folders() -> None:
    done = run_command("extract", SITE / "harbour")
    assert done.returncode == 0
    assert len(records(done.stdout)) == 6


def test_a_file_of_addresses_is_no_page_but_they_can_be_given_as_arguments(
    demo_site: str, tmp_path: Path
) -> None:
    (tmp_path / "urls.txt").write_text(f"{demo_site}\n{demo_site}about.html\n")
    done = run_command("extract", tmp_path / "urls.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"urls.txt: the input is a list of 2 addresses, not a page" in done.stderr
    addresses = (tmp_path / "urls.txt").read_text().split()
    done = run_command("extract", "--allow-private", *addresses)
    assert [record.url for record in records(done.stdout)] == addresses


def test_standard_input_with_its_address() -> None:
    url = "https://courier.example/ferry"
    done = run_command("extract", "-", "--url", url, stdin=FERRY.read_bytes())
    assert done.returncode == 0
    assert records(done.stdout)[0].url == url


def test_the_pages_that_can_be_read_are_done_when_others_cannot(tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    (tmp_path / "photo.html").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 9)
    (tmp_path / "torn.html.gz").write_bytes(gzip.compress(os.urandom(5000))[:2000])
    names = ["missing.html", "empty.html", "photo.html", "torn.html.gz"]
    done = run_command("extract", *(tmp_path / name for name in names), FERRY)
    assert done.returncode == 1
    assert len(records(done.stdout)) == 1
    complaints = done.stderr.decode().splitlines()
    assert len(complaints) == len(names)
    for name, complaint in zip(names, complaints, strict=True):
        assert str(tmp_path / name) in complaint
        assert complaint.startswith("scraper: ")


def test_a_url_is_fetched_when_private_addresses_are_allowed(demo_site: str) -> None:
    url = demo_site + "harbour/pilot-boats-switch-to-batteries-4127.html"
    done = run_command("extract", url)
    assert done.returncode == 1
    assert done.stdout == b""
    assert "127.0.0.1" in done.stderr.decode()
    done = run_command("extract", url, demo_site + "nowhere.html", "--allow-private")
    assert done.returncode == 1
    (record,) = records(done.stdout)
    assert record.url == url
    assert record.fetched_at is not None
    assert "404" in done.stderr.decode()


def test_files_of_a_folder_that_are_passed_over_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(FERRY.read_bytes())
    for name in ("a.pdf", "b.pdf", "c.zip", "notes", "records.json", ".hidden.pdf"):
        (tmp_path / name).write_bytes(b"x")
    for suffix in "abcde":
        (tmp_path / f"x.{suffix}").write_bytes(b"x")
    done = run_command("extract", "--site", tmp_path)
    assert done.returncode == 0
    assert len(records(done.stdout)) == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("scraper: passed over 10 files that are no pages")
    assert "2 .pdf, " in line
    assert "1 without a suffix" in line
    assert ", 3 others; to have one tried all the same, name it" in line


def test_an_e_mail_gives_its_story_and_no_encoding(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Week 12"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(FERRY.read_text(), subtype="html", cte="base64")
    (tmp_path / "letter.eml").write_bytes(bytes(message))
    (record,) = records(run_command("extract", tmp_path).stdout)
    (direct,) = records(run_command("extract", FERRY).stdout)
    assert (record.title, record.text) == (direct.title, direct.text)


def test_ctrl_c_exits_with_130_and_tells_how_many_pages_are_done(tmp_path: Path) -> None:
    process = start_command(
        "extract",
        FERRY,
        tmp_path / "no.html",
        FERRY,
        "-",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    for _ in range(2):
        process.stdout.readline()  # now it waits for standard input
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert errors.decode().splitlines()[1:] == ["scraper: stopped after 3 pages, 1 of which failed"]
    assert process.returncode == 130


def test_the_address_of_one_page_is_not_given_with_a_warc(tmp_path: Path) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + FERRY.read_bytes()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        "WARC-Date: 2025-03-14T00:00:00Z\r\nWARC-Target-URI: https://a.example/1\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
    )
    path = tmp_path / "saved"
    path.write_bytes(head.encode() + page + b"\r\n\r\n")
    assert [record.url for record in records(run_command("extract", path).stdout)] == [
        "https://a.example/1"
    ]
    for target in (path, "-"):
        done = run_command(
            "extract", target, "--url", "https://b.example/", stdin=path.read_bytes()
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"is a WARC" in done.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pages_of_other_hosts_and_languages_are_left_out(tmp_path: Path, jobs: str) -> None:
    german = b"<h1>Regen</h1><p>" + b"Es hat am Montag in der ganzen Stadt viel geregnet. " * 9
    english = b"<h1>Rain</h1><p>" + b"It rained in the whole town on Monday, all day long. " * 9
    pages = [
        ("https://www.example.org/1", english),
        ("https://notexample.org/2", english),
        ("https://example.org/3", german),
        ("https://example.org.test/4", english),
    ]
    path = tmp_path / "c.warc"
    with path.open("wb") as file:
        for url, body in pages:
            page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            file.write(
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2025-03-14T00:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(page)}\r\n\r\n".encode()
            )
            file.write(page + b"\r\n\r\n")
    done = run_command("extract", path, "-j", jobs, "--host", "Example.org", "--language", "en")
    assert done.returncode == 0
    assert [(r.url, r.file) for r in records(done.stdout)] == [(pages[0][0], f"{path}#1")]
    told = b"scraper: left out 2 pages of other hosts, 1 page in another language\n"
    assert done.stderr == told
    done = run_command("extract", path, "-j", jobs, "--host", "example.org")
    assert [r.url for r in records(done.stdout)] == [pages[0][0], pages[2][0]]


def test_several_processes_print_the_same_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(FERRY.read_bytes())
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").write_bytes(LIBRARY.read_bytes())
    (tmp_path / "d.html").write_bytes(b"%PDF-1.4 x")
    (tmp_path / "e.pdf").write_bytes(b"x")
    for options in (["--site"], ["--format", "markdown", "--comments"]):
        arguments = ["extract", *options, tmp_path, tmp_path / "no.html", LIBRARY]
        one, several = run_command(*arguments), run_command(*arguments, "-j", "2")
        assert several.stdout == one.stdout != b""
        assert several.stderr == one.stderr
        assert several.returncode == one.returncode == 1


@pytest.mark.parametrize("options", [(), ("-j", "2")])
def test_ctrl_c_before_the_first_page_says_so(options: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    process = start_command(
        "extract", *options, "-", "-o", out, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "out.jsonl.part").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert errors.decode().splitlines() == [
        "scraper: stopped before the first page was done",
        f"scraper: nothing was written to {out}",
    ]
    assert process.returncode == 130
    assert not list(tmp_path.iterdir())


def test_ctrl_c_with_several_processes_tells_how_many_pages_are_done() -> None:
    process = start_command(
        "extract",
        "-j",
        "2",
        *[FERRY] * 40,
        "-",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the processes are at work, and it waits for standard input
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert re.fullmatch(rb"scraper: stopped after \d+ pages?\n", errors)
    assert process.returncode == 130


def test_a_folder_with_one_story_twice_is_told_apart_by_its_files_and_is_valid(
    tmp_path: Path,
) -> None:
    names = ["a.html", "copy/a.html"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(FERRY.read_bytes())
    done = run_command("extract", tmp_path)
    assert [record.file for record in records(done.stdout)] == [
        str(tmp_path / name) for name in names
    ]
    assert run_command("validate", "-", stdin=done.stdout).returncode == 0
    twice = run_command("validate", "-", stdin=done.stdout * 2)
    assert twice.stdout.decode().splitlines() == [
        "/dev/stdin:3: id: the same id and version of the story as /dev/stdin:1",
        "/dev/stdin:4: id: the same id and version of the story as /dev/stdin:2",
    ]


def test_a_record_names_its_file_whatever_the_files_name(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.html"))
    try:
        odd.write_bytes(FERRY.read_bytes())
    except OSError:
        pytest.skip("this file system has UTF-8 names only")
    (record,) = records(run_command("extract", odd).stdout)
    assert record.file == f"{tmp_path}/caf\\xe9.html"
    assert records(run_command("extract", "-", stdin=FERRY.read_bytes()).stdout)[0].file is None


@pytest.mark.parametrize(
    ("target", "advice"),
    [
        ("localhost:8000/x", b"as an address it would be http://localhost:8000/x"),
        ("127.0.0.1:8000", b"as an address it would be http://127.0.0.1:8000"),
        ("intranet:8080/a", b"as an address it would be http://intranet:8080/a"),
        ("www.example.org/story", b"as an address it would be https://www.example.org/story"),
        ("ftp://example.org/story.html", b"only https:// and http://"),
        ("file:///srv/page.html", b"give the path itself: /srv/page.html"),
        ("http://[::1", b"not a valid address"),
        ("http://127.0.0.1/story", b"--allow-private"),
    ],
)
def test_what_is_neither_path_nor_address_is_told_what_to_do(target: str, advice: bytes) -> None:
    done = run_command("extract", target)
    assert done.returncode == 1
    assert advice in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b'{"headline": "Rain", "body": "It rained in Lund."}', b"JSON"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', b"an RSS feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', b"an Atom feed"),
        (b'<?xml version="1.0"?><!-- made by x --><urlset></urlset>', b"a sitemap"),
    ],
)
def test_data_that_is_no_page_is_named(page: bytes, name: bytes) -> None:
    done = run_command("extract", "-", stdin=page)
    assert done.returncode == 1
    assert b"the input is " + name in done.stderr


def test_an_address_given_by_option_is_checked() -> None:
    done = run_command("extract", "-", "--url", "example.org", stdin=b"<p>A page.</p>")
    assert done.returncode == 2
    assert b"expected https:// or http://" in done.stderr


def test_the_pages_of_a_zip_archive(tmp_path: Path) -> None:
    path = tmp_path / "saved.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("town/ferry.html", FERRY.read_bytes())
        archive.writestr("library.html", LIBRARY.read_bytes())
        archive.writestr("logo.png", b"\x89PNG")
    done = run_command("extract", path)
    assert done.returncode == 0
    assert [record.file for record in records(done.stdout)] == [
        f"{path}/library.html", f"{path}/town/ferry.html",
    ]  # fmt: skip
    assert b"passed over 1 file" in done.stderr
    run_command("extract", path, "--format", "markdown", "--output-dir", tmp_path / "notes")
    assert (tmp_path / "notes" / "town" / "ferry.md").is_file()
    refused = run_command("extract", path, "--url", "https://a.example/")
    assert refused.returncode == 2
    assert b"is a ZIP archive" in refused.stderr
