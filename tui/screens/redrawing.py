"""When and in what steps a new picture of the fleet is drawn, so that keys get their turn whatever arrives."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.screens.drawing import Drawing
    from tui.screens.main import MainScreen

SHARE, LONGEST_WAIT = 6.0, 1.0
"""Drawing takes at most one part in so many of the time, and no picture waits for more seconds."""
LARGE = 100
"""Projects and stacks from which on a picture is drawn in slices; of fewer it is drawn before anything else happens."""
SLICE, TURN = 0.004, 0.001
"""Seconds of drawing after which others get their turn, and how long that is: what a key does takes several rounds of
the loop, and drawing that gave way for one alone would stand between all of them."""


class Redrawing:
    """Draws pictures as they come; of those that come faster than they can be drawn with ease, only the last."""

    def __init__(self, screen: MainScreen, drawing: Drawing) -> None:
        self._screen = screen
        self._drawing = drawing
        self._due: Timer | None = None
        self._is_drawing = False
        self._came_meanwhile = False
        self._not_before = 0.0

    def soon(self) -> None:
        """Draw what the screen has, at once where there is time for it."""
        if self._is_drawing:
            self._came_meanwhile = True
        elif self._due is None:
            wait = self._not_before - time.monotonic()
            if wait > 0:
                self._due = self._screen.set_timer(wait, self._draw)
            else:
                self._draw()

    def _draw(self) -> None:
        self._due = None
        if not self._screen.has_panes:
            return
        fleet = self._screen.fleet
        if len(fleet.stacks) + len(fleet.projects) >= LARGE:
            self._is_drawing = True
            self._screen.run_worker(self._draw_in_slices(), group="drawing", name="draw the fleet")
            return
        began = time.monotonic()
        self._drawing.everything()
        self._rest(time.monotonic() - began)

    async def _draw_in_slices(self) -> None:
        took, began = 0.0, time.monotonic()
        for _ in self._drawing.in_steps():
            worked = time.monotonic() - began
            if worked > SLICE:
                took += worked
                await asyncio.sleep(TURN)
                if not self._screen.has_panes:
                    return
                began = time.monotonic()
        self._rest(took + time.monotonic() - began)
        self._is_drawing = False
        if self._came_meanwhile:
            self._came_meanwhile = False
            self.soon()

    def _rest(self, took: float) -> None:
        """Leave the time to others for a while, the longer the more drawing took."""
        self._not_before = time.monotonic() + min(LONGEST_WAIT, took * (SHARE - 1))
