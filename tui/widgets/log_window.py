"""Which rows of which lines a window onto a log shows: arithmetic on sequence numbers, without any drawing.

A line takes one row, or several where it is wrapped. Each function visits only lines near the window, so that its cost
does not depend on the length of the log.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Position(NamedTuple):
    """A row of a line."""

    seq: int
    """The line's sequence number."""
    row: int = 0
    """Which of the line's rows, from 0."""


class Shown(NamedTuple):
    """What one row of the window shows; rows that compare equal look the same."""

    seq: int
    row: int
    mark: bool
    unfinished: bytes | None
    """The text so far where the line is the unfinished last one."""
    cursor: bool = False
    """Whether the line has the cursor."""
    chosen: bool = False
    """Whether it belongs to the range that is chosen."""
    note: str | None = None
    """What the user noted at the mark on it, empty for a mark alone; None where it is not marked."""
    silence: bool = False
    """Whether it is the row before the line that tells how long the log was silent."""


class Lines(Protocol):
    """The lines that can be shown, in order, and how many rows each takes."""

    def head(self) -> int | None:
        """Give the first line, None where there is none."""

    def tail(self) -> int | None:
        """Give the last line, None where there is none."""

    def after(self, seq: int) -> int | None:
        """Give the line that follows, shown or not shown itself."""

    def before(self, seq: int) -> int | None:
        """Give the line in front, shown or not shown itself."""

    def height(self, seq: int) -> int:
        """Give the rows a line takes, at least 1."""


def rows_from(lines: Lines, top: Position, height: int) -> list[Position]:
    """Give what stands in a window of so many rows, fewer where the log ends."""
    rows: list[Position] = []
    seq: int | None = top.seq
    row = top.row
    while seq is not None and len(rows) < height:
        rows.extend(Position(seq, number) for number in range(row, lines.height(seq)))
        row = 0
        seq = lines.after(seq)
    return rows[:height]


def down(lines: Lines, position: Position, rows: int) -> Position:
    """Give the position so many rows further down, or the last there is."""
    seq, row = position.seq, position.row + rows
    while row >= (height := lines.height(seq)):
        following = lines.after(seq)
        if following is None:
            return Position(seq, height - 1)
        seq, row = following, row - height
    return Position(seq, row)


def up(lines: Lines, position: Position, rows: int) -> Position:
    """Give the position so many rows further up, or the first there is."""
    seq, row = position.seq, position.row - rows
    while row < 0:
        previous = lines.before(seq)
        if previous is None:
            return Position(seq, 0)
        seq, row = previous, row + lines.height(previous)
    return Position(seq, row)


def last_top(lines: Lines, height: int) -> Position | None:
    """Give the first row of the window that ends with the log's end; None where there are no lines."""
    tail = lines.tail()
    if tail is None:
        return None
    return up(lines, Position(tail, lines.height(tail) - 1), max(0, height - 1))


def clamp(lines: Lines, top: Position, height: int) -> Position | None:
    """Give the nearest position at which the window shows as much as it can; None where there are no lines."""
    last, head = last_top(lines, height), lines.head()
    if last is None or head is None:
        return None
    if top >= last:
        return last
    return max(_shown(lines, top), Position(head))


def nearest(lines: Lines, seq: int) -> int | None:
    """Give a line itself where it is shown, else the next one that is; None where there are no lines."""
    return None if lines.head() is None else _shown(lines, Position(seq)).seq


def bring_into_view(lines: Lines, seq: int, top: Position, height: int) -> Position:
    """Give the top row nearest to *top* at which a window shows a line, its beginning at least."""
    start = Position(seq)
    lowest = up(lines, Position(seq, lines.height(seq) - 1), max(0, height - 1))
    return min(start, max(top, lowest))


def _shown(lines: Lines, position: Position) -> Position:
    """Move a position whose line is not shown (any more) to the next line that is."""
    previous = lines.before(position.seq)
    seq = lines.head() if previous is None else lines.after(previous)
    if seq is None or seq != position.seq:
        return Position(position.seq if seq is None else seq)
    return Position(seq, min(position.row, lines.height(seq) - 1))
