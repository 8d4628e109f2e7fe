"""The commands as a user runs them: what they print where, and how they exit."""

from __future__ import annotations

import csv
import gzip
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import click
import pytest
import requests

from scraper.cli import COMMANDS
from scraper.commands.logs import fatal_errors
from scraper.exporters.validation import Checked, validate_files
from scraper.record import Block, Comment, Image, Record, RelatedItem
from tests.command import ROOT, run_command, start_command

SITE = ROOT / "fixtures" / "site"
FERRY = SITE / "harbour/2025/03/ferry-line-reopens-after-nine-weeks.html"
LIBRARY = SITE / "town/library-lends-tools-as-well-as-books-4098.html"


def records(out: bytes) -> list[Record]:
    return [Record.model_validate_json(line) for line in out.splitlines()]


def test_one_page_gives_one_record_on_stdout_and_nothing_on_stderr() -> None:
    done = run_command("extract", FERRY)
    assert (done.returncode, done.stderr) == (0, b"")
    (record,) = records(done.stdout)
    assert record.title == "Ferry line reopens after nine weeks of repairs"
    assert "loading ramp" in record.text
    assert "Support the Courier" not in record.text


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "scraper", "extract", "--format", "text", FERRY]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Ferry line reopens after nine weeks of repairs")
    done = subprocess.run([*command[:3], "nonsense"], capture_output=True, cwd=ROOT, timeout=120)
    assert done.returncode == 2
    assert b"Usage: scraper " in done.stderr


def test_sighup_does_not_end_schedule_while_it_is_loading(tmp_path: Path) -> None:
    """The first package that the command line loads sends the signal."""
    (tmp_path / "click.py").write_text(
        "import importlib, os, signal, sys\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        f"sys.path.remove({str(tmp_path)!r})\n"
        "del sys.modules['click']\n"
        "importlib.import_module('click')\n"
    )
    for command, status in (("schedule", 2), ("check", -signal.SIGHUP)):
        done = subprocess.run(
            [sys.executable, "-m", "scraper", command, "--config", tmp_path / "none.toml"],
            env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
            # Below nohup, the signal would be ignored from the start.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
            capture_output=True,
            cwd=ROOT,
            timeout=120,
        )
        assert done.returncode == status, done.stderr


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("extrct", "Did you mean 'extract'?"),
        ("https://example.org/a", "scraper extract https://example.org/a"),
        (FERRY, f"scraper extract {FERRY}"),
        ("qqq", "No such command 'qqq'.\n"),
    ],
)
def test_what_is_no_command_is_answered_with_the_one_meant(first: str | Path, words: str) -> None:
    done = run_command(first)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()


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


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", "Ferry line reopens after nine weeks of repairs\n\n"),
        ("markdown", "# Ferry line reopens after nine weeks of repairs\n\n"),
        ("html", '<!DOCTYPE html>\n<html lang="en" dir="ltr">'),
    ],
)
def test_formats_to_read(form: str, start: str) -> None:
    done = run_command("extract", "--format", form, FERRY)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(start)


def test_several_stories_to_read_are_parted() -> None:
    done = run_command("extract", "--format", "markdown", FERRY, LIBRARY)
    parts = done.stdout.decode().split("\n---\n\n")
    assert [part.split("\n")[0] for part in parts] == [
        "# Ferry line reopens after nine weeks of repairs",
        "# Library lends tools as well as books",
    ]


def test_a_page_without_a_story_is_named_where_only_stories_are_printed() -> None:
    page = b"<title>T</title><nav><a href='/a'>Town</a> <a href='/b'>Sport</a></nav><div id='root'>"
    done = run_command("extract", "--format", "markdown", "-", stdin=page)
    assert done.returncode == 0
    assert b"scraper: -: no story on this page: scripts fill it in" in done.stderr


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


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "--format", "pdf", "x.html"],
        ["extract", "--url", "https://example.org/", "a.html", "b.html"],
        ["extract", "--url", "https://example.org/", "fixtures"],
        ["extract", "--url", "https://example org/", "a.html"],
        ["inspect", "--url", "example.org", "a.html", "-o", "b.html"],
        ["extract", "a.html", "--front-matter"],
        ["extract", "a.html", "--output-dir", "x", "-o", "y"],
        ["extract", "a.html", "--host", "https://a.example/b"],
        ["extract", "a.html", "--language", "English"],
        ["nonsense"],
        ["validate"],
        ["crawl", "--config", "nowhere.toml"],
        ["status", "--config", "nowhere.toml"],
        ["schedule", "--metrics", "port"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(arguments: list[str]) -> None:
    done = run_command(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example(command: str) -> None:
    done = run_command(command, "--help")
    assert done.returncode == 0
    assert b"Example" in done.stdout
    assert f"scraper {command}".encode() in done.stdout


def test_the_overview_names_every_command() -> None:
    done = run_command("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command}".encode() in done.stdout


def test_a_reader_that_has_gone_is_no_error() -> None:
    process = start_command(
        "extract", *[FERRY] * 50, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 141


FULL = Path("/dev/full")
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="needs Linux's /dev/full")


@needs_full_disk
@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", FERRY],
        ["extract", "--format", "text", FERRY, LIBRARY],
        ["schema"],
        ["validate", FERRY],
        ["--help"],
    ],
)
def test_a_full_disk_is_one_clear_line(arguments: list[str | Path]) -> None:
    with FULL.open("wb") as full:
        process = start_command(*arguments, stdout=full, stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    last = errors.decode().splitlines()[-1]
    assert last.startswith("scraper: cannot write to stdout: No space left on device. Make room")
    assert b"Traceback" not in errors
    assert b"Exception" not in errors


def test_records_go_to_the_file_that_is_named(tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    done = run_command("extract", FERRY, LIBRARY, "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_bytes() == run_command("extract", FERRY, LIBRARY).stdout


def test_a_file_keeps_what_it_has_until_the_records_are_complete(tmp_path: Path) -> None:
    out, link = tmp_path / "records.jsonl", tmp_path / "link"
    out.write_text("old\n")
    out.chmod(0o640)
    link.symlink_to(out)
    done = run_command("extract", tmp_path / "no.html", "-o", out)
    assert (done.returncode, out.read_text()) == (1, "old\n")
    process = start_command(
        "extract",
        FERRY,
        "-",
        "-o",
        link,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    part = tmp_path / "records.jsonl.part"
    while not part.exists() or not part.stat().st_size:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode().splitlines() == [
        "scraper: stopped after 1 page",
        f"scraper: what was written so far is in {link}.part",
    ]
    assert (out.read_text(), len(records(part.read_bytes()))) == ("old\n", 1)
    assert run_command("extract", FERRY, tmp_path / "no.html", "-o", link).returncode == 1
    assert len(records(out.read_bytes())) == 1
    assert link.is_symlink()
    assert out.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "records.jsonl"]


def test_pipes_are_written_as_the_records_come(tmp_path: Path) -> None:
    expected = run_command("extract", FERRY).stdout
    for name in ("-", "/dev/stdout"):
        assert run_command("extract", FERRY, "-o", name).stdout == expected
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = start_command(
        "extract",
        FERRY,
        "-",
        "-o",
        fifo,
        stdin=subprocess.PIPE,
    )
    with fifo.open("rb") as reader:
        assert reader.readline() == expected  # it still waits for standard input
        process.communicate(b"")
        assert reader.read() == b""
    assert list(tmp_path.iterdir()) == [fifo]


@needs_full_disk
@pytest.mark.parametrize("command", ["extract", "inspect"])
def test_a_file_that_cannot_be_written_is_named(command: str, tmp_path: Path) -> None:
    for place in (FULL, tmp_path / "no" / "x"):
        done = run_command(command, FERRY, "-o", place)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.count(b"\n") == 1
        assert str(place).encode() in done.stderr


def test_a_closed_stdout_is_said() -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m scraper.cli extract "$1" >&-', sys.executable, str(FERRY)],
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"scraper: stdout is closed")


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


def test_a_folder_of_stories_has_one_file_for_each_page(tmp_path: Path) -> None:
    saved, notes = tmp_path / "saved", tmp_path / "notes"
    for name in ("a.html", "b/a.html", "a.htm", "A.HTML.gz", "empty.html"):
        (saved / name).parent.mkdir(exist_ok=True, parents=True)
        body = b"" if name == "empty.html" else FERRY.read_bytes()
        (saved / name).write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    (saved / "story.php").write_bytes(b"<!DOCTYPE html>" + LIBRARY.read_bytes())
    done = run_command(
        "extract", saved, "--output-dir", notes, "--format", "markdown", "--front-matter"
    )
    assert (done.returncode, done.stdout) == (1, b"")
    written = {str(path.relative_to(notes)) for path in notes.rglob("*") if path.is_file()}
    assert len(written) == 5
    assert {name.casefold() for name in written} == {
        "a.md", "a-2.md", "a-3.md", "b/a.md", "story.php.md"
    }  # fmt: skip
    head, _, story = (notes / "b/a.md").read_text().removeprefix("---\n").partition("\n---\n\n")
    assert story.startswith("# Ferry line reopens after nine weeks of repairs\n")
    assert 'title: "Ferry line reopens after nine weeks of repairs"' in head
    assert re.search(r"(?m)^date: 2025-03-\d\d", head)
    before = (notes / "a-2.md").read_bytes()
    assert run_command("extract", saved / "a.html", "--output-dir", notes).returncode == 0
    (record,) = records((notes / "a.json").read_bytes())
    assert record.file == str(saved / "a.html")
    assert (notes / "a-2.md").read_bytes() == before


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pages_as_a_table(jobs: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(FERRY.read_bytes())
    (tmp_path / "b.html").write_bytes((SITE / "about.html").read_bytes())
    (tmp_path / "c.html").write_bytes(b"")
    done = run_command("extract", "--format", "csv", "-j", jobs, tmp_path)
    assert done.returncode == 1
    rows = list(csv.DictReader(done.stdout.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["file"] for row in rows] == [str(tmp_path / name) for name in ("a.html", "b.html")]
    titles = ["Ferry line reopens after nine weeks of repairs", "About us"]
    assert [row["title"] for row in rows] == titles
    assert rows[0]["text"].count("\n") > 3


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("a.csv", (), "\ufeffpublished_at,"),
        ("a.MD", (), "# Ferry line reopens"),
        ("a.html", (), "<!DOCTYPE html>"),
        ("a.txt", (), "Ferry line reopens"),
        ("a.jsonl", (), '{"schema_version":'),
        ("a", (), '{"schema_version":'),
        ("a.md", ("--format", "jsonl"), '{"schema_version":'),
    ],
)
def test_the_name_of_the_output_decides_its_format(
    name: str, options: tuple[str, ...], begins: str, tmp_path: Path
) -> None:
    done = run_command("extract", FERRY, "-o", tmp_path / name, *options)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_table_is_one_file(tmp_path: Path) -> None:
    done = run_command("extract", FERRY, "--format", "csv", "--output-dir", tmp_path)
    assert done.returncode == 2
    assert b"--format csv writes one table" in done.stderr


@pytest.mark.parametrize("command", ["extract", "inspect"])
def test_a_page_that_is_read_is_not_replaced_by_what_is_written(
    command: str, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    page = folder / "rain.html"
    page.write_bytes(FERRY.read_bytes())
    (tmp_path / "link.html").symlink_to(page)
    for target, output in ((page, page), (folder, page), (page, tmp_path / "link.html")):
        done = run_command(command, target, "-o", output)
        assert done.returncode == 2
        assert b"is a page that is read, and would be replaced" in done.stderr
    assert page.read_bytes() == FERRY.read_bytes()


def test_a_folder_of_pages_may_have_their_records(tmp_path: Path) -> None:
    (tmp_path / "rain.html").write_bytes(FERRY.read_bytes())
    for _ in "12":
        done = run_command("extract", tmp_path, "-o", tmp_path / "records.jsonl")
        assert done.returncode == 0
    assert (tmp_path / "records.jsonl").read_bytes().count(b"\n") == 1


def test_pages_that_are_read_are_not_replaced_by_their_stories(tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "a.txt"
    page.write_bytes(FERRY.read_bytes())
    text.write_text("Rain in Lund\n\nIt rained in Lund on Monday, at last.\n")
    before = page.read_bytes(), text.read_bytes()
    options = ("--format", "html", "--output-dir")
    assert run_command("extract", text, page, *options, tmp_path).returncode == 0
    assert (page.read_bytes(), text.read_bytes()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a-2.html", "a-3.html", "a.html", "a.txt"
    ]  # fmt: skip
    for folder in (tmp_path, tmp_path / "out", tmp_path.parent):
        done = run_command("extract", tmp_path, *options, folder)
        assert done.returncode == 2
        assert b"--output-dir" in done.stderr


def test_two_pages_of_one_host_are_asked_for_with_a_pause(demo_site: str) -> None:
    pages = [f"{demo_site}about.html?{number}" for number in range(3)]
    started = time.monotonic()
    done = run_command("extract", "--allow-private", *pages)
    assert len(records(done.stdout)) == 3
    assert time.monotonic() - started >= 2


def test_a_file_of_a_fetched_page_has_no_path_of_its_address(
    demo_site: str, tmp_path: Path
) -> None:
    url = demo_site.replace("//", "//user:secret@") + "about.html?x=/../../../etc/passwd%2f..%2f"
    assert (
        run_command("extract", "--allow-private", url, "--output-dir", tmp_path / "out").returncode
        == 0
    )
    (written,) = (tmp_path / "out").iterdir()
    assert re.fullmatch(r"127\.0\.0\.1-\d+-about\.html-[\w.-]+\.json", written.name)


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


def test_examples_in_the_help_stand_on_one_line() -> None:
    help_text = run_command("extract", "--help").stdout.decode()
    assert "| scraper extract - --url https://example.org/a\n" in help_text


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


def test_the_schema_is_json() -> None:
    done = run_command("schema")
    schema = json.loads(done.stdout)
    assert schema["properties"]["title"]["type"] == "string"
    assert "page_type" in schema["required"]


def test_the_schema_requires_exactly_what_is_always_written() -> None:
    schema = json.loads(run_command("schema").stdout)
    least = Record(
        id="a",
        page_type="other",
        extractor_version="1",
        blocks=[Block(type="paragraph", text="")],
        images=[Image()],
        related=[RelatedItem(title="t", position="below")],
        comments=[Comment(text="")],
    )
    written = json.loads(least.to_json())
    parts = {
        "Block": written["blocks"][0],
        "Image": written["images"][0],
        "RelatedItem": written["related"][0],
        "Comment": written["comments"][0],
    }
    for name, part in parts.items():
        assert set(schema["$defs"][name].get("required", [])) == set(part), name
    assert set(schema["required"]) == set(written) - {"comments"}
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(run_command("extract", FERRY).stdout), schema)


def test_what_extract_writes_can_be_piped_into_validate() -> None:
    good = run_command("extract", FERRY).stdout
    assert run_command("validate", "-", stdin=good).returncode == 0
    bad = run_command("validate", "-", stdin=good + b'{"id": 3}\n')
    assert bad.returncode == 1
    assert b"stdin:2: id" in bad.stdout


def test_an_output_folder_that_cannot_be_looked_into_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 300)  # as without permission: even asking for the file fails
    page = tmp_path / "a.html"
    page.write_text("<h1>Rain</h1><p>It rained in Lund on Monday, and nobody was out.</p>")
    done = run_command("extract", page, "--output-dir", folder)
    assert done.returncode == 1
    assert b"cannot be written: File name too long" in done.stderr
    assert b"Traceback" not in done.stderr


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


def test_validate_names_file_line_and_field(tmp_path: Path) -> None:
    good = run_command("extract", FERRY).stdout
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress(good))
    done = run_command("validate", tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"1 record in 1 file, 0 problems\n"
    broken = json.loads(good) | {"title": 7, "confidence": "high"}
    path.write_bytes(gzip.compress(good + json.dumps(broken).encode()))
    done = run_command("validate", path)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[:3] == [
        f"{path}:2: torn: the file ends without a line break",
        f"{path}:2: title: expected a string, got 7",
        f'{path}:2: confidence: expected a number, got "high"',
    ]


def toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(each)}' for key, each in value.items())} }}"
    return json.dumps(value)


def write_config(folder: Path, demo_site: str, **source: object) -> Path:
    lines = {"name": "courier", "home": demo_site, "delay": "1ms", "allow_private": ["127.0.0.1"]}
    settings = "\n".join(f"{key} = {toml(value)}" for key, value in (lines | source).items())
    path = folder / "config.toml"
    path.write_text(f'[crawl]\noutput = "out"\nprocesses = 1\n\n[[source]]\n{settings}\n')
    return path


def test_crawl_twice_writes_each_story_once(demo_site: str, tmp_path: Path) -> None:
    write_config(tmp_path, demo_site)
    done = run_command("crawl", cwd=tmp_path)
    errors = done.stderr.decode()
    assert done.returncode == 0, errors
    assert done.stdout == b""
    assert "courier" in errors
    segments = list((tmp_path / "out" / "courier").iterdir())
    assert [path.suffix for path in segments] == [".jsonl"]
    assert f"records in out/courier/{segments[0].name}" in errors
    written = records(segments[0].read_bytes())
    assert len(written) >= 10
    assert len({record.id for record in written}) == len(written)
    assert not [record for record in written if "newsroom" in record.text]
    assert list(validate_files(segments, Checked())) == []

    done = run_command("crawl", "--log-format", "json", cwd=tmp_path)
    assert done.returncode == 0
    assert list((tmp_path / "out" / "courier").iterdir()) == segments

    done = run_command("status", "--json", cwd=tmp_path)
    status = json.loads(done.stdout)
    assert [run["figures"]["records"] for run in status["runs"]] == [0, len(written)]
    done = run_command("status", cwd=tmp_path)
    assert b"courier" in done.stdout


def test_pages_kept_by_a_crawl_give_the_same_records_when_they_are_extracted_again(
    demo_site: str, tmp_path: Path
) -> None:
    config = write_config(tmp_path, demo_site, warc=True)
    with config.open("a") as file:
        file.write('[source.selectors]\ndrop = ["p:first-of-type"]\n')
    assert run_command("crawl", cwd=tmp_path).returncode == 0
    written = {
        record.url: record
        for path in (tmp_path / "out" / "courier").glob("*.jsonl")
        for record in records(path.read_bytes())
    }
    kept = sorted((tmp_path / "out" / "courier" / "warc").glob("*.warc.gz"))
    for jobs in "12":
        done = run_command("extract", "--source", "courier", "-j", jobs, *kept, cwd=tmp_path)
        again = {record.url: record for record in records(done.stdout)}
        assert len(written) >= 10
        assert written.keys() <= again.keys()
        of_the_crawl = {"duplicate_of": None, "modified_at": None}
        for url, record in written.items():
            expected = record.model_copy(
                update={name: getattr(again[url], name) for name in of_the_crawl} | {"file": None}
            )
            assert again[url].model_copy(update={"file": None}) == expected
    done = run_command("extract", *kept, cwd=tmp_path)
    plain = {record.url: record for record in records(done.stdout)}
    assert any(len(plain[url].text) > len(written[url].text) for url in written)
    done = run_command("extract", "--source", "curier", *kept, cwd=tmp_path)
    assert (done.returncode, b"courier" in done.stderr) == (2, True)


def test_a_terminal_is_shown_a_progress_bar_and_no_log(
    demo_site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    write_config(tmp_path, demo_site, delay="50ms")
    ours, theirs = pty.openpty()
    process = start_command("crawl", stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the terminal ends with its last writer
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    assert process.wait(60) == 0
    assert re.search(rb"\d+ fetched, \d+ records", shown)
    assert b"courier" in shown
    assert b" INFO " not in shown.partition(b"fetched,")[0]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_crawl_that_is_stopped_does_not_look_like_a_whole_pass(
    demo_site: str, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    write_config(tmp_path, demo_site, delay="1s")
    process = start_command(
        "crawl", "--log-format", "json", "-v", stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stderr is not None
    for _ in range(1200):
        if list((tmp_path / "out").glob("courier/*.part")):  # in the middle of it
            break
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status
    assert b"stopped; the next pass takes up what is left" in errors


def test_crawl_names_every_error_of_its_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[crawl]\nthreads = "many"\n\n[[source]]\nname = "a"\nhome = "ftp://x"\n')
    done = run_command("crawl", cwd=tmp_path)
    assert done.returncode == 2
    assert b"crawl.threads" in done.stderr
    assert b"source.a.home" in done.stderr


def test_status_needs_no_secrets_of_the_crawl(
    demo_site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, demo_site, cookie_env="COURIER_COOKIES", limits={"pages": 1})
    monkeypatch.setenv("COURIER_COOKIES", "id=1")
    assert run_command("crawl", cwd=tmp_path).returncode == 0
    monkeypatch.delenv("COURIER_COOKIES")
    done = run_command("status", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["runs"]
    for command in ("crawl", "schedule"):
        done = run_command(command, cwd=tmp_path)
        assert done.returncode == 2
        assert b"'COURIER_COOKIES' is not set" in done.stderr


def test_check_lists_what_each_source_will_do(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("""
        [crawl]
        contact = "https://example.org/about-our-crawler"
        timezone = "Europe/Berlin"
        [[source]]
        name = "times"
        feeds = "https://times.example/feed.xml"
        home = "https://times.example/"
        every = "90m"
        limits = { pages = 70, age = "14d" }
        cookie_env = "NOT_SET_COOKIES"
        [[source]]
        name = "post"
        urls = "https://post.example/a"
        cron = "0 6 * * *"
        output = "mail"
    """)
    done = run_command("check", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "times: every 90m, at most 70 pages a pass, none older than 2w, "
        f"to {tmp_path}/output/times",
        "  feed        https://times.example/feed.xml",
        "  front page  https://times.example/",
        f'post: at "0 6 * * *" (Europe/Berlin), at most 1000 pages a pass, to {tmp_path}/mail',
        "  page        https://post.example/a",
    ]
    assert done.stderr.decode().splitlines() == [
        "config.toml: warning: source.times.cookie_env: the environment variable 'NOT_SET_COOKIES' "
        "is not set",
        "2 sources, 3 start URLs, 1 warning",
    ]
    assert {found.name for found in tmp_path.iterdir()} == {"config.toml"}, "nothing is made"
    done = run_command("check", "post", cwd=tmp_path)
    assert done.stdout.startswith(b"post: ")
    assert run_command("check", "nobody", cwd=tmp_path).returncode == 2


def test_check_tells_all_errors_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[crawl]\nthreads = "many"\n[[source]]\nname = "a"\nhome = "ftp://x"\n'
        'cookie_env = "NOT_SET_COOKIES"\n'
    )
    done = run_command("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    for key in (b"crawl.threads", b"source.a.home", b"source.a.cookie_env"):
        assert key in done.stderr


@pytest.mark.parametrize(
    ("command", "text", "status", "error", "words"),
    [
        ("crawl", "nonsense = 1\n", 2, "ConfigError", "unknown key"),
        ("schedule", "nonsense = 1\n", 2, "ConfigError", "unknown key"),
        ("crawl", "", 3, "FrontierError", "damaged"),
        ("schedule", "", 1, "FrontierError", "damaged"),
        ("schedule --metrics x", "", 2, "BadParameter", "[ADDRESS:]PORT"),
    ],
)
def test_an_error_that_ends_a_crawl_is_json_where_log_lines_are(
    tmp_path: Path, command: str, text: str, status: int, error: str, words: str
) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/")
    path.write_text(text + path.read_text())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "frontier.sqlite").write_bytes(b"this is no database" * 100)
    done = run_command(*command.split(), "--log-format", "json", cwd=tmp_path)
    (event,) = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, event["level"], event["error"]) == (status, "critical", error)
    assert words in event["message"]
    done = run_command(*command.split(), cwd=tmp_path)
    assert (done.returncode, b"{" in done.stderr) == (status, False)


def test_a_fault_of_ours_is_json_with_its_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(click.exceptions.Exit), fatal_errors("json"):
        raise ZeroDivisionError("one by none")
    event = json.loads(capsys.readouterr().err)
    assert event["error"] == "ZeroDivisionError"
    assert event["message"].startswith("ZeroDivisionError: one by none (")
    assert "Traceback" in event["exception"]
    with pytest.raises(ZeroDivisionError), fatal_errors("text"):
        raise ZeroDivisionError


def test_schedule_stops_cleanly_on_sigterm(demo_site: str, tmp_path: Path) -> None:
    write_config(tmp_path, demo_site, every="1h")
    process = start_command(
        "schedule", "--log-format", "json", stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stderr is not None
    events = []
    for line in process.stderr:
        events.append(json.loads(line))
        if events[-1].get("state") == "done":
            process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert events[-1]["message"] == "schedule: stopped"
    assert list((tmp_path / "out" / "courier").glob("*.jsonl"))


def test_schedule_serves_metrics(demo_site: str, tmp_path: Path) -> None:
    pytest.importorskip("prometheus_client")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    write_config(tmp_path, demo_site, every="1h")
    process = start_command(
        "schedule", "--metrics", str(port), stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if b"courier: done" in line:
                break
        told = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert re.search(r'scraper_new_total\{source="courier"\} 1\d\.0', told)


def test_an_added_fixture_passes_the_check_until_its_expected_record_differs(
    tmp_path: Path,
) -> None:
    done = run_command("fixture", "add", FERRY, "--name", "ferry", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = tmp_path / "fixtures" / "pages" / "ferry.json"
    assert b"fixtures/pages/ferry.json: review it" in done.stderr
    assert run_command("fixture", "check", cwd=tmp_path).returncode == 0
    data = json.loads(expected.read_text("utf-8")) | {"agency": "Wire"}
    expected.write_text(json.dumps(data))
    done = run_command("fixture", "check", cwd=tmp_path)
    assert done.returncode == 1
    assert b'agency:\n    - "Wire"' in done.stdout
    assert b"1 fixture, 1 differs" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", FERRY, "--name", "a/b"], b"a/b: a fixture's name has letters"),
        (["add", FERRY, "--name", "a.b"], b"a.b: a fixture's name has letters"),
        (["check", "--folder", "nowhere"], b"nowhere: cannot be read: No such file or directory"),
        (["check", "nowhere.html"], b"no such file"),
        (["check", FERRY], b"no expected record "),
    ],
)
def test_fixture_errors_name_the_argument(
    arguments: list[str | Path], told: bytes, tmp_path: Path
) -> None:
    done = run_command("fixture", *arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert told in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_inspect_writes_a_page_to_look_at(tmp_path: Path) -> None:
    shown = tmp_path / "shown.html"
    done = run_command("inspect", FERRY, "-o", shown)
    assert done.returncode == 0
    assert done.stdout == b""
    assert FERRY.name in shown.read_text("utf-8")
    nowhere = run_command("inspect", FERRY, "-o", tmp_path / "no" / "x.html")
    assert nowhere.returncode == 1
    assert b"there is no folder" in nowhere.stderr


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


def test_inspect_names_the_file_that_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "leaflet.pdf").write_bytes(b"%PDF-1.7 ...")
    done = run_command("inspect", tmp_path / "leaflet.pdf", "-o", tmp_path / "x.html")
    assert done.returncode == 1
    assert b"leaflet.pdf: the input is a PDF" in done.stderr


def test_a_story_that_was_cut_is_told_of_where_its_record_is_not_shown(tmp_path: Path) -> None:
    page = tmp_path / "rain.txt"
    page.write_text(
        "It rained in Lund on Monday, and nobody who was asked had an umbrella.\n" * 6000
    )
    done = run_command("extract", page, "--format", "text")
    assert done.returncode == 0
    assert b"the page is too large to be read as a whole" in done.stderr
    (record,) = records(run_command("extract", page).stdout)
    assert "markup_limit" in record.warnings


def test_the_records_of_a_crawl_as_a_table_and_as_files(tmp_path: Path) -> None:
    output = tmp_path / "output"
    (output / "courier").mkdir(parents=True)
    url = "https://courier.example/ferry"
    older, newer = (
        Record(id="a" * 32, url=url, page_type="article", title=title, text="It is back.",
               blocks=[Block(type="paragraph", text="It is back.")], extractor_version="1")
        for title in ("Ferry is back", "Ferry is back after nine weeks")
    )  # fmt: skip
    (output / "courier" / "20240101.jsonl").write_text(older.to_json() + "\n")
    (output / "courier" / "20240102.jsonl").write_text(newer.to_json() + "\n")
    (output / "courier" / "20240103.jsonl.part").write_text(older.to_json() + "\n")
    table = tmp_path / "stories.csv"
    assert run_command("export", output, "-o", table).returncode == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["url"]) == ("Ferry is back after nine weeks", url)
    done = run_command(
        "export", output, "--format", "markdown", "--front-matter", "--output-dir", tmp_path / "n"
    )
    assert done.returncode == 0
    note = (tmp_path / "n" / "courier.example-ferry.md").read_text()
    assert "# Ferry is back after nine weeks" in note
    done = run_command("export", output, "--all-versions")
    assert records(done.stdout) == [older, newer]


def test_an_export_reports_lines_that_are_no_records_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    whole = Record(id="b" * 32, page_type="other", extractor_version="1").to_json()
    path.write_text(f'{{"id":"x","no_field":1}}\nRain\n{whole}\n')
    done = run_command("export", path)
    assert done.returncode == 1
    assert len(records(done.stdout)) == 1
    assert f"{path}:1: this is no record of this version".encode() in done.stderr
    assert f"{path}:2: this is no record".encode() in done.stderr
    assert run_command("export", path, "-o", path).returncode == 2
    assert path.read_text().startswith('{"id":"x"')
    for wrong in (tmp_path / "none", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        done = run_command("export", wrong)
        assert (done.returncode, done.stdout) == (2, b"")
