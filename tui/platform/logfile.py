"""The log of one service on disk: appended to, rotated by size, read from its end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

BLOCK = 64 * 1024
ROTATE_AT = 8 * 1024 * 1024


class LogFile:
    """A log in at most two files: `log`, and `log.1` with what came before.

    Written and opened for reading on one thread; an opened view can be read on any.
    """

    def __init__(self, path: Path, *, rotate_at: int = ROTATE_AT) -> None:
        self._path = path
        self._older = older_part(path)
        self._rotate_at = rotate_at
        self._ends_a_line = True
        self._descriptor = self._open(path)
        self._size = os.fstat(self._descriptor).st_size
        if self._size and os.pread(self._descriptor, 1, self._size - 1) != b"\n":
            # The platform was killed in the middle of a line; what comes now is another one.
            self.append(b"\n")

    def append(self, text: bytes) -> None:
        """Write *text* at the end, all of it or, when that fails with OSError (a full disk), nothing."""
        if self._size + len(text) > self._rotate_at and self._ends_a_line:
            self._rotate()
        written = 0
        try:
            while written < len(text):
                written += os.write(self._descriptor, memoryview(text)[written:])
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += written
        if text:
            self._ends_a_line = text.endswith(b"\n")

    def clear(self) -> None:
        """Start over with an empty log."""
        self._older.unlink(missing_ok=True)
        os.ftruncate(self._descriptor, 0)
        self._size = 0
        self._ends_a_line = True

    def close(self) -> None:
        """Give the file back; to append fails from now on."""
        os.close(self._descriptor)
        self._descriptor = -1

    def _open(self, path: Path) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(path, flags, 0o600)

    def _rotate(self) -> None:
        draft = self._path.with_name(self._path.name + ".new")
        # First of all what can fail: until then nothing has changed.
        descriptor = self._open(draft)
        self._path.replace(self._older)
        draft.replace(self._path)
        os.close(self._descriptor)
        self._descriptor = descriptor
        self._size = 0


def older_part(path: Path) -> Path:
    """Where a log's lines from before the last rotation are."""
    return path.with_name(path.name + ".1")


def view_log(path: Path) -> LogView:
    """The log as it is now, for reading; to be closed. A log that was never written is empty."""
    parts = []
    for part in (older_part(path), path):
        try:
            descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue
        parts.append((descriptor, os.fstat(descriptor).st_size))
    return LogView(tuple(parts))


@dataclass(frozen=True, slots=True)
class LogView:
    """A log at one moment: descriptors of its files, the older one first, with their sizes then."""

    parts: Sequence[tuple[int, int]]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor, _size in self.parts:
            os.close(descriptor)

    def tail(self, lines: int | None) -> bytes:
        """The last *lines* lines, an unfinished one counted too; all of it for None.

        Reads backwards in blocks of 64 KiB and no further than needed.
        """
        if lines is None:
            return b"".join(os.pread(descriptor, size, 0) for descriptor, size in self.parts)
        blocks: list[bytes] = []
        missing = lines
        for descriptor, size in reversed(self.parts):
            end = size
            while end > 0 and missing > 0:
                begin = max(0, end - BLOCK)
                block = os.pread(descriptor, end - begin, begin)
                missing = _take(block, missing, blocks)
                end = begin
        return b"".join(reversed(blocks))


def _take(block: bytes, missing: int, blocks: list[bytes]) -> int:
    """Put the wanted end of *block* into *blocks*, the last block first; gives how many lines are still missing."""
    # The line end at the very end of the log ends the last line and starts none.
    search_end = len(block) - 1 if not blocks and block.endswith(b"\n") else len(block)
    count = block.count(b"\n", 0, search_end)
    if count < missing:
        blocks.append(block)
        return missing - count
    start = search_end
    for _ in range(missing):
        start = block.rfind(b"\n", 0, start)
    blocks.append(block[start + 1 :])
    return 0
