"""The rate limit: so many requests in each period, told on every answer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

PERIOD = 60.0
"""Seconds in a period."""


class Quota:
    """Counts requests in periods of a fixed length that begin with their first request."""

    def __init__(self, limit: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._monotonic = monotonic
        self._used = 0
        self._ends = 0.0

    def take(self) -> bool:
        """Count one request; False when this period's are used up."""
        self._renew()
        if self._used >= self.limit:
            return False
        self._used += 1
        return True

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the period ends, at least one."""
        return max(1, math.ceil(self._ends - self._monotonic()))

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that every answer carries."""
        self._renew()
        return [
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % (self.limit - self._used)),
            (b"x-ratelimit-reset", b"%d" % self.seconds_left),
        ]

    def _renew(self) -> None:
        now = self._monotonic()
        if now >= self._ends:
            self._used = 0
            self._ends = now + PERIOD
