"""Which rows are sent first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_COOLING: Final = 0.5
"""Seconds in which a row forgets half of its changes."""

_BUSY: Final = 2.0
"""Changes within that time from which on a row is taken to change by itself all the time."""


class Urgency:
    """Remembers since when each row waits, and which rows change all the time.

    A key's effect shows in a row that was quiet before, or in no other than the busy ones: so quiet rows go first, and
    among equals the one that waits longest.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, float] = {}
        self._heat: dict[int, tuple[float, float]] = {}

    @property
    def oldest(self) -> float | None:
        """Since when the row that waits longest waits, or `None` if none does."""
        return min(self._waiting.values(), default=None)

    def changed(self, rows: Iterable[int], now: float, *, by_itself: bool) -> None:
        """Takes note of rows that are wanted otherwise; those a key has changed are no busier for it."""
        for y in rows:
            self._waiting.setdefault(y, now)
            if by_itself:
                self._heat[y] = (self._heat_of(y, now) + 1, now)

    def still(self, rows: Iterable[int]) -> None:
        """Takes note of which rows are not as wanted now: all others wait no more."""
        self._waiting = {y: self._waiting[y] for y in rows if y in self._waiting}

    def in_order(self, rows: Iterable[int], now: float) -> tuple[list[int], list[int]]:
        """The quiet and the busy ones of `rows`, each in the order in which they should be sent."""
        waiting = self._waiting
        by_age = sorted(rows, key=lambda y: (waiting.get(y, now), y))
        busy = {y for y in by_age if self._heat_of(y, now) > _BUSY}
        return [y for y in by_age if y not in busy], [y for y in by_age if y in busy]

    def _heat_of(self, y: int, now: float) -> float:
        if y not in self._heat:
            return 0.0
        heat, then = self._heat[y]
        return heat * math.exp2((then - now) / _COOLING)
