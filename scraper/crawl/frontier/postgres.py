"""The frontier in a PostgreSQL database, shared by several machines. Needs the extra ``postgres``.

A machine is identified by its output folder, which has a file ``machine.id``; a lock beside it lets
one process at a time write there. A process that crawls has a session, whose number is stored with
all that it claims. It sends a heartbeat every few seconds; if none came for the time of a lease,
other machines may take over its claims. Every transaction first locks the claims that it needs, so
one that comes too late is refused (fencing).

Transactions run one at a time, as in SQLite, by an advisory lock: what engine/outcomes.py reads
is valid until it has written.
"""

from __future__ import annotations

import logging
import math
import os
import re
import secrets
import socket
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors

from scraper.crawl.frontier.database import ClaimLost, CommitUnknown, NewUrl, Rows, Values
from scraper.crawl.frontier.lock import Lock
from scraper.crawl.frontier.postgres_connection import (
    IDLE_SECONDS,
    connect,
    explained,
    set_seconds,
    shown_address,
    translated,
)
from scraper.crawl.frontier.postgres_hosts import PostgresHosts
from scraper.crawl.frontier.postgres_schema import LOCK, check, prepare
from scraper.crawl.frontier.states import CHANGEABLE, PAGES, State
from scraper.errors import FrontierError
from scraper.exporters.segments import sync_folder

log = logging.getLogger(__name__)

HEARTBEATS_PER_LEASE = 6
"""Five of them may be late or lost."""
LOCK_SECONDS = 2.0
"""Maximum wait for another machine's transaction before this one sends a heartbeat."""
LOCK_PATIENCE = 600.0
"""Maximum wait altogether. A transaction that makes millions of URLs ready takes a minute."""
FORGET_HOST_SECONDS = 86400
"""Seconds after which a host without failures and pause is deleted; longer than any delay."""

MACHINE_FILE = "machine.id"
"""The file in the output folder that identifies the machine."""


class Postgres:
    """A frontier in PostgreSQL; see ``database.Database``.

    Args:
        address: ``postgresql://…``, as libpq reads it.
        folder: where this machine writes; None for reading the frontier, or marking its URLs.
        lease: seconds after which a silent machine loses what it claimed.

    Raises:
        FrontierLocked: another process writes to the folder.
        FrontierEmpty: it is opened for reading, and nothing was stored in it yet.
        FrontierError: it cannot be reached, or belongs to another program or version.
    """

    def __init__(self, address: str, folder: Path | None = None, *, lease: float = 60.0) -> None:
        self._shown = shown_address(address)
        self._lease = lease
        self._session = 0
        self._renewed = 0.0
        self.position_table = ("place", "")
        self.shared_hosts: PostgresHosts | None = None
        self._lock = (
            None if folder is None else Lock(folder / MACHINE_FILE, "crawling into this folder")
        )
        try:
            self._connection = connect(address, self._shown, IDLE_SECONDS)
            try:
                if folder is None:
                    check(self._connection, self._shown)
                else:
                    prepare(self._connection, self._shown)
                    self._connection.execute(set_seconds("lock_timeout", LOCK_SECONDS))
                    self._warn_of_settings()
                    self._begin_session(address, folder)
            except BaseException as error:
                self._connection.close()
                if isinstance(error, psycopg.Error):
                    raise explained(self._shown, error) from error
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
                (FORGET_HOST_SECONDS,),
            )
        self.position_table = ("place", f"machine = {number:d} AND source = ?")
        self._machine = number
        self._renewed = time.monotonic()
        self.shared_hosts = PostgresHosts(address, self._shown, self._session)

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
            if self.shared_hosts is not None:
                self.shared_hosts.close()
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
        return self._connection.execute(translated(statement), values)

    def executemany(self, statement: str, values: Iterable[Values], /) -> object:
        """Run a statement once for each of ``values``, without waiting in between."""
        cursor = self._connection.cursor()
        cursor.executemany(translated(statement), values)
        return cursor

    @contextmanager
    def transaction(self, holding: Collection[int] = ()) -> Iterator[None]:
        """All changes inside are stored together when it ends, or not at all."""
        try:
            self._lock_tables()
            self._check_claims(holding)
            yield
            if self._session:
                self._send_heartbeat()
        except BaseException as error:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            if isinstance(error, psycopg.Error):
                raise explained(self._shown, error) from error
            raise
        try:
            self._connection.execute("COMMIT")
        except psycopg.Error as error:
            if self._connection.broken:
                raise CommitUnknown(
                    f"{self._shown}: the connection was lost while records were committed: start "
                    f"again when the server can be reached; nothing is lost or doubled"
                ) from error
            raise explained(self._shown, error) from error

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
            f"UPDATE url SET state = {State.READY}, rank = greatest(url.rank, new.rank) "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (key, rank, changed) "
            # As in sqlite.py: a page is left alone for an hour or longer.
            f"WHERE url.key = new.key AND url.state IN {CHANGEABLE} AND new.changed > url.visited "
            "AND %s > url.visited + "
            f"CASE WHEN url.kind IN {PAGES} THEN coalesce(url.interval, 3600) ELSE 3600 END",
            (columns[0], columns[3], columns[6], now),
        ).rowcount
        added = self._connection.execute(
            "INSERT INTO url (key, lane, kind, state, rank, depth, path, interval) "
            f"SELECT key, lane, kind, {State.READY}, rank, depth, path, pause "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::bigint[], %s::integer[], "
            "%s::text[], %s::bigint[]) "
            "AS new (key, lane, kind, rank, depth, path, pause) ON CONFLICT (key) DO NOTHING",
            [*columns[:6], columns[7]],
        ).rowcount
        return changed + added

    def claim(self, source: int) -> bool:
        """Claim a source, unless a machine that is alive has claimed it."""
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
        """Send a heartbeat if one is due."""
        if self.shared_hosts is not None and self.shared_hosts.error is not None:
            raise explained(self._shown, self.shared_hosts.error) from self.shared_hosts.error
        if time.monotonic() - self._renewed >= self._lease / HEARTBEATS_PER_LEASE:
            try:
                self._send_heartbeat()
            except psycopg.Error as error:
                raise explained(self._shown, error) from error

    def rests(self) -> list[tuple[str, int, int]]:
        """Hosts that failed, as the machine that contacted them last has stored it."""
        return self.execute(
            "SELECT name, failures, extract(epoch FROM rest)::bigint FROM door "
            "WHERE failures > 0 AND NOT starts_with(name, 'address ')"
        ).fetchall()

    def set_rests(self, rests: Sequence[tuple[str, int, int]]) -> None:
        """Nothing to do: they are stored with each request, by ``shared_hosts``."""

    def explained(self, error: BaseException) -> FrontierError | None:
        """PostgreSQL's own errors as one that says what to do."""
        return explained(self._shown, error) if isinstance(error, psycopg.Error) else None

    def _one(self, statement: str, values: Values = ()) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _lock_tables(self) -> None:
        """Begin a transaction and wait for its turn, with heartbeats meanwhile."""
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

    def _send_heartbeat(self) -> None:
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


# Hosts stay claimed by requests in progress: the next machine finds that the session has ended.
_END_SESSION = """
WITH freed AS (UPDATE source SET holder = NULL WHERE holder = %(me)s)
UPDATE machine SET session = NULL, expires = clock_timestamp() WHERE session = %(me)s
"""


def _machine_id(folder: Path) -> str:
    """The id of the machine that writes to a folder, created at its first crawl."""
    file = folder / MACHINE_FILE
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
