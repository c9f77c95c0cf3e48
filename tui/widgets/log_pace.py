"""When a live log is drawn: soon at reading speed, seldom when more comes than anybody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

READING_GAP = 0.08
"""Seconds between two frames while what comes can be read."""
FLOOD_GAP = 0.25
"""Seconds between two frames while more than a screenful comes from one to the next."""


class Pace:
    """Says how long the next frame has to wait."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._drawn_at = float("-inf")
        self._drawn_end = 0
        self._rate = 0.0

    def wait(self, end: int, rows: int) -> float:
        """Give the seconds until a frame may be drawn that shows a log up to *end* in so many rows; 0 is now."""
        screenful = end - self._drawn_end > rows or self._rate * READING_GAP > rows
        gap = FLOOD_GAP if screenful else READING_GAP
        return max(0.0, self._drawn_at + gap - self._clock())

    def drawn(self, end: int) -> None:
        """Take note that the log was drawn up to *end*."""
        now = self._clock()
        self._rate = max(0, end - self._drawn_end) / max(now - self._drawn_at, READING_GAP)
        self._drawn_at, self._drawn_end = now, end
