"""What one can do with the log that is shown: find, show only, hide, by level, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.log_field import LogField, Purpose

if TYPE_CHECKING:
    from tui.logs.pattern import Pattern
    from tui.screens.main import MainScreen
    from tui.widgets.log_reading import Reading


class LogCommands:
    """Reads the log on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def ask(self, purpose: Purpose) -> None:
        """Ask what to find, show or hide."""
        if self._reading is not None:
            self._screen.query_one(LogField).open(purpose)

    def typed(self, purpose: Purpose, pattern: Pattern | None, problem: str) -> None:
        """Search while one types; say why a pattern can't be used."""
        self._screen.log_pane.say(problem)
        if purpose is Purpose.SEARCH and not problem:
            self._look_for(pattern)

    def done(self, purpose: Purpose, pattern: Pattern | None) -> None:
        """Do what was asked for; without a pattern leave things as they are, but for a search, which ends."""
        pane, reading = self._screen.log_pane, self._reading
        pane.say("")
        self._screen.set_focus(pane.view)
        if reading is None:
            return
        if purpose is Purpose.SEARCH:
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
        elif pane.view.find(forward=forward) is None:
            more = "" if reading.search.done else " yet; the search goes on"
            self._screen.notify(
                f"No other line found {'below' if forward else 'above'}{more}.", timeout=2, markup=False
            )
        pane.tell()

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

    def remove_filter(self) -> bool:
        """Take the filter away that was added last, then the search; False where there is neither."""
        reading = self._reading
        if reading is None:
            return False
        if not reading.remove_last():
            if reading.search is None:
                return False
            reading.look_for(None)
        self._changed()
        return True

    @property
    def _reading(self) -> Reading | None:
        return self._screen.log_pane.view.reading

    def _look_for(self, pattern: Pattern | None) -> None:
        if (reading := self._reading) is not None:
            reading.look_for(pattern)
            self._changed()

    def _changed(self) -> None:
        self._screen.log_pane.view.reading_changed()
        self._screen.log_pane.tell()
