"""Looks for cycles among objects when nobody waits for anything.

A closed screen is a knot of them, and the interpreter is told to look for them seldom: a whole look holds the screen,
for a tenth of a second or two.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.screens.main import MainScreen

QUIET: Final = 3.0
"""Seconds on the main screen without a key after which nobody seems to be about to do something."""
FEW: Final = 5
"""Screens closed since the last look that make another one worth it."""
MANY: Final = 40
"""Screens after which it is not waited for a quiet moment any longer: by then they hold some 20 MB."""


class Tidying:
    """Counts the screens that are closed, and looks when it is time."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._closed = -1  # the main screen comes on top without any having been closed
        self._timer: Timer | None = None

    def came_back(self) -> None:
        """The main screen is on top again."""
        self._closed += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._closed >= MANY:
            self._closed = 0
            self._screen.call_after_refresh(gc.collect)
        elif self._closed >= FEW:
            self._timer = self._screen.set_timer(QUIET, self._look)

    def _look(self) -> None:
        self._timer = None
        if not self._screen.is_current:
            return
        if time.monotonic() - self._screen.app.keyed_at < QUIET:
            self._timer = self._screen.set_timer(QUIET, self._look)
            return
        gc.collect()
        self._closed = 0
