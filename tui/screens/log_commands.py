"""What one can do with the log that is shown: find, show only, hide, by level, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakSet

from tui.client.errors import ApiError
from tui.logs.merge import MergedLog
from tui.presentation.texts import plain
from tui.screens.log_jumps import LogJumps
from tui.screens.log_picking import LinePicking
from tui.screens.log_piping import LogPiping
from tui.screens.log_saving import LogSaving
from tui.widgets.log_field import LogField, Purpose
from tui.widgets.log_picking import PickingView

if TYPE_CHECKING:
    from tui.logs.merged_reading import MergedSearch
    from tui.logs.pattern import Pattern
    from tui.logs.query import Search
    from tui.logs.store import LogStore
    from tui.screens.main import MainScreen
    from tui.state.logbook import LogBook
    from tui.widgets.log_canvas import LogCanvas
    from tui.widgets.log_reading import Reading


class LogCommands:
    """Reads the log on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._picking = LinePicking(screen)
        self._saving = LogSaving(screen)
        self._piping = LogPiping(screen, lambda: self._saving.wanted)
        self._jumps = LogJumps(screen)
        self._texts: dict[Purpose, Callable[[str], None]] = {
            Purpose.SAVE: self._saving.save,
            Purpose.TIME: self._jumps.to_time,
            Purpose.NOTE: self._picking.note,
            Purpose.PIPE: self._piping.pipe,
        }
        """What is done with a text that is no pattern."""
        self._proposals: dict[Purpose, Callable[[], str]] = {
            Purpose.SAVE: self._saving.proposal,
            Purpose.PIPE: self._piping.proposal,
        }
        self._read_to_the_top: WeakSet[LogStore] = WeakSet()
        """Logs that have no earlier lines, or are being asked for them."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command on the log does."""
        return {
            "log.follow": self._on_view(PickingView.follow_end),
            "log.wrap": self._on_view(PickingView.toggle_wrap),
            "log.timestamps": self._on_view(PickingView.toggle_timestamps),
            "log.search": lambda: self.ask(Purpose.SEARCH),
            "log.next": lambda: self.find(forward=True),
            "log.previous": lambda: self.find(forward=False),
            "log.show": lambda: self.ask(Purpose.SHOW),
            "log.hide": lambda: self.ask(Purpose.HIDE),
            "log.level": self.raise_level,
            "log.context": self.toggle_context,
            "log.unfilter": self.remove_filter,
            "log.data": self._on_view(PickingView.toggle_compact),
            "log.save": lambda: self.ask(Purpose.SAVE),
            "log.pipe": lambda: self.ask(Purpose.PIPE),
            "log.time": lambda: self.ask(Purpose.TIME),
            "log.next_error": lambda: self._jumps.to_error(forward=True),
            "log.previous_error": lambda: self._jumps.to_error(forward=False),
            "log.next_mark": lambda: self._jumps.to_mark(forward=True),
            "log.previous_mark": lambda: self._jumps.to_mark(forward=False),
            **self._picking.handlers(),
        }

    def ask(self, purpose: Purpose) -> None:
        """Ask what to find, show or hide, where to go, where to save, what to pipe to."""
        if self._reading is not None:
            proposal = self._proposals.get(purpose, str)
            self._screen.query_one(LogField).open(purpose, proposal())

    def typed(self, event: LogField.Typed) -> None:
        """Search while one types; say why a pattern can't be used."""
        self._screen.log_pane.say(event.problem)
        if event.purpose is Purpose.SEARCH and not event.problem:
            self._look_for(event.pattern)

    def done(self, event: LogField.Done) -> None:
        """Do what was asked for; without a pattern leave things as they are, but for a search, which ends."""
        pane, reading = self._screen.log_pane, self._reading
        purpose, pattern = event.purpose, event.pattern
        pane.say("")
        self._screen.set_focus(pane.view)
        if reading is None:
            return
        if purpose in self._texts:
            if event.text is not None:
                self._texts[purpose](event.text)
        elif purpose is Purpose.SEARCH:
            self._look_for(pattern)
            if pattern is not None and pane.view.find(forward=False) is None:
                self.find(forward=True)
        elif pattern is not None:
            reading.add(pattern, hide=purpose is Purpose.HIDE)
            pane.view.reading_changed()
        pane.tell()

    def find(self, *, forward: bool) -> None:
        """Go to the next or the previous line found."""
        pane, reading = self._screen.log_pane, self._reading
        if reading is None or reading.search is None:
            self._screen.notify("Nothing is searched for. / begins a search.", markup=False)
        elif pane.view.find(forward=forward) is None and not self._find_beside(reading.search, forward=forward):
            more = "" if reading.search.done else " yet; the search goes on"
            self._screen.notify(
                f"No other line found {'below' if forward else 'above'}{more}.", timeout=2, markup=False
            )
        self._screen.log_area.tell()

    def _find_beside(self, search: Search | MergedSearch, *, forward: bool) -> bool:
        """Go to the first line found in the next pane that has one, or to the last one in a pane before.

        Only once *search*, that of the pane one is in, is done: it may find more there.
        """
        if not search.done:
            return False
        area = self._screen.log_area
        here = area.panes.index(area.current)
        others = range(here + 1, len(area.panes)) if forward else range(here - 1, -1, -1)
        for place in others:
            view = area.panes[place].view
            if view.find_from_the_edge(forward=forward) is not None:
                area.make_current(place)
                self._screen.set_focus(view)
                return True
        return False

    def switch(self) -> None:
        """Show pinned logs in the next way; what is searched for stays."""
        reading = self._reading
        pattern = reading.search.pattern if reading is not None and reading.search is not None else None
        self._screen.together.switch()
        if pattern is not None:
            self._look_for(pattern)

    def raise_level(self) -> None:
        """Show graver lines only: all, info, warnings, errors, and all again."""
        if (reading := self._reading) is not None:
            reading.next_level()
            self._changed()

    def toggle_context(self) -> None:
        """Show everything around what the filters show, and only that again."""
        if (reading := self._reading) is not None and reading.wanted.active:
            reading.in_context = not reading.in_context
            self._changed()

    def leave(self) -> bool:
        """Go back to where no line is picked; False where none was."""
        return self._picking.leave()

    def remove_filter(self) -> bool:
        """Take the filter away that was added last, then the search; False where there is neither."""
        reading = self._reading
        if reading is None:
            return False
        if reading.remove_last():
            self._changed()
        elif reading.search is not None:
            self._look_for(None)
        else:
            return False
        return True

    def read_earlier(self, view: LogCanvas) -> None:
        """Read what was logged before the first line that is kept of each log *view* shows, unless nothing was."""
        log, session = view.log_shown, self._screen.app.session
        stores = log.stores if isinstance(log, MergedLog) else (log,) if log is not None else ()
        for store in stores:
            if session is not None and not store.dropped and store not in self._read_to_the_top:
                self._read_to_the_top.add(store)
                work = self._read_earlier(session.logs, store, view)
                self._screen.run_worker(work, group="earlier log", name="read earlier lines")

    async def _read_earlier(self, logs: LogBook, store: LogStore, view: LogCanvas) -> None:
        pane = next((each for each in self._screen.log_area.panes if each.view is view), self._screen.log_pane)
        pane.note("reading earlier lines")
        try:
            outcome = await logs.read_earlier(store)
        finally:
            pane.note("")
        if outcome.earlier or outcome.error is not None:
            self._read_to_the_top.discard(store)
        if isinstance(outcome.error, ApiError):
            told = f"Earlier lines can't be read now: {plain(outcome.error.message)}"
            self._screen.notify(told, severity="warning", markup=False)

    def _on_view(self, do: Callable[[PickingView], object]) -> Callable[[], object]:
        """What does something with the log that has the focus when the time comes."""
        return lambda: do(self._view)

    @property
    def _view(self) -> PickingView:
        return self._screen.log_pane.view

    @property
    def _reading(self) -> Reading | None:
        return self._view.reading

    def _look_for(self, pattern: Pattern | None) -> None:
        """Search all logs in view."""
        for pane in self._screen.log_area.panes:
            if pane.view.reading is not None:
                pane.view.reading.look_for(pattern)
                pane.view.reading_changed()
        self._screen.log_area.tell()

    def _changed(self) -> None:
        self._screen.log_pane.view.reading_changed()
        self._screen.log_pane.tell()
