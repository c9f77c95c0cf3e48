"""A live log on the Line API: only the lines in the window are decoded, cleaned and drawn, whatever the log holds."""

from __future__ import annotations

import time
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from weakref import WeakKeyDictionary

from rich.segment import Segment
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.commands.bindings import command_binding, move_bindings
from tui.commands.moves import LOG_MOVES
from tui.presentation.palette import UNICODE, Glyphs
from tui.widgets.log_lines import LineView, LogLines, LogStyles
from tui.widgets.log_pace import Pace
from tui.widgets.log_place import Place
from tui.widgets.log_window import Position

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from textual import events
    from textual.timer import Timer

    from tui.logs.store import LogStore

WHEEL_ROWS = 3
_COMPONENTS = ("mark", "time", "note", "empty")


class Shown(NamedTuple):
    """What one row of the window shows; rows that compare equal look the same."""

    seq: int
    row: int
    mark: bool
    unfinished: bytes | None
    """The text so far where the line is the unfinished last one."""


class LogView(ScrollView, can_focus=True):
    """A window onto one log at a time; where one was in each log is remembered.

    The place is kept as the sequence number of a line, so that neither new lines nor dropped ones move what one reads.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"log-view--{name}" for name in _COMPONENTS}
    DEFAULT_CSS = """
    LogView {
        overflow: hidden hidden;
        & > .log-view--mark { color: $text-muted; text-style: italic; }
        & > .log-view--time { color: $text-muted; }
        & > .log-view--note { color: $text-warning; }
        & > .log-view--empty { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *move_bindings(LOG_MOVES),
        command_binding("log.follow", "follow_end"),
        command_binding("log.wrap", "toggle_wrap"),
        command_binding("log.timestamps", "toggle_timestamps"),
    ]
    ALLOW_SELECT = False

    wrap: reactive[bool] = reactive(default=False, init=False)
    """Whether long lines take several rows; else one scrolls to their end."""
    timestamps: reactive[bool] = reactive(default=True, init=False)
    """Whether the time a line was written stands in front of it."""

    class FollowChanged(Message):
        """Following began or stopped, or more new lines wait below the window."""

        def __init__(self, view: LogView, *, follow: bool, new_lines: int) -> None:
            self.view = view
            self.follow = follow
            self.new_lines = new_lines
            super().__init__()

        @property
        def control(self) -> LogView:
            """The view, for selectors."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Let the newest one stand for all of a view that wait."""
            return isinstance(message, LogView.FollowChanged) and message.view is self.view

    def __init__(
        self,
        *,
        empty: str = "",
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.monotonic,
        zone: tzinfo | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._store: LogStore | None = None
        self._places: WeakKeyDictionary[LogStore, Place] = WeakKeyDictionary()
        self._place = Place()
        self._lines: LogLines | None = None
        self._window: tuple[Shown, ...] = ()
        self._empty = empty
        self._glyphs = glyphs
        self._pace = Pace(clock)
        self._zone = zone
        self._drawn_version = -1
        self._pending: Timer | None = None
        self._told = (True, 0)

    # What the owner sets and asks

    @property
    def store(self) -> LogStore | None:
        """The log that is shown."""
        return self._store

    @property
    def follow(self) -> bool:
        """Whether the window stays at the end as the log grows."""
        return self._place.follow

    @property
    def new_lines(self) -> int:
        """How many lines came below the window since following stopped; 0 while it follows."""
        return 0 if self._store is None else self._place.new_lines(self._store)

    @property
    def top(self) -> Position:
        """The first row of the window: a sequence number and the row of that line."""
        return self._place.top

    def show(self, store: LogStore | None) -> None:
        """Show another log, at the place where one was in it; a new one at its end."""
        if store is self._store:
            return
        self._store = store
        self._place = Place() if store is None else self._places.setdefault(store, Place())
        self._redraw()

    def follow_end(self) -> None:
        """Move to the end and stay there as the log grows."""
        if not self._place.follow:
            self._place.follow = True
            self._settle()

    def toggle_wrap(self) -> None:
        """Wrap long lines, or stop it."""
        self.wrap = not self.wrap

    def toggle_timestamps(self) -> None:
        """Show the time of each line, or hide it."""
        self.timestamps = not self.timestamps

    def set_empty(self, text: str) -> None:
        """Say this where there are no lines: why, and which key helps."""
        if text != self._empty:
            self._empty = text
            if not self._window:
                self.refresh()

    def set_look(self, glyphs: Glyphs) -> None:
        """Use other signs."""
        self._glyphs = glyphs
        self._redraw()

    def refresh_from_store(self) -> None:
        """Draw what is new in the store, now or as soon as it makes sense; to be called when its version grew."""
        store = self._store
        if store is None or store.version == self._drawn_version or self._pending is not None:
            return
        wait = self._pace.wait(store.end, self.size.height)
        if wait > 0:
            self._pending = self.set_timer(wait, self._draw_pending)
        else:
            self._settle()

    def _draw_pending(self) -> None:
        self._pending = None
        if self._store is not None and self._store.version != self._drawn_version:
            self._settle()

    # Moving

    def action_move(self, where: str) -> None:
        """Move up or down a row or a page; of a page one row stays in view."""
        page = max(1, self.size.height - 1)
        self._move_by({"up": -1, "down": 1, "page up": -page, "page down": page}[where])

    def action_first(self) -> None:
        """Move to the first line kept."""
        lines, store = self._ready_lines(), self._store
        if lines is not None and store is not None:
            self._place.move_to(Position(store.first), lines, self.size.height, store.end)
            self._settle()

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

    def watch_wrap(self) -> None:
        """Break the lines in the window anew; the first one stays the first one."""
        self._place.top = Position(self._place.top.seq)
        self._place.left = 0
        self._redraw()

    def watch_timestamps(self) -> None:
        """Draw the lines in the window anew."""
        self._redraw()

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
        lines, store = self._ready_lines(), self._store
        if lines is not None and store is not None:
            self._place.move_by(rows, lines, self.size.height, store.end)
            self._settle()

    # Drawing

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old styles."""
        super().notify_style_update()
        self._lines = None

    def on_resize(self) -> None:
        """Break the lines anew, at the place where one reads."""
        self._redraw()

    def _redraw(self) -> None:
        """Draw everything anew."""
        self._lines = None
        self._window = ()
        self.refresh()
        self._settle()

    def _settle(self) -> None:
        """Bring window, picture and owner up to the store's state; draws only rows that show something else."""
        before, self._window = self._window, self._rows()
        store = self._store
        if store is not None:
            self._drawn_version = store.version
            self._pace.drawn(store.end)
            if self._window:
                self._place.seen = max(self._place.seen, min(self._window[-1].seq + 1, store.end))
        for y, (old, new) in enumerate(zip_longest(before, self._window)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))
        self._tell()

    def _rows(self) -> tuple[Shown, ...]:
        """Put the place where it belongs and give the rows of the window."""
        lines, store, height = self._ready_lines(), self._store, self.size.height
        if lines is None or store is None or height <= 0:
            return ()
        return tuple(
            Shown(seq, row, store.is_mark(seq), store.partial if seq >= store.end else None)
            for seq, row in self._place.rows(lines, height)
        )

    def _tell(self) -> None:
        state = (self.follow, self.new_lines)
        if state != self._told:
            self._told = state
            self.post_message(self.FollowChanged(self, follow=state[0], new_lines=state[1]))

    def _ready_lines(self) -> LogLines | None:
        """Give the lines as rows for the size, theme and settings of now."""
        if self._lines is None and self._store is not None and self.size.width:
            view = LineView(self.size.width, wrap=self.wrap, timestamps=self.timestamps, zone=self._zone)
            mark, time_, note = (self.get_component_rich_style(f"log-view--{name}") for name in _COMPONENTS[:3])
            styles = LogStyles(self.rich_style, mark, time_, note, colours=not self.app.no_color)
            self._lines = LogLines(self._store, view, styles, self._glyphs)
        return self._lines

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        width, base, lines = self.size.width, self.rich_style, self._ready_lines()
        if lines is not None and y < len(self._window):
            shown = self._window[y]
            return lines.row(shown.seq, shown.row, self._place.left).extend_cell_length(width, base)
        text = self._empty if y == 0 and not self._window else ""
        style = self.get_component_rich_style("log-view--empty")
        return Strip([Segment(text, style)]).adjust_cell_length(width, base)
