"""Runs ``scraper`` commands and Python scripts as processes of their own.

A short command spends most of its time on loading the modules and the model. So ``run_command``
forks each command from a server process that has loaded them. The command has a working directory,
streams and an exit status of its own, as if a shell had started it. Tests of signals, closed
streams and full disks use ``start_command``, which starts a new interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

ROOT = Path(__file__).parent.parent
TIMEOUT = 120.0
"""Seconds until a command that hangs is killed and its test fails."""


def python_environment() -> dict[str, str]:
    """The environment of a process that imports the package, the tests and the benchmarks."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def start_command(
    *arguments: str | Path, cwd: Path = ROOT, **streams: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start ``scraper ARGUMENTS...`` in an interpreter of its own, and do not wait for its end."""
    words = [sys.executable, "-m", "scraper.cli", *map(os.fspath, arguments)]
    started: subprocess.Popen[bytes] = subprocess.Popen(
        words,
        cwd=cwd,
        env=python_environment(),
        **streams,  # type: ignore[call-overload]
    )
    return started


def run_python(code: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a script in an interpreter of its own and wait for its end; both streams are captured."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env=python_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )


_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.loaded_extractor"])


def run_command(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Run ``scraper ARGUMENTS...`` and wait for its end."""
    words = [os.fspath(argument) for argument in arguments]
    with TemporaryDirectory() as name:
        streams = Path(name)
        (streams / "0").write_bytes(stdin)
        process = _processes.Process(
            target=_command, args=(words, streams, cwd, os.environ.copy()), name="scraper"
        )
        process.start()
        process.join(TIMEOUT)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, TIMEOUT)
        return subprocess.CompletedProcess(
            words, process.exitcode, (streams / "1").read_bytes(), (streams / "2").read_bytes()
        )


def _command(arguments: list[str], streams: Path, cwd: Path, environment: dict[str, str]) -> None:
    """The inside of the process. ``streams`` has the standard streams as files, by number."""
    from scraper.cli import main

    for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        opened = os.open(streams / str(number), flags | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0)  # multiprocessing has replaced it with /dev/null
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = ["scraper", *arguments]
    main()
