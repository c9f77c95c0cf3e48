"""What one can do with lines of the log that are picked: choose a range, mark, copy, open whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.presentation.texts import count, plain
from tui.screens.copying import put
from tui.widgets.log_field import LogField, Purpose

if TYPE_CHECKING:
    from tui.logs.excerpt import Extract
    from tui.logs.merge import MergedLog
    from tui.logs.store import LogStore
    from tui.screens.main import MainScreen
    from tui.widgets.log_picking import PickingView

NO_CURSOR = "No line has the cursor. Enter puts it on the lowest one in view."


class LinePicking:
    """Picks lines on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._noted: tuple[LogStore | MergedLog, int] | None = None
        """The line that a note was asked for."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command on picked lines does."""
        return {
            "log.pick": self.enter,
            "log.range": self.begin_range,
            "log.mark": self.mark,
            "log.note": self.ask_for_note,
            "log.copy": self.copy,
        }

    def enter(self) -> None:
        """Put the cursor on a line; open the line where it is there already."""
        view, line = self._view, self._view.cursor_line
        if not view.picking or line is None:
            view.pick()
            return
        from tui.screens.log_line import LineScreen  # only when somebody opens a line

        title = f"Line  {plain(self._screen.log_pane.service)}"
        copy = self._copy_one_line if line else lambda: None
        self._screen.app.push_screen(LineScreen(title, line, glyphs=self._screen.app.look.glyphs, copy=copy))

    def begin_range(self) -> None:
        """Begin a range at the cursor, or let it go."""
        self._view.begin_range()

    def mark(self) -> None:
        """Mark the lines that are chosen, or take the marks away."""
        if self._view.picking:
            self._view.toggle_mark()
        else:
            self._screen.notify(NO_CURSOR, markup=False)

    def ask_for_note(self) -> None:
        """Ask for a note on the line with the cursor."""
        noted, log = self._view.cursor_note, self._view.log_shown
        if noted is None or log is None:
            self._screen.notify(NO_CURSOR, markup=False)
            return
        self._noted = log, noted[0]
        self._screen.query_one(LogField).open(Purpose.NOTE, noted[1])

    def note(self, text: str) -> None:
        """Mark the line that a note was asked for, wherever the cursor is by now."""
        if self._noted is not None:
            self._view.note(*self._noted, text.strip())

    def copy(self) -> None:
        """Copy the lines that are chosen as they came."""
        if (chosen := self._view.chosen) is None:
            self._screen.notify(NO_CURSOR, markup=False)
            return
        self._screen.run_worker(self._copy(chosen), group="copy", name="copy log lines", exclusive=True)

    def leave(self) -> bool:
        """Take the cursor away; False where there was none."""
        return self._view.stop_picking()

    @property
    def _view(self) -> PickingView:
        return self._screen.log_pane.view

    def _copy_one_line(self) -> None:
        """Copy the line that is open, whatever else is chosen."""
        if (line := self._view.cursor_line) is not None:
            self._screen.run_worker(self._put(line, 1), group="copy", name="copy a log line", exclusive=True)

    async def _copy(self, chosen: Extract) -> None:
        parts = []
        for _, part in chosen.pieces():
            parts.append(part)
            await asyncio.sleep(0)
        await self._put(b"".join(parts).removesuffix(b"\n"), chosen.count)

    async def _put(self, text: bytes, lines: int) -> None:
        app = self._screen.app
        try:
            copied = await put(app, text)
        except OSError as error:
            told = f"The lines could not be copied: {(error.strerror or str(error)).lower()}."
            app.notify(told, severity="error", markup=False)
            return
        app.notify(f"Copied {count(lines, 'line')} ({len(text):,} bytes){plain(copied.to)}", markup=False)
