"""A live log: how one moves in it, and what of it one chooses to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from tui.commands.bindings import command_binding, move_bindings
from tui.commands.moves import LOG_MOVES
from tui.logs.format import Times
from tui.widgets import log_window
from tui.widgets.log_canvas import LogCanvas
from tui.widgets.log_messages import TopReached
from tui.widgets.log_window import Position

if TYPE_CHECKING:
    from textual import events

    from tui.widgets.log_lines import LogLines

WHEEL_ROWS = 3
TIMES = (Times.LOCAL, Times.HIDDEN, Times.UTC, Times.RELATIVE)


class LogView(LogCanvas):
    """A log that one moves in with keys and the mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *move_bindings(LOG_MOVES),
        command_binding("log.follow", "follow_end"),
        command_binding("log.wrap", "toggle_wrap"),
        command_binding("log.timestamps", "toggle_timestamps"),
    ]

    def follow_end(self) -> None:
        """Move to the end and stay there as the log grows."""
        if not self._place.follow:
            self._place.follow = True
            self._settle()

    def toggle_wrap(self) -> None:
        """Wrap long lines, or stop it."""
        self.wrap = not self.wrap

    def toggle_timestamps(self) -> None:
        """Show no times, then those of UTC, then ages, then those of this place again; a line as it came stays so."""
        if self.appearance.times is Times.RAW:
            return
        times = TIMES[(TIMES.index(self.appearance.times) + 1) % len(TIMES)]
        self.appearance = self.appearance._replace(times=times)

    def toggle_compact(self) -> None:
        """Show data lines in short, or as they came."""
        self.appearance = self.appearance._replace(compact=not self.appearance.compact)

    def find(self, *, forward: bool) -> int | None:
        """Go to the next line found, below the window's first line or above it; gives it, or None at the end."""
        found = self._reading.find(self._place.top.seq, forward=forward) if self._reading is not None else None
        if found is not None:
            self.go_to(found)
        return found

    def go_to(self, seq: int) -> None:
        """Bring a line into view, with some of what stands around it, and stop following."""
        lines, log = self._ready_lines(), self._log
        if lines is None or log is None:
            return
        if any(shown.seq == seq for shown in self._window) and not self._place.follow:
            return
        top = log_window.up(lines, Position(seq), self.size.height // 3)
        self._place.follow = False
        self._place.move_to(top, lines, self.size.height, log.end)
        self._place.follow = False
        self._settle()

    def action_move(self, where: str) -> None:
        """Move up or down a row or a page; of a page one row stays in view."""
        page = max(1, self.size.height - 1)
        self._move_by({"up": -1, "down": 1, "page up": -page, "page down": page}[where])

    def action_first(self) -> None:
        """Move to the first line kept."""
        lines, log = self._ready_lines(), self._log
        if lines is not None and log is not None:
            self._place.move_to(Position(log.first), lines, self.size.height, log.end)
            self._settle()
            self._tell_top(lines)

    def action_follow_end(self) -> None:
        """Move to the end and stay there."""
        self.follow_end()

    def action_left(self) -> None:
        """Show what is further left."""
        self._scroll_sideways(-self._side_step)

    def action_right(self) -> None:
        """Show what is further right."""
        self._scroll_sideways(self._side_step)

    def action_toggle_wrap(self) -> None:
        """Wrap long lines, or stop it."""
        self.toggle_wrap()

    def action_toggle_timestamps(self) -> None:
        """Show the time of each line, or hide it."""
        self.toggle_timestamps()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down some rows, or to the right with shift."""
        event.stop()
        if event.shift:
            self.action_right()
        else:
            self._move_by(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up some rows, or to the left with shift."""
        event.stop()
        if event.shift:
            self.action_left()
        else:
            self._move_by(-WHEEL_ROWS)

    @property
    def _side_step(self) -> int:
        """Columns for one step sideways: few steps, because each draws the whole window."""
        return max(8, self.size.width // 4)

    def _scroll_sideways(self, columns: int) -> None:
        if self.wrap or self._lines is None:
            return
        widest = max((self._lines.width(shown.seq) for shown in self._window), default=0)
        left = max(0, min(self._place.left + columns, widest - self.size.width // 2))
        if left != self._place.left:
            self._place.left = left
            self.refresh()

    def _move_by(self, rows: int) -> None:
        lines, log, self._anchor = self._ready_lines(), self._log, None
        if lines is not None and log is not None:
            self._place.move_by(rows, lines, self.size.height, log.end)
            self._settle()
            if rows < 0:
                self._tell_top(lines)

    def _tell_top(self, lines: LogLines) -> None:
        """Tell when one has moved up as far as the lines that are kept go."""
        if (
            self._window
            and self._place.top == Position(self._window[0].seq)
            and lines.before(self._place.top.seq) is None
        ):
            self.post_message(TopReached(self))
