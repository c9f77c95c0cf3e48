"""Goes to places in the log that is shown: a time, the next error or mark and the one before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui.logs.jumps import next_error
from tui.logs.moments import line_at, moment_of

if TYPE_CHECKING:
    from tui.logs.store import LogStore
    from tui.screens.main import MainScreen


class LogJumps:
    """Goes there on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._at: tuple[LogStore, int] | None = None
        """The error or mark one went to last."""
        self._turn = asyncio.Lock()
        """Keys that are pressed fast go one error further each."""

    def to_time(self, text: str) -> None:
        """Go to the first line that is not before the time *text* names."""
        view = self._screen.log_pane.view
        moment = moment_of(text, datetime.now(UTC), view.appearance.shown_zone)
        if moment is None or view.store is None:
            return
        line = line_at(view.store, moment)
        if line is None:
            self._screen.notify("No line of this log has a time.", markup=False)
        else:
            view.go_to(line)

    def to_mark(self, *, forward: bool) -> None:
        """Go to the next marked line, from where `to_error` would start."""
        view = self._screen.log_pane.view
        if (store := view.store) is None:
            return
        found = view.next_mark(self._here(store, forward=forward), forward=forward)
        if found is None:
            told = f"No other mark {'below' if forward else 'above'}. m marks the line with the cursor."
            self._screen.notify(told, timeout=2, markup=False)
            return
        self._at = store, found
        view.go_to(found)

    def to_error(self, *, forward: bool) -> None:
        """Go to the next error, from the cursor or the last error on, or else from the window's first line."""
        if (store := self._screen.log_pane.view.store) is not None:
            work = self._to_error(store, forward=forward)
            self._screen.run_worker(work, group="log jump", name="look for an error")

    async def _to_error(self, store: LogStore, *, forward: bool) -> None:
        view = self._screen.log_pane.view
        async with self._turn:
            if view.store is not store:
                return
            filtered = view.reading.filtered if view.reading is not None else None
            found = await next_error(store, self._here(store, forward=forward), forward=forward, filtered=filtered)
            if view.store is store and found is not None:
                self._at = store, found
                view.go_to(found)
        if found is None:
            self._screen.notify(f"No other error {'below' if forward else 'above'}.", timeout=2, markup=False)

    def _here(self, store: LogStore, *, forward: bool) -> int:
        view = self._screen.log_pane.view
        if (chosen := view.chosen) is not None:
            return chosen.start
        if self._at is not None and self._at[0] is store and self._at[1] in view.lines_in_view:
            return self._at[1]
        seen = view.lines_in_view
        return seen.start - 1 if forward else seen.stop
