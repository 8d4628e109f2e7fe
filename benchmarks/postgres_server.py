"""A temporary PostgreSQL server for tests, on a Unix socket in a separate folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
USER = "crawler"
GUARDED = "guarded"
"""A user who would need a password."""


class NoServer(Exception):
    """No server can be started; the message says why."""


class Server:
    """A running server; its socket, log and data are in ``folder``."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder

    def address(self, database: str, user: str = USER) -> str:
        """The URL of one of its databases."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder))}"

    def new_database(self, name: str, options: str = "") -> str:
        """Create an empty database; returns its URL."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def start(self, *, fsync: bool) -> None:
        """Start the server; returns when it is listening."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=60"
        options += "" if fsync else " -c fsync=off"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop immediately; its data are not needed any more."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-W", "stop")

    def run(self, program: str, *arguments: str) -> str:
        """Run a PostgreSQL program, as a user that it accepts."""
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=self.folder,
            **_other_user(),  # type: ignore[arg-type]
        )
        if done.returncode:
            raise NoServer(f"{program}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout


@contextmanager
def running_server(*, fsync: bool = False) -> Iterator[Server]:
    """Start a server, and remove it afterwards.

    Args:
        fsync: as it should be, but where only its clients are killed and not the machine.

    Raises:
        NoServer: there is no PostgreSQL here, or it cannot be started.
    """
    binaries = _binaries()
    # Not in pytest's folder, which only its owner may enter, and whose path is too long for a
    # socket.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if (user := _other_user()) and isinstance(user["user"], str):
            shutil.chown(folder, user["user"])
        server = Server(binaries, folder)
        server.run(
            "initdb", "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8", "-N"
        )
        hba = folder / "data" / "pg_hba.conf"
        hba.write_text(f"local all {GUARDED} scram-sha-256\n{hba.read_text()}")
        server.start(fsync=fsync)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    on_path = shutil.which("pg_ctl")
    if on_path and (folder := Path(on_path).resolve().parent) and (folder / "initdb").exists():
        return folder
    for place in PLACES:
        for folder in sorted(Path("/").glob(place[1:]), reverse=True):
            if (folder / "initdb").exists():
                return folder
    raise NoServer("PostgreSQL's server is not installed: no initdb was found")


def _other_user() -> dict[str, object]:
    """The server refuses to run as root: root runs it as the first of these existing users."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL does not run as root, and there is no other user")
