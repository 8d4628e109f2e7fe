"""What all commands have in common: usage, help, and how they exit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.cli import COMMANDS
from tests.command import ROOT, run_command, start_command
from tests.commands.pages import FERRY, LIBRARY


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "scraper", "extract", "--format", "text", FERRY]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Ferry line reopens after nine weeks of repairs")
    done = subprocess.run([*command[:3], "nonsense"], capture_output=True, cwd=ROOT, timeout=120)
    assert done.returncode == 2
    assert b"Usage: scraper " in done.stderr


def test_ctrl_c_while_a_module_is_loading_gives_the_usual_status(tmp_path: Path) -> None:
    """One that comes while a dataclass is made, which Python does by ``exec``."""
    (tmp_path / "cronsim.py").write_text('exec("raise KeyboardInterrupt")\n')
    config = tmp_path / "config.toml"
    config.write_text(
        '[crawl]\ncontact = "https://example.org/bot"\n[[source]]\nname = "a"\n'
        'home = "https://example.org/"\nevery = "0 * * * *"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "check", "--config", config],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (130, b"scraper: stopped\n")


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


def test_examples_in_the_help_stand_on_one_line() -> None:
    help_text = run_command("extract", "--help").stdout.decode()
    assert "| scraper extract - --url https://example.org/a\n" in help_text
