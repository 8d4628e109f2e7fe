"""The runs of each source, and where its files end: one part of the frontier."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from scraper.crawl.frontier.database import Database
from scraper.crawl.frontier.figures import Figures
from scraper.exporters.segments import Position

RunState = Literal["running", "done", "stopped", "interrupted"]
RUNNING: RunState = "running"
DONE: RunState = "done"
INTERRUPTED: RunState = "interrupted"

KEPT_RUNS = 500
"""Runs stored of each source: ten days of half-hourly passes, and twice what
reports/health.py reads. Older ones are deleted, so that a frontier does not grow by its passes."""


class Runs:
    """The runs of an open frontier; make changes inside its ``transaction()``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def position(self, source: int) -> tuple[Path | None, Position | None]:
        """The folder a source's files went to, and where its open segment was committed."""
        folder, segment, length = self._place(source, "folder, segment, length")
        position = None if segment is None else Position(segment, length)
        return (None if folder is None else Path(folder)), position

    def set_position(self, source: int, folder: Path, position: Position | None) -> None:
        """Store the end of a source's segment, in the transaction that wrote it."""
        segment, length = (position.segment, position.length) if position else (None, None)
        table, condition = self._db.position_table
        self._db.execute(
            f"UPDATE {table} SET folder = ?, segment = ?, length = ? WHERE {condition}",
            (str(folder), segment, length, source),
        )

    def warc_position(self, source: int) -> Position | None:
        """Where a source's open WARC file was committed."""
        segment, length = self._place(source, "warc_segment, warc_length")
        return None if segment is None else Position(segment, length)

    def set_warc_position(self, source: int, position: Position | None) -> None:
        """Store the end of a source's WARC file, in the transaction that wrote it."""
        segment, length = (position.segment, position.length) if position else (None, None)
        table, condition = self._db.position_table
        self._db.execute(
            f"UPDATE {table} SET warc_segment = ?, warc_length = ? WHERE {condition}",
            (segment, length, source),
        )

    def removal_position(self, source: int) -> Position | None:
        """Where a source's open file of removals was committed."""
        segment, length = self._place(source, "removal_segment, removal_length")
        return None if segment is None else Position(segment, length)

    def set_removal_position(self, source: int, position: Position | None) -> None:
        """Store the end of a source's file of removals, in the transaction that wrote it."""
        segment, length = (position.segment, position.length) if position else (None, None)
        table, condition = self._db.position_table
        self._db.execute(
            f"UPDATE {table} SET removal_segment = ?, removal_length = ? WHERE {condition}",
            (segment, length, source),
        )

    def has_open_files(self, source: int) -> bool:
        """Whether any file of a source was open when its last transaction was committed."""
        names = self._place(source, "segment, warc_segment, removal_segment")
        return any(name is not None for name in names)

    def segments_of_others(self, source: int) -> frozenset[str]:
        """The names of the open segments, WARC files and files of removals of all other sources,
        and of this one on other machines."""
        table, condition = self._db.position_table
        rows = self._db.execute(
            f"SELECT segment, warc_segment, removal_segment FROM {table} "
            f"WHERE NOT ({condition}) AND (segment IS NOT NULL OR warc_segment IS NOT NULL "
            f"OR removal_segment IS NOT NULL)",
            (source,),
        )
        return frozenset(name for row in rows for name in row if name is not None)

    def open_files(self, except_for: Collection[str]) -> list[tuple[int, Path]]:
        """The sources with open files on this machine, other than those named, and the folders of
        these files."""
        numbers = self._db.execute("SELECT id, name FROM source").fetchall()
        found = []
        for number, name in numbers:
            if name not in except_for:
                folder = self.position(number)[0]
                if folder is not None and self.has_open_files(number):
                    found.append((int(number), folder))
        return found

    def clear_positions(self, source: int, folder: Path) -> None:
        """Store that no file of a source is open."""
        self.set_position(source, folder, None)
        self.set_warc_position(source, None)
        self.set_removal_position(source, None)

    def _place(self, source: int, columns: str) -> tuple[Any, ...]:
        table, condition = self._db.position_table
        rows = self._db.execute(f"SELECT {columns} FROM {table} WHERE {condition}", (source,))
        return rows.fetchone() or (None,) * len(columns.split(","))

    def begin(self, source: int, now: int) -> int:
        """Store that a pass over a source begins.

        Returns:
            The run's id.
        """
        self._db.execute(
            "UPDATE run SET state = ? WHERE source = ? AND state = ?",
            (INTERRUPTED, source, RUNNING),
        )
        self._db.execute(
            "DELETE FROM run WHERE source = :source AND id <= "
            "(SELECT id FROM run WHERE source = :source ORDER BY id DESC LIMIT 1 OFFSET :kept)",
            {"source": source, "kept": KEPT_RUNS},
        )
        self._db.execute(
            "INSERT INTO run (source, started, state, figures) VALUES (?, ?, ?, '{}')",
            (source, now, RUNNING),
        )
        row = self._db.execute("SELECT max(id) FROM run WHERE source = ?", (source,)).fetchone()
        return int(row[0])

    def update(self, run: int, state: str, figures: str, ended: int | None) -> None:
        """Store a run's figures so far (JSON), and how it ended."""
        self._db.execute(
            "UPDATE run SET state = ?, figures = ?, ended = ? WHERE id = ?",
            (state, figures, ended, run),
        )

    def latest_start(self) -> int | None:
        """When the latest run of any source began; None if there was none."""
        row = self._db.execute("SELECT started FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def last_start(self, source: str) -> int | None:
        """When a source's last run began; None if it never ran."""
        row = self._db.execute(
            "SELECT max(started) FROM run JOIN source ON source.id = run.source WHERE name = ?",
            (source,),
        ).fetchone()
        return row[0] if row else None

    def last_state(self, source: str) -> str | None:
        """The state of a source's last run; None if it never ran."""
        row = self._db.execute(
            "SELECT run.state FROM run JOIN source ON source.id = run.source "
            "WHERE name = ? ORDER BY run.id DESC LIMIT 1",
            (source,),
        ).fetchone()
        return row[0] if row else None

    def last_done(self, source: str) -> int:
        """The id of a source's last completed run; 0 if there is none."""
        row = self._db.execute(
            "SELECT max(run.id) FROM run JOIN source ON source.id = run.source "
            "WHERE name = ? AND state = ?",
            (source, DONE),
        ).fetchone()
        return row[0] or 0

    def figures(self, source: str, limit: int) -> list[Figures]:
        """The figures of a source's last completed runs, the latest first."""
        rows = self._db.execute(
            "SELECT figures FROM run JOIN source ON source.id = run.source "
            "WHERE name = ? AND state = ? ORDER BY run.id DESC LIMIT ?",
            (source, DONE, limit),
        )
        return [Figures.from_json(text) for (text,) in rows]
