"""``scraper extract``: the formats, files and folders that it writes."""

from __future__ import annotations

import csv
import gzip
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.command import run_command, start_command
from tests.commands.pages import FERRY, LIBRARY, SITE, records


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


def test_an_output_folder_that_cannot_be_looked_into_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 300)  # as without permission: even asking for the file fails
    page = tmp_path / "a.html"
    page.write_text("<h1>Rain</h1><p>It rained in Lund on Monday, and nobody was out.</p>")
    done = run_command("extract", page, "--output-dir", folder)
    assert done.returncode == 1
    assert b"cannot be written: File name too long" in done.stderr
    assert b"Traceback" not in done.stderr


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
