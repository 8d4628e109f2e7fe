"""Connections to a PostgreSQL frontier: how they are opened, and what their errors mean."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import StrDumperUnknown

from scraper.errors import FrontierError

IDLE_SECONDS = 20.0
"""Longest that a transaction may wait for its own machine: what is slow in between is a sync of
segments. The server ends the connection of a machine that froze there, for all others wait."""

CONNECTION: dict[str, str | int] = {
    "connect_timeout": 10,
    "application_name": "scraper",
    # A server that vanished is noticed within half a minute, not after the system's two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class _Text(StrDumperUnknown):
    """Text without NUL, which PostgreSQL does not take; a server may send one in a header."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", ""))


def connect(address: str, shown: str, idle: float) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection in autocommit mode that sees the frontier's tables.

    Args:
        idle: seconds that one of its transactions may wait for this machine.
    """
    try:
        given = conninfo_to_dict(address)
        options = {key: value for key, value in CONNECTION.items() if key not in given}
        connection = psycopg.connect(address, autocommit=True, **options)  # type: ignore[arg-type]
    except psycopg.Error as error:
        raise _unreachable(shown, error) from error
    try:
        connection.adapters.register_dumper(str, _Text)
        connection.execute("SET search_path = scraper")
        connection.execute("SET client_encoding = 'UTF8'")
        connection.execute(set_seconds("idle_in_transaction_session_timeout", idle))
        # A commit that has returned survives a power failure, whatever is usual on this server.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
    except psycopg.Error as error:
        connection.close()
        raise explained(shown, error) from error
    return connection


def set_seconds(name: str, seconds: float) -> str:
    return f"SET {name} = {seconds * 1000:.0f}"


@cache
def translated(statement: str) -> str:
    """A statement's ``?`` and ``:name`` as psycopg writes them."""
    # Not the two colons of a cast.
    return re.sub(r"\?|(?<!:):(\w+)", lambda m: f"%({m[1]})s" if m[1] else "%s", statement)


def shown_address(address: str) -> str:
    """An address as it may be shown: without a password, and without options."""
    parts = urlsplit(address)
    user, at, place = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, user.partition(":")[0] + at + place, parts.path, "", ""))


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


_CONNECTING = (
    (r'database ".*" does not exist', "make it with `createdb`, or name another database"),
    (r'role ".*" does not exist', "name a user of this server in the address"),
    (r"too many clients|connection slots", "each machine needs two connections: allow more"),
    (
        r"password|authentication failed|pg_hba\.conf",
        "set PGPASSWORD, or write the password to ~/.pgpass; the address names the user",
    ),
)
"""What the server says when it refuses a connection, and what to do. It gives no code for it, and
may say it in another language: then it gets the general advice."""


def _unreachable(shown: str, error: psycopg.Error) -> FrontierError:
    """The error to raise when no connection can be made."""
    advice = "is the server running, and does it let this machine in?"
    if isinstance(error, psycopg.ProgrammingError):
        advice = "expected postgresql://user@host:port/database"
    for pattern, better in _CONNECTING:
        if re.search(pattern, str(error)):
            advice = better
            break
    return FrontierError(f"{shown}: cannot connect: {_first_line(error)}: {advice}")


def explained(shown: str, error: psycopg.Error) -> FrontierError:
    """The error to raise when a statement fails."""
    if isinstance(error, errors.InsufficientPrivilege):
        advice = "give the user the right: it makes, reads and changes the schema scraper"
    elif isinstance(error, errors.DiskFull):
        advice = "the server's disk is full: make room and start again; what was committed is kept"
    elif isinstance(error, errors.ReadOnlySqlTransaction):
        advice = "this server only reads, as a standby does: name the one that writes"
    elif isinstance(error, errors.IdleInTransactionSessionTimeout):
        advice = (
            f"this process stood still for {IDLE_SECONDS:g} s while others waited for it: start "
            f"again; what was committed is kept"
        )
    elif isinstance(error, errors.LockNotAvailable):
        advice = (
            "another machine holds its lock on the frontier: end that process, then start again"
        )
    elif isinstance(error, psycopg.OperationalError):
        advice = (
            "the connection was lost: start again when the server can be reached; what was "
            "committed is kept"
        )
    else:
        advice = "start again; what was committed is kept"
    return FrontierError(f"{shown}: {_first_line(error)}: {advice}")
