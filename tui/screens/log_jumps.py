"""Goes to places in the log that is shown: a time, the next error or mark and the one before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui.logs.jumps import next_error, next_error_of_several
from tui.logs.merge import MergedLog
from tui.logs.merged_reading import MergedFilter

if TYPE_CHECKING:
    from tui.logs.store import LogStore
    from tui.screens.main import MainScreen
    from tui.widgets.log_picking import PickingView


class LogJumps:
    """Goes there on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._at: tuple[LogStore | MergedLog, int] | None = None
        """The error or mark one went to last."""
        self._turn = asyncio.Lock()
        """Keys that are pressed fast go one error further each."""

    def to_time(self, text: str) -> None:
        """Go to the first line that is not before the time *text* names."""
        from tui.logs.moments import line_at, moment_of  # 4 ms, for those who go to a time

        view = self._screen.log_pane.view
        moment = moment_of(text, datetime.now(UTC), view.appearance.shown_zone)
        if moment is None or view.log_shown is None:
            return
        line = line_at(view.log_shown, moment)
        if line is None:
            self._screen.notify("No line of this log has a time.", markup=False)
        else:
            view.go_to(line)

    def to_mark(self, *, forward: bool) -> None:
        """Go to the next marked line, from where `to_error` would start."""
        view = self._screen.log_pane.view
        if (log := view.log_shown) is None:
            return
        found = view.next_mark(self._here(view, forward=forward), forward=forward)
        if found is None:
            told = f"No other mark {'below' if forward else 'above'}. m marks the line with the cursor."
            self._screen.notify(told, timeout=2, markup=False)
            return
        self._at = log, found
        view.go_to(found)

    def to_error(self, *, forward: bool) -> None:
        """Go to the next error, from the cursor or the last error on, or else from the window's first line."""
        view = self._screen.log_pane.view
        if (log := view.log_shown) is not None:
            work = self._to_error(view, log, forward=forward)
            self._screen.run_worker(work, group="log jump", name="look for an error")

    async def _to_error(self, view: PickingView, log: LogStore | MergedLog, *, forward: bool) -> None:
        async with self._turn:
            if view.log_shown is not log:
                return
            found = await self._next(view, log, forward=forward)
            if view.log_shown is log and found is not None:
                self._at = log, found
                view.go_to(found)
        if found is None:
            self._screen.notify(f"No other error {'below' if forward else 'above'}.", timeout=2, markup=False)

    async def _next(self, view: PickingView, log: LogStore | MergedLog, *, forward: bool) -> int | None:
        filtered, here = view.reading.filtered if view.reading is not None else None, self._here(view, forward=forward)
        if isinstance(log, MergedLog):
            only = filtered if isinstance(filtered, MergedFilter) else None
            return await next_error_of_several(log, here, forward=forward, filtered=only)
        shown = None if isinstance(filtered, MergedFilter) else filtered
        return await next_error(log, here, forward=forward, filtered=shown)

    def _here(self, view: PickingView, *, forward: bool) -> int:
        if (chosen := view.chosen_start) is not None:
            return chosen
        if self._at is not None and self._at[0] is view.log_shown and self._at[1] in view.lines_in_view:
            return self._at[1]
        seen = view.lines_in_view
        return seen.start - 1 if forward else seen.stop
