"""The frontier in a PostgreSQL database, shared by several machines. Needs the extra ``postgres``.

A machine is an output folder: the file ``machine.id`` in it tells who it is, and a lock beside it
lets one process at a time write there. A process that crawls has a session, and what it claims
carries the session's number. It says every few seconds that it is alive; when nothing was heard for
the time of a lease, others may take over what it had. Whatever it stores, it first locks the claims
that it needs in the same transaction, so what comes too late is refused (fencing).

Transactions run one at a time, as in SQLite, by an advisory lock: what settle.py reads stays true
until it has written.
"""

from __future__ import annotations

import logging
import math
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import StrDumperUnknown

from scraper.crawl.database import ClaimLost, CommitUnknown, NewUrl, Rows, Values
from scraper.crawl.doors import Claimed, DoorState
from scraper.crawl.lock import Lock
from scraper.crawl.postgres_schema import LOCK, check, prepare
from scraper.errors import FrontierError
from scraper.exporters.segments import sync_folder

log = logging.getLogger(__name__)

SIGNS = 6
"""Signs of life in the time of a lease: five may be late or lost."""
IDLE_SECONDS = 20.0
"""Longest that a transaction may wait for its own machine: what is slow in between is a sync of
segments. The server ends the connection of a machine that froze there, for all others wait."""
LOCK_SECONDS = 2.0
"""Longest wait for another machine's transaction before this one says again that it is alive."""
LOCK_PATIENCE = 600.0
"""And altogether. A transaction takes a minute only where it makes millions of URLs due."""
DOOR_SECONDS = 1.0
"""Longest wait for another machine to look at a door: it takes it milliseconds."""
DOOR_IDLE_SECONDS = 5.0
"""As IDLE_SECONDS, for doors."""
RELEASES = 20
"""Tries to give doors back, of DOOR_SECONDS each; a machine that froze is gone by then."""
POLL = 0.1
"""Seconds until a host is asked for again that another machine is asking; most answers take a few
tenths of a second."""
LOST = 5.0
"""Seconds that a fetch waits when the doors cannot be asked: the crawl ends meanwhile."""
FORGET_DOORS = 86400
"""Seconds after which a host is forgotten that owes no pause; longer than any delay."""

MACHINE = "machine.id"
"""In the output folder: who writes there."""

CONNECTION: dict[str, str | int] = {
    "connect_timeout": 10,
    "application_name": "scraper",
    # A server that vanished is noticed within half a minute, not after the system's two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class Postgres:
    """A frontier in PostgreSQL; see ``database.Database``.

    Args:
        address: ``postgresql://…``, as libpq reads it.
        folder: where this machine writes; None only to look at the frontier.
        lease: seconds after which a silent machine loses what it claimed.

    Raises:
        FrontierLocked: another process writes to the folder.
        FrontierEmpty: it is to be looked at, and nothing was stored in it yet.
        FrontierError: it cannot be reached, is none of this program, or of another version.
    """

    def __init__(self, address: str, folder: Path | None = None, *, lease: float = 60.0) -> None:
        self._shown = _shown(address)
        self._lease = lease
        self._session = 0
        self._renewed = 0.0
        self.place = ("place", "")
        self.doors: PostgresDoors | None = None
        self._lock = None if folder is None else Lock(folder / MACHINE, "crawling into this folder")
        try:
            self._connection = _connected(address, self._shown, IDLE_SECONDS)
            try:
                if folder is None:
                    check(self._connection, self._shown)
                else:
                    prepare(self._connection, self._shown)
                    self._connection.execute(_set("lock_timeout", LOCK_SECONDS))
                    self._warn_of_settings()
                    self._begin_session(address, folder)
            except BaseException as error:
                self._connection.close()
                if isinstance(error, psycopg.Error):
                    raise _explained(self._shown, error) from error
                raise
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise

    def _begin_session(self, address: str, folder: Path) -> None:
        with self.transaction():
            # Replacing the session frees what a process that died had claimed: its lock is gone.
            number, self._session = self._one(
                "INSERT INTO machine (folder_id, name, session, expires) VALUES "
                "(%s, %s, nextval('session'), clock_timestamp() + %s * interval '1 s') "
                "ON CONFLICT (folder_id) DO UPDATE SET name = excluded.name, "
                "session = excluded.session, expires = excluded.expires RETURNING id, session",
                (_machine_id(folder), f"{socket.gethostname()}:{folder.resolve()}", self._lease),
            )
            self.execute(
                "DELETE FROM door WHERE holder IS NULL AND failures = 0 AND "
                "greatest(last, rest) < clock_timestamp() - ? * interval '1 s'",
                (FORGET_DOORS,),
            )
        self.place = ("place", f"machine = {number:d} AND source = ?")
        self._machine = number
        self._renewed = time.monotonic()
        self.doors = PostgresDoors(address, self._shown, self._session)

    def _warn_of_settings(self) -> None:
        if self._one("SHOW fsync")[0] == "off":
            log.warning(
                "%s: the server runs with fsync = off: what is committed there does not survive a "
                "power failure",
                self._shown,
            )

    def close(self) -> None:
        """Give everything back, close and unlock."""
        try:
            if self.doors is not None:
                self.doors.close()
            if self._session:
                # Where the connection is lost, the claims end with the lease.
                with suppress(psycopg.Error):
                    self._connection.execute(_END_SESSION, {"me": self._session})
            self._connection.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def execute(self, statement: str, values: Values = (), /) -> Rows:
        """Run a statement."""
        return self._connection.execute(_translated(statement), values)

    def executemany(self, statement: str, values: Iterable[Values], /) -> object:
        """Run a statement once for each of ``values``, without waiting in between."""
        cursor = self._connection.cursor()
        cursor.executemany(_translated(statement), values)
        return cursor

    @contextmanager
    def transaction(self, holding: Collection[int] = ()) -> Iterator[None]:
        """All changes inside are stored together when it ends, or not at all."""
        try:
            self._lock_tables()
            self._check_claims(holding)
            yield
            if self._session:
                self._say_alive()
        except BaseException as error:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            if isinstance(error, psycopg.Error):
                raise _explained(self._shown, error) from error
            raise
        try:
            self._connection.execute("COMMIT")
        except psycopg.Error as error:
            if self._connection.broken:
                raise CommitUnknown(
                    f"{self._shown}: the connection was lost while records were committed: start "
                    f"again when the server can be reached; nothing is lost or doubled"
                ) from error
            raise _explained(self._shown, error) from error

    def add_urls(self, urls: Sequence[NewUrl], now: int) -> int:
        """Insert URLs, or make them ready again."""
        once: dict[int, NewUrl] = {}
        for url in urls:
            known = once.setdefault(url.key, url)
            if url.changed is not None and (known.changed is None or url.changed > known.changed):
                once[url.key] = known._replace(changed=url.changed)
        if not once:
            return 0
        columns = [list(column) for column in zip(*once.values(), strict=True)]
        changed = self._connection.execute(
            "UPDATE url SET state = 0, rank = greatest(url.rank, new.rank) "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (key, rank, changed) "
            # As in sqlite.py: what was visited within the hour is left alone.
            "WHERE url.key = new.key AND url.state IN (1, 2, 3) AND new.changed > url.visited "
            "AND %s > url.visited + 3600",
            (columns[0], columns[3], columns[6], now),
        ).rowcount
        added = self._connection.execute(
            "INSERT INTO url (key, lane, kind, state, rank, depth, path) "
            "SELECT key, lane, kind, 0, rank, depth, path FROM unnest(%s::bigint[], "
            "%s::bigint[], %s::smallint[], %s::bigint[], %s::integer[], %s::text[]) "
            "AS new (key, lane, kind, rank, depth, path) ON CONFLICT (key) DO NOTHING",
            columns[:6],
        ).rowcount
        return changed + added

    def claim(self, source: int) -> bool:
        """Take a source, if no machine that is alive has it."""
        self.execute(
            "INSERT INTO place (machine, source) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (self._machine, source),
        )
        claimed = self.execute(
            "UPDATE source SET holder = :me WHERE id = :source AND (holder IS NULL OR "
            "holder = :me OR NOT EXISTS (SELECT 1 FROM machine WHERE session = source.holder "
            "AND expires > clock_timestamp()))",
            {"me": self._session, "source": source},
        )
        return claimed.rowcount == 1

    def release(self, source: int) -> None:
        """Let others claim a source."""
        self.execute(
            "UPDATE source SET holder = NULL WHERE id = ? AND holder = ?", (source, self._session)
        )

    def claimed_elsewhere(self) -> frozenset[str]:
        """The names of the sources that other machines have now."""
        rows = self.execute(
            "SELECT source.name FROM source JOIN machine ON machine.session = source.holder "
            "WHERE expires > clock_timestamp() AND session <> ?",
            (self._session,),
        )
        return frozenset(name for (name,) in rows)

    def share(self, passes: int) -> int:
        """An equal part for each machine that is alive, rounded up."""
        (alive,) = self._one("SELECT count(*) FROM machine WHERE expires > clock_timestamp()")
        return math.ceil(passes / max(int(alive), 1))

    def renew(self) -> None:
        """Say that this machine is alive, where that is due."""
        if self.doors is not None and self.doors.error is not None:
            raise _explained(self._shown, self.doors.error) from self.doors.error
        if time.monotonic() - self._renewed >= self._lease / SIGNS:
            try:
                self._say_alive()
            except psycopg.Error as error:
                raise _explained(self._shown, error) from error

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed, as whichever machine asked them last says."""
        return self.execute(
            "SELECT name, failures, extract(epoch FROM rest)::bigint FROM door "
            "WHERE failures > 0 AND NOT starts_with(name, 'address ')"
        ).fetchall()

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Nothing to do: the doors keep them, request by request."""

    def explained(self, error: BaseException) -> FrontierError | None:
        """PostgreSQL's own errors as one that says what to do."""
        return _explained(self._shown, error) if isinstance(error, psycopg.Error) else None

    def _one(self, statement: str, values: Values = ()) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _lock_tables(self) -> None:
        """Begin a transaction and wait for its turn; the machine's claims hold meanwhile."""
        limit = time.monotonic() + LOCK_PATIENCE
        while True:
            self._connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            try:
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            except errors.LockNotAvailable:
                if time.monotonic() > limit:
                    raise
                self._connection.execute("ROLLBACK")
                self.renew()
            else:
                return

    def _check_claims(self, holding: Collection[int]) -> None:
        if not holding:
            return
        rows = self._connection.execute(
            "SELECT id FROM source WHERE id = ANY(%s) AND holder = %s FOR UPDATE",
            (list(holding), self._session),
        )
        lost = frozenset(holding) - {id for (id,) in rows}
        if lost:
            raise ClaimLost(f"{self._shown}: another machine has taken over", lost)

    def _say_alive(self) -> None:
        found = self._connection.execute(
            "UPDATE machine SET expires = clock_timestamp() + %s * interval '1 s' "
            "WHERE session = %s",
            (self._lease, self._session),
        )
        if found.rowcount != 1:
            raise FrontierError(
                f"{self._shown}: another process crawls as this machine: its output folder is a "
                f"copy of this one's. Delete the file machine.id in one of the two"
            )
        self._renewed = time.monotonic()


class PostgresDoors:
    """What the machines tell each other of hosts; see ``doors.SharedDoors``.

    Has a connection of its own, for the fetching threads.

    Attributes:
        error: what ended the connection; nothing is claimed any more.
    """

    def __init__(self, address: str, shown: str, session: int) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._connection = _connected(address, shown, DOOR_IDLE_SECONDS)
        self._connection.execute(_set("lock_timeout", DOOR_SECONDS))
        # Two commits for each request: a crash of the server may forget those of its last second,
        # and no machine is up again so soon.
        self._connection.execute("SET synchronous_commit = off")
        self.error: psycopg.Error | None = None

    def close(self) -> None:
        """Close the connection. A request that is still under way keeps its doors until the
        session ends."""
        with self._lock:
            self._connection.close()

    def claim(self, names: Sequence[str], delay: float) -> Claimed:
        """Take doors, all or none."""
        with self._lock:
            try:
                return self._claim(names, delay)
            except (errors.LockNotAvailable, errors.DeadlockDetected):
                return Claimed(POLL)
            except psycopg.Error as error:
                self.error = self.error or error
                return Claimed(LOST)

    def release(self, states: Sequence[DoorState]) -> None:
        """Let others use the doors when it is time."""
        values = {
            "me": self._session,
            "names": [state.name for state in states],
            "agos": [state.ago for state in states],
            "rests": [state.rest for state in states],
            "failures": [state.failures for state in states],
            "throttles": [state.throttle for state in states],
            "delays": [state.delay for state in states],
        }
        with self._lock:
            for _ in range(RELEASES):
                try:
                    self._connection.execute(_RELEASE, values)
                except (errors.LockNotAvailable, errors.DeadlockDetected):
                    continue
                except psycopg.Error as error:
                    self.error = self.error or error
                return

    def _claim(self, names: Sequence[str], delay: float) -> Claimed:
        values = {"names": list(names), "host": names[0], "me": self._session, "delay": delay}
        wait, orphans, learned = 0.0, [], []
        found = self._connection.execute(_LOOK, values).fetchall()
        kept = max([delay, *(row[-1] for row in found if row[0] == names[0])])
        for name, is_held, is_orphan, is_told, ago, rest, failures, throttle, own_delay in found:
            since = ago
            if is_orphan:
                # Its holder may have asked until its lease ran out, so the delay counts from now.
                orphans.append(name)
                since = 0.0
            if is_told or is_orphan:
                state = DoorState(name, since, max(rest, 0.0), failures, throttle, own_delay)
                learned.append(state)
            wait = max(wait, POLL if is_held else 0.0, kept - since, rest)
        if orphans:
            self._connection.execute(_FREE, {"names": orphans, "me": self._session})
        if wait > 0:
            return Claimed(wait, tuple(learned))
        is_taken = False
        with self._connection.transaction():
            # Not all are taken where another machine was first since they were looked at; none
            # where this machine's own lease has run out.
            is_taken = self._connection.execute(_TAKE, values).rowcount == len(names)
            if not is_taken:
                raise psycopg.Rollback
        return Claimed(0.0 if is_taken else POLL, tuple(learned))


_ALIVE = (
    "EXISTS (SELECT 1 FROM machine WHERE session = door.holder AND expires > clock_timestamp())"
)
_LOOK = f"""
SELECT name, coalesce(holder <> %(me)s AND {_ALIVE}, false),
    coalesce(holder <> %(me)s AND NOT {_ALIVE}, false), teller IS DISTINCT FROM %(me)s,
    extract(epoch FROM clock_timestamp() - last)::float8,
    extract(epoch FROM rest - clock_timestamp())::float8,
    failures, throttle, delay
FROM door WHERE name = ANY(%(names)s)
"""
_FREE = f"""
UPDATE door SET holder = NULL, last = clock_timestamp()
WHERE name = ANY(%(names)s) AND holder <> %(me)s AND NOT {_ALIVE}
"""
# Rows are locked in the order of their names, so that no two machines wait for each other.
_TAKE = """
INSERT INTO door (name, holder, last, rest, failures, throttle, delay)
SELECT name, %(me)s::bigint, clock_timestamp(), clock_timestamp(), 0, 0, 0
FROM unnest(%(names)s::text[]) AS name
WHERE EXISTS (SELECT 1 FROM machine WHERE session = %(me)s AND expires > clock_timestamp())
ORDER BY name
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, last = excluded.last
WHERE (door.holder IS NULL OR door.holder = excluded.holder)
    AND door.rest <= clock_timestamp() AND clock_timestamp() >= door.last + interval '1 s' *
        greatest(%(delay)s::float8, CASE WHEN door.name = %(host)s THEN door.delay ELSE 0 END)
"""
_RELEASE = """
WITH mine AS MATERIALIZED (
    SELECT name FROM door WHERE name = ANY(%(names)s) AND holder = %(me)s ORDER BY name FOR UPDATE
)
UPDATE door SET holder = NULL, teller = %(me)s, failures = told.failures,
    last = clock_timestamp() - told.ago * interval '1 s',
    rest = clock_timestamp() + told.rest * interval '1 s',
    throttle = told.throttle, delay = told.delay
FROM mine JOIN unnest(%(names)s::text[], %(agos)s::float8[], %(rests)s::float8[],
    %(failures)s::integer[], %(throttles)s::float8[], %(delays)s::float8[])
    AS told (name, ago, rest, failures, throttle, delay) USING (name)
WHERE door.name = mine.name
"""
# Doors stay with a request that is still under way: the next machine finds its session ended.
_END_SESSION = """
WITH freed AS (UPDATE source SET holder = NULL WHERE holder = %(me)s)
UPDATE machine SET session = NULL, expires = clock_timestamp() WHERE session = %(me)s
"""


class _Text(StrDumperUnknown):
    """Text without NUL, which PostgreSQL does not take; a server may send one in a header."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", ""))


def _connected(address: str, shown: str, idle: float) -> psycopg.Connection[tuple[Any, ...]]:
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
        connection.execute(_set("idle_in_transaction_session_timeout", idle))
        # A commit that has returned survives a power failure, whatever is usual on this server.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
    except psycopg.Error as error:
        connection.close()
        raise _explained(shown, error) from error
    return connection


def _set(name: str, seconds: float) -> str:
    return f"SET {name} = {seconds * 1000:.0f}"


@cache
def _translated(statement: str) -> str:
    """A statement's ``?`` and ``:name`` as psycopg writes them."""
    # Not the two colons of a cast.
    return re.sub(r"\?|(?<!:):(\w+)", lambda m: f"%({m[1]})s" if m[1] else "%s", statement)


def _machine_id(folder: Path) -> str:
    """Who writes to a folder, made up at the first crawl."""
    file = folder / MACHINE
    try:
        if not file.exists():
            fresh = file.with_suffix(".new")
            with fresh.open("w", encoding="ascii") as handle:
                handle.write(secrets.token_hex(16) + "\n")
                handle.flush()
                os.fsync(handle.fileno())
            fresh.rename(file)
            sync_folder(folder)
        text = file.read_text("ascii", "replace").strip()
    except OSError as error:
        raise FrontierError(f"{file}: {error.strerror}: give read and write permission") from error
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise FrontierError(
            f"{file}: expected 32 hexadecimal digits: restore the file, or delete it; unfinished "
            f"files beside it are then set aside as .orphan"
        )
    return text


def _shown(address: str) -> str:
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


def _explained(shown: str, error: psycopg.Error) -> FrontierError:
    """The error to raise when PostgreSQL cannot go on."""
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
        advice = "another machine does not let go of the frontier: look for what it does"
    elif isinstance(error, psycopg.OperationalError):
        advice = (
            "the connection was lost: start again when the server can be reached; what was "
            "committed is kept"
        )
    else:
        advice = "start again; what was committed is kept"
    return FrontierError(f"{shown}: {_first_line(error)}: {advice}")
