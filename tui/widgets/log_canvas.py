"""What is drawn of a log: only the lines in the window are decoded, cleaned and drawn, whatever the log holds."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from rich.segment import Segment
from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.logs.format import Display, Times, zone_name
from tui.logs.store import LogStore
from tui.presentation.palette import UNICODE, Glyphs
from tui.widgets.log_lines import Finish, LineView
from tui.widgets.log_messages import FollowChanged
from tui.widgets.log_names import lines_of
from tui.widgets.log_pace import Pace
from tui.widgets.log_place import Place
from tui.widgets.log_reading import Reading
from tui.widgets.log_styles import COMPONENTS, CSS, styles_of
from tui.widgets.log_window import Position, Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from tui.logs.merge import MergedLog
    from tui.widgets.log_lines import LogLines

AGES_EVERY = 10.0
"""Seconds between two looks at the ages of lines, where those are shown."""
BEHIND_FRAME = 0.02
"""Seconds after which a frame is painted."""
BETWEEN_SLICES = 0.001
"""Seconds that everything else has between two slices of a search."""


class LogCanvas(ScrollView, can_focus=True):
    """A window onto one log at a time, on the Line API; where one was in each log is remembered.

    The place is kept as the sequence number of a line, so that neither new lines nor dropped ones move what one reads.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = CSS
    ALLOW_SELECT = False

    wrap: reactive[bool] = reactive(default=False, init=False)
    """Whether long lines take several rows; else one scrolls to their end."""
    appearance: reactive[Display] = reactive(Display, init=False)
    """How times and data are shown."""

    FollowChanged = FollowChanged

    def __init__(
        self,
        *,
        empty: str = "",
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.monotonic,
        zone: tzinfo | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        id: str | None = None,  # noqa: A002 -- Textual's own name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._log: LogStore | MergedLog | None = None
        self._places: WeakKeyDictionary[LogStore | MergedLog, Place] = WeakKeyDictionary()
        self._place = Place()
        self._lines: LogLines | None = None
        self._finish = Finish()
        self._window: tuple[Shown, ...] = ()
        self._empty = empty
        self._glyphs = glyphs
        self._pace = Pace(clock)
        self._now = now
        self._readings: WeakKeyDictionary[LogStore | MergedLog, Reading] = WeakKeyDictionary()
        self._reading: Reading | None = None
        self._working = False
        self.set_reactive(LogCanvas.appearance, Display(zone=zone))
        self._drawn_version = -1
        self._pending: Timer | None = None
        self._ahead: Timer | None = None
        self._ageing: Timer | None = None
        self._told: tuple[object, ...] = (True, 0, None, None, Times.LOCAL)
        self._anchor: Position | None = None
        self.when_changed: Callable[[], None] | None = None
        """Called together with `FollowChanged`, which comes too late to be seen in the same frame."""

    @property
    def log_shown(self) -> LogStore | MergedLog | None:
        """The log that is shown, or several that are read as one."""
        return self._log

    @property
    def store(self) -> LogStore | None:
        """The log that is shown, where it is a single one."""
        return self._log if isinstance(self._log, LogStore) else None

    @property
    def follow(self) -> bool:
        """Whether the window stays at the end as the log grows."""
        return self._place.follow

    @property
    def new_lines(self) -> int:
        """How many lines came below the window since following stopped; 0 while it follows."""
        return 0 if self._log is None else self._place.new_lines(self._log)

    @property
    def top(self) -> Position:
        """The first row of the window: a sequence number and the row of that line."""
        return self._place.top

    @property
    def reading(self) -> Reading | None:
        """What is searched for and what is shown of the log."""
        return self._reading

    @property
    def zone(self) -> str:
        """The name of the zone of the times that are shown, empty where none are."""
        shows = self.appearance.times in (Times.LOCAL, Times.UTC)
        return zone_name(self.appearance, self._now()) if shows else ""

    def show(self, log: LogStore | MergedLog | None, *, follow: bool = True) -> None:
        """Show another log, at the place where one was in it; a new one at its end, without *follow* at its start."""
        if log is self._log:
            return
        self._log = log
        self._place = Place() if log is None else self._places.setdefault(log, Place(follow=follow))
        self._reading = None if log is None else self._readings.setdefault(log, Reading(log))
        self._work()
        self._redraw()

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

    def reading_changed(self) -> None:
        """Draw what is wanted now; the line one reads stays where it is."""
        self._anchor = None if self._place.follow else self._place.top
        self._work()
        self._redraw()

    def refresh_from_store(self) -> None:
        """Draw what is new in the store, now or as soon as it makes sense; to be called when its version grew."""
        log = self._log
        if log is None or log.version == self._drawn_version:
            return
        self._work()
        if not self._place.follow and self._ahead is None:
            self._ahead = self.set_timer(BEHIND_FRAME, self._get_end_ready)
        if self._pending is not None:
            return
        wait = self._pace.wait(log.came, self.size.height)
        if wait > 0:
            self._pending = self.set_timer(wait, self._draw_pending)
        else:
            self._settle()

    def watch_wrap(self) -> None:
        """Break the lines in the window anew; the first one stays the first one."""
        self._place.top = Position(self._place.top.seq)
        self._place.left = 0
        self._redraw()

    def watch_appearance(self) -> None:
        """Draw the lines in the window anew, and again and again where their ages are shown."""
        self._redraw()
        if self._ageing is not None:
            self._ageing.stop()
            self._ageing = None
        if self.appearance.times is Times.RELATIVE:
            self._ageing = self.set_interval(AGES_EVERY, self._redraw)

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old styles."""
        super().notify_style_update()
        self._lines = None

    def on_resize(self) -> None:
        """Break the lines anew, at the place where one reads."""
        self._redraw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some rows of the window, without what Textual looks for around each: a log has no border or padding."""
        width, finish = self.size.width, Finish(tuple(self.get_line_filters()), self.background_colors[1])
        if finish != self._finish:
            self._finish, self._lines = finish, None
        strips = [self._row(y, width) for y in crop.line_range]
        start, end = crop.column_span
        return strips if (start, end) == (0, width) else [strip.crop(start, end) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        return self._row(y, self.size.width)

    def _row(self, y: int, width: int) -> Strip:
        lines = self._ready_lines()
        if lines is not None and y < len(self._window):
            return lines.full(self._window[y], self._place.left, width)
        text = self._empty if y == 0 and not self._window else ""
        style = self.get_component_rich_style("log-view--empty")
        return self._finish.of(Strip([Segment(text, style)]).adjust_cell_length(width, self.rich_style))

    def _work(self) -> None:
        """Search and filter what is new, a slice now and the rest between everything else."""
        if self._reading is not None and not self._working and self._reading.step():
            self._working = True
            self.set_timer(BETWEEN_SLICES, self._work_on)

    def _work_on(self) -> None:
        self._working = False
        self._work()
        self._settle()

    def _draw_pending(self) -> None:
        self._pending = None
        if self._log is not None and self._log.version != self._drawn_version:
            self._settle()

    def _get_end_ready(self) -> None:
        """Draw what following would show, so that it is there at once; of what is shown now nothing is forgotten."""
        self._ahead = None
        lines, log = self._ready_lines(), self._log
        if lines is None or log is None or self._place.follow:
            return
        end = replace(self._place, follow=True)
        for shown in (*self._window, *end.shown(lines, self.size.height, log)):
            lines.full(shown, end.left, self.size.width)

    def _redraw(self) -> None:
        """Draw everything anew."""
        self._lines = None
        self._window = ()
        self.refresh()
        self._settle()

    def _settle(self) -> None:
        """Bring window, picture and owner up to the store's state; draws only rows that show something else."""
        before, self._window = self._window, self._rows()
        log = self._log
        if log is not None:
            self._drawn_version = log.version
            self._pace.drawn(log.came)
            if self._window:
                self._place.seen = max(self._place.seen, min(self._window[-1].seq + 1, log.end))
        width, y = self.size.width, 0
        for differs, rows in groupby(old != new for old, new in zip_longest(before, self._window)):
            height = sum(1 for _ in rows)
            if differs:
                self.refresh(Region(0, y, width, height))
            y += height
        self._tell()

    def _rows(self) -> tuple[Shown, ...]:
        """Put the place where it belongs and give the rows of the window."""
        lines, log, height = self._ready_lines(), self._log, self.size.height
        if lines is None or log is None or height <= 0:
            return ()
        if self._anchor is not None:
            # While a filter still looks through the log, the line one was on has not been found yet.
            self._place.top = self._anchor
            if self._reading is None or self._reading.filtered is None or self._reading.filtered.done:
                self._anchor = None
        return tuple(self._place.shown(lines, height, log))

    def _tell(self) -> None:
        hits = self._reading.hits if self._reading is not None else None
        state = (self.follow, self.new_lines, hits, self._place.chosen, self.appearance.times)
        if state != self._told:
            self._told = state
            if self.when_changed is not None:
                self.when_changed()
            self.post_message(self.FollowChanged(self, follow=self.follow, new_lines=self.new_lines))

    def _ready_lines(self) -> LogLines | None:
        """Give the lines as rows for the size, theme and settings of now."""
        if self._lines is None and self._log is not None and self.size.width:
            reading = self._reading
            pattern = reading.search.pattern if reading is not None and reading.search is not None else None
            view = LineView(self.size.width, self.wrap, self.appearance, pattern, self._finish)
            filtered = reading.filtered if reading is not None else None
            self._lines = lines_of(self._log, view, styles_of(self), self._glyphs, filtered=filtered, now=self._now)
        return self._lines
