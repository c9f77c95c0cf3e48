"""How many lines to ask for and how soon to ask again, from what the last answers brought."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import Final

SMALLEST_WINDOW: Final = 32
"""Lines that are asked for at least; a window must overlap what is known to be of use."""
AFFORDABLE: Final = 256 * 1024
"""Bytes that one poll may fetch to be certain where a window of lines that look alike belongs."""
FASTEST: Final = 0.25
"""Seconds between polls of a log that is looked at and grows."""
SLOWEST: Final = 5.0
"""Seconds between polls of a log that is quiet or hidden."""
_PINNED_FASTEST: Final = 1.0
_CALMING: Final = 8
_WIDENING: Final = 8
_HEADROOM: Final = 1.2
_SPARE: Final = 8
_SMOOTHING: Final = 0.3
_FAIR: Final = 1.5
_WASTE_PER_SECOND: Final = 256 * 1024
_BYTES_PER_SECOND: Final = 8 * 1024 * 1024
_LINE: Final = 120.0


class Attention(Enum):
    """How much a log is looked at."""

    VISIBLE = auto()
    PINNED = auto()
    HIDDEN = auto()


class Pace:
    """Learns from each poll how fast a log grows.

    Args:
        now: the time of the start, in seconds of the clock that all later times are of.
        limit: bytes of a log that are read at most.
    """

    def __init__(self, now: float, *, limit: int) -> None:
        self._limit = limit
        self._polled = now
        self._grew = now
        self._rate = 0.0
        self._last_rate = 0.0
        self._line = _LINE
        self._cost = 0.0

    @property
    def rate(self) -> float:
        """Lines a second, smoothed."""
        return self._rate

    def note(self, now: float, *, lines: int, size: int, fetched: int, started: float) -> None:
        """A poll that *started* then brought *lines* new lines of *size* bytes, and fetched so many bytes for it."""
        elapsed = max(started - self._polled, 0.001)
        self._polled = started
        self._last_rate = lines / elapsed
        weight = 1 - (1 - _SMOOTHING) ** (elapsed / FASTEST)
        self._rate += weight * (self._last_rate - self._rate)
        self._cost = max(fetched - _FAIR * size, 0) / _WASTE_PER_SECOND + fetched / _BYTES_PER_SECOND
        if lines:
            self._grew = now
            self._line += _SMOOTHING * (size / lines - self._line)

    def window(self, now: float, *, reach: int) -> int:
        """Lines to ask for now, so that *reach* lines of what is known are among them if the log grew as expected."""
        expected = max(self._rate, self._last_rate) * (now - self._polled)
        most = max(int(self._limit / 2 / self._line), SMALLEST_WINDOW)
        near = reach if reach * self._line <= AFFORDABLE else 0
        return min(max(math.ceil(expected * _HEADROOM) + near + _SPARE, SMALLEST_WINDOW), most)

    def wider(self, asked: int) -> int | None:
        """Lines to ask for when *asked* were too few; None for all of the log."""
        wider = asked * _WIDENING
        return wider if wider * self._line < self._limit / 2 else None

    def is_affordable(self, lines: int) -> bool:
        """Whether *lines* lines may be fetched only to be certain."""
        return lines * self._line <= AFFORDABLE

    def is_cheap(self, size: int) -> bool:
        """Whether all of a log of *size* bytes may be fetched only to be certain."""
        return size <= AFFORDABLE

    def interval(self, now: float, attention: Attention) -> float:
        """Seconds to wait before the next poll."""
        match attention:
            case Attention.VISIBLE:
                fastest = FASTEST
            case Attention.PINNED:
                fastest = _PINNED_FASTEST
            case Attention.HIDDEN:
                fastest = SLOWEST
        calm = (now - self._grew) / _CALMING
        return min(max(fastest, calm, self._cost), SLOWEST)
