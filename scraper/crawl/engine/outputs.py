"""The files that a pass writes: record segments, files of removals, and WARC files if the source
keeps its pages.

The frontier stores where their committed data end; opening them truncates them to that position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.lock import FolderLock
from scraper.crawl.frontier.runs import Runs
from scraper.exporters.jsonl import Compression, SegmentWriter
from scraper.exporters.removals import RemovalWriter
from scraper.exporters.segments import PART, Position, make_folder
from scraper.exporters.warc import WarcWriter
from scraper.settings import Source

WARC_FOLDER = "warc"
"""Subfolder of the record segments' folder."""
REMOVAL_FOLDER = "removed"
"""Another one, which is created with the first removal."""


@dataclass(eq=False)
class OutputFiles:
    """The open files of one source.

    Attributes:
        folder: of the record segments.
        records: writes them.
        warc: writes the pages as received; None if the source does not keep them.
        removals: writes the removals; None while there was none.
        position: end of the committed records; warc_position: of the committed pages;
            removal_position: of the committed removals.
        finished: the segments that were completed since the files were opened.
    """

    folder: Path
    records: SegmentWriter
    warc: WarcWriter | None
    position: Position | None
    warc_position: Position | None
    lock: FolderLock
    removals: RemovalWriter | None = None
    removal_position: Position | None = None
    finished: list[Path] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, source: Source, number: int, frontier: Frontier) -> Self:
        """Continue the source's files after the positions that the frontier has stored.

        Args:
            folder: as configured now. Files that are open in another one are finished there, unless
                they are in this one: the folder was moved or copied.
            number: of the source, in the frontier.

        Raises:
            ExportError: the folder or a file cannot be read or written, or another pass writes to
                the folder.
        """
        runs = frontier.runs
        old_folder = runs.position(number)[0]
        is_elsewhere = old_folder is not None and old_folder != folder
        if old_folder is not None and is_elsewhere and not _has_open_files(folder, number, runs):
            finish_files(old_folder, number, frontier)
        position = runs.position(number)[1]
        compression: Compression = None if source.compression == "none" else source.compression
        make_folder(folder)
        lock = FolderLock(folder)
        records: SegmentWriter | None = None
        removals: RemovalWriter | None = None
        try:
            others = runs.segments_of_others(number)
            if (folder / REMOVAL_FOLDER).is_dir():
                removals = RemovalWriter.recover(
                    folder / REMOVAL_FOLDER, runs.removal_position(number), others=others
                )
            records = SegmentWriter.recover(
                folder,
                position,
                others=others,
                compression=compression,
                max_bytes=source.segment_size,
            )
            warc = _open_warc(folder, source, number, frontier)
        except BaseException:
            for opened in (records, removals):
                if opened is not None:
                    opened.close()
            lock.release()
            raise
        return cls(
            folder,
            records,
            warc,
            records.position,
            warc.position if warc else None,
            lock,
            removals,
            removals.position if removals else None,
        )

    def append_removals(self, lines: Sequence[bytes]) -> Position:
        """Write removals, and sync them to disk.

        Raises:
            ExportError: they cannot be written; none of them is kept.
        """
        if self.removals is None:
            self.removals = RemovalWriter(self.folder / REMOVAL_FOLDER)
        return self.removals.append(lines)

    def committed(self, position: Position) -> None:
        """Note that the records up to this position are stored."""
        if self.position is not None and self.position.segment != position.segment:
            # A full segment got its final name when the next one was begun.
            self.finished.append(self.folder / self.position.segment)
        self.position = position

    def others_committed(self) -> None:
        """Note that the pages and the removals written so far are stored."""
        self.warc_position = self.warc.position if self.warc is not None else None
        self.removal_position = self.removals.position if self.removals is not None else None

    def rollback_others(self) -> None:
        """Undo what was written of pages and removals since the last commit.

        Raises:
            ExportError: a file cannot be truncated.
        """
        if self.warc is not None:
            self.warc.rollback(self.warc_position)
        if self.removals is not None:
            self.removals.rollback(self.removal_position)

    def finish(self) -> None:
        """Give the open files their final names.

        Raises:
            ExportError: one of them cannot be renamed.
        """
        finished = self.records.finish()
        if finished is not None:
            self.finished.append(finished)
        for other in (self.warc, self.removals):
            if other is not None:
                other.finish()
        self.lock.release()

    def close(self) -> None:
        """Close without finishing; the next ``open`` continues them."""
        for file in (self.records, self.warc, self.removals):
            if file is not None:
                file.close()
        self.lock.release()


def _open_warc(folder: Path, source: Source, number: int, frontier: Frontier) -> WarcWriter | None:
    """Continue the source's WARC file. One that was open when ``warc`` was disabled is finished."""
    runs = frontier.runs
    position = runs.warc_position(number)
    if not source.warc and position is None:
        return None
    warc = WarcWriter.recover(
        folder / WARC_FOLDER,
        position,
        others=runs.segments_of_others(number),
        prefix=source.name,
        info={"robots": "obey"},
    )
    if source.warc:
        return warc
    warc.finish()
    with frontier.transaction():
        runs.set_warc_position(number, None)
    return None


def finish_files(folder: Path, number: int, frontier: Frontier) -> None:
    """Finish the open files of a source in a folder to which it does not write any more.

    Args:
        number: of the source, in the frontier.

    Raises:
        ExportError: a file cannot be read or renamed.
    """
    runs = frontier.runs
    position, warc_position = runs.position(number)[1], runs.warc_position(number)
    if position is not None:
        SegmentWriter.complete(folder, position)
    if warc_position is not None:
        WarcWriter.complete(folder / WARC_FOLDER, warc_position)
    removal_position = runs.removal_position(number)
    if removal_position is not None:
        RemovalWriter.complete(folder / REMOVAL_FOLDER, removal_position)
    if runs.has_open_files(number):
        with frontier.transaction():
            runs.clear_positions(number, folder)


def _has_open_files(folder: Path, number: int, runs: Runs) -> bool:
    """Whether a folder has one of a source's open files, whose names are unique."""
    places = (
        (folder, runs.position(number)[1]),
        (folder / WARC_FOLDER, runs.warc_position(number)),
        (folder / REMOVAL_FOLDER, runs.removal_position(number)),
    )
    return any(at is not None and (place / (at.segment + PART)).exists() for place, at in places)


def has_unfinished_files(folder: Path) -> bool:
    """Whether a folder of record segments has files of any kind that are not finished."""
    places = (folder, folder / WARC_FOLDER, folder / REMOVAL_FOLDER)
    return any(any(place.glob(f"*{PART}")) for place in places)
