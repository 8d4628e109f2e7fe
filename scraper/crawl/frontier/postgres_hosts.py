"""The hosts and IP addresses that several machines contact, in PostgreSQL.

Each is a row of the table ``door``.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import psycopg
from psycopg import errors

from scraper.crawl.frontier.postgres_connection import connect, set_seconds
from scraper.crawl.frontier.shared_hosts import ClaimResult, SharedHostState

HOST_LOCK_SECONDS = 1.0
"""Maximum wait for another machine's transaction on a row, which takes milliseconds."""
HOST_IDLE_SECONDS = 5.0
"""As IDLE_SECONDS in postgres_connection.py, for these transactions."""
RELEASE_ATTEMPTS = 20
"""Attempts to release, of HOST_LOCK_SECONDS each; by then the server has disconnected a machine
that froze."""
POLL_SECONDS = 0.1
"""Seconds until the next attempt to claim a host that another machine is contacting; most
responses take a few tenths of a second."""
LOST_CONNECTION_WAIT = 5.0
"""Seconds that a fetch waits when the connection is lost: the crawl ends meanwhile."""


class PostgresHosts:
    """See ``shared_hosts.SharedHosts``. It has its own connection, for the fetch threads.

    Attributes:
        error: what broke the connection; nothing can be claimed any more.
    """

    def __init__(self, address: str, shown: str, session: int) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._connection = connect(address, shown, HOST_IDLE_SECONDS)
        self._connection.execute(set_seconds("lock_timeout", HOST_LOCK_SECONDS))
        # Two commits for each request: a crash of the server may forget those of its last second,
        # and no machine is up again so soon.
        self._connection.execute("SET synchronous_commit = off")
        self.error: psycopg.Error | None = None

    def close(self) -> None:
        """Close the connection. A request in progress keeps its claims until the session ends."""
        with self._lock:
            self._connection.close()

    def claim(self, names: Sequence[str], delay: float) -> ClaimResult:
        """Claim hosts and addresses, all or none."""
        with self._lock:
            try:
                return self._claim(names, delay)
            except (errors.LockNotAvailable, errors.DeadlockDetected):
                return ClaimResult(POLL_SECONDS)
            except psycopg.Error as error:
                self.error = self.error or error
                return ClaimResult(LOST_CONNECTION_WAIT)

    def release(self, states: Sequence[SharedHostState]) -> None:
        """Release them to the other machines."""
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
            for _ in range(RELEASE_ATTEMPTS):
                try:
                    self._connection.execute(_RELEASE, values)
                except (errors.LockNotAvailable, errors.DeadlockDetected):
                    continue
                except psycopg.Error as error:
                    self.error = self.error or error
                return

    def _claim(self, names: Sequence[str], delay: float) -> ClaimResult:
        values = {"names": list(names), "host": names[0], "me": self._session, "delay": delay}
        wait = 0.0
        orphans: list[str] = []
        others: list[SharedHostState] = []
        rows = self._connection.execute(_SELECT, values).fetchall()
        interval = max([delay, *(row[-1] for row in rows if row[0] == names[0])])
        for name, is_held, is_orphan, is_foreign, ago, rest, failures, throttle, own_delay in rows:
            since = ago
            if is_orphan:
                # Its holder may have asked until its lease ran out, so the delay counts from now.
                orphans.append(name)
                since = 0.0
            if is_foreign or is_orphan:
                state = SharedHostState(name, since, max(rest, 0.0), failures, throttle, own_delay)
                others.append(state)
            wait = max(wait, POLL_SECONDS if is_held else 0.0, interval - since, rest)
        if orphans:
            self._connection.execute(_FREE_ORPHANS, {"names": orphans, "me": self._session})
        if wait > 0:
            return ClaimResult(wait, tuple(others))
        is_taken = False
        with self._connection.transaction():
            # Another machine may have claimed some since the SELECT; if this machine's own lease
            # has run out, none is claimed.
            is_taken = self._connection.execute(_CLAIM, values).rowcount == len(names)
            if not is_taken:
                raise psycopg.Rollback
        return ClaimResult(0.0 if is_taken else POLL_SECONDS, tuple(others))


_ALIVE = (
    "EXISTS (SELECT 1 FROM machine WHERE session = door.holder AND expires > clock_timestamp())"
)
_SELECT = f"""
SELECT name, coalesce(holder <> %(me)s AND {_ALIVE}, false),
    coalesce(holder <> %(me)s AND NOT {_ALIVE}, false), teller IS DISTINCT FROM %(me)s,
    extract(epoch FROM clock_timestamp() - last)::float8,
    extract(epoch FROM rest - clock_timestamp())::float8,
    failures, throttle, delay
FROM door WHERE name = ANY(%(names)s)
"""
_FREE_ORPHANS = f"""
UPDATE door SET holder = NULL, last = clock_timestamp()
WHERE name = ANY(%(names)s) AND holder <> %(me)s AND NOT {_ALIVE}
"""
# Rows are locked in the order of their names, so that no two machines wait for each other.
_CLAIM = """
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
UPDATE door SET holder = NULL, teller = %(me)s, failures = released.failures,
    last = clock_timestamp() - released.ago * interval '1 s',
    rest = clock_timestamp() + released.rest * interval '1 s',
    throttle = released.throttle, delay = released.delay
FROM mine JOIN unnest(%(names)s::text[], %(agos)s::float8[], %(rests)s::float8[],
    %(failures)s::integer[], %(throttles)s::float8[], %(delays)s::float8[])
    AS released (name, ago, rest, failures, throttle, delay) USING (name)
WHERE door.name = mine.name
"""
