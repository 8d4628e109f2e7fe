"""``scraper crawl``, ``schedule``, ``check`` and ``status``, as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import click
import pytest
import requests

from scraper.commands.logs import fatal_errors
from scraper.exporters.validation import Checked, validate_files
from tests.command import run_command, start_command
from tests.commands.pages import records


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
