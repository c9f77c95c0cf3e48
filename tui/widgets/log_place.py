"""Where one reads in a log: whether one follows its end, which row stands first, how far to the right one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.widgets import log_window
from tui.widgets.log_window import Position, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.logs.log import Log
    from tui.widgets.log_lines import LogLines
    from tui.widgets.log_window import Lines

START = Position(0)


@dataclass(eq=False, slots=True)
class Place:
    """A place in one log. It is kept as sequence numbers, so that neither new nor dropped lines move it."""

    follow: bool = True
    """Whether the window stays at the end as the log grows."""
    top: Position = START
    """The first row of the window."""
    left: int = 0
    """The first column shown."""
    seen: int = 0
    """One more than the last line that was in the window, or was there when following stopped."""
    cursor: int | None = None
    """The line with the cursor, while one picks lines."""
    anchor: int | None = None
    """Where the range began that ends at the cursor."""

    @property
    def chosen(self) -> tuple[int, int] | None:
        """The first and the last line that are chosen: the range, or the line with the cursor."""
        if self.cursor is None:
            return None
        anchor = self.cursor if self.anchor is None else self.anchor
        return min(anchor, self.cursor), max(anchor, self.cursor)

    def new_lines(self, log: Log) -> int:
        """Give how many lines wait below the window that came since following stopped."""
        return 0 if self.follow else log.count(self.seen, log.end)

    def move_by(self, rows: int, lines: Lines, height: int, end: int) -> None:
        """Move the window of a log that ends at *end* down by so many rows, or up by a negative number."""
        move = log_window.down if rows > 0 else log_window.up
        if lines.head() is not None:
            self.move_to(move(lines, self.top, abs(rows)), lines, height, end)

    def move_to(self, top: Position, lines: Lines, height: int, end: int) -> None:
        """Move the window: away from the end stops following, down to the end follows again."""
        last = log_window.last_top(lines, height)
        if last is None:
            return
        if self.follow and top < last:
            self.seen = end
        self.follow = top >= last
        self.top = top

    def rows(self, lines: Lines, height: int) -> list[Position]:
        """Give the rows of the window, once it is where it belongs as the log is now."""
        top = log_window.last_top(lines, height) if self.follow else log_window.clamp(lines, self.top, height)
        if top is None:
            return []
        self.top = top
        return log_window.rows_from(lines, top, height)

    def shown(self, lines: LogLines, height: int, log: Log) -> Iterator[Shown]:
        """Give what each row of the window shows, once it is where it belongs."""
        cursor = log_window.nearest(lines, self.cursor) if self.cursor is not None else None
        first, last = self.chosen or (1, 0)
        for seq, row in self.rows(lines, height):
            yield Shown(
                seq,
                row,
                log.is_mark(seq),
                log.unfinished(seq),
                cursor=seq == cursor,
                chosen=first <= seq <= last,
                note=log.notes.get(seq),
                silence=row < lines.rows_before(seq),
            )
