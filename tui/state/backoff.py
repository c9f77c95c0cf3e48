"""Pauses that grow while something fails and are forgotten when it works."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_PAUSE = 1.0
"""Seconds before the first new attempt."""
LONGEST_PAUSE = 60.0
"""Seconds that a pause never exceeds."""


class Backoff:
    """Counts failures in a row and says how long to wait before the next attempt."""

    def __init__(self, *, jitter: Callable[[], float] = random.random) -> None:
        self._failures = 0
        self._jitter = jitter

    def failed(self, at_least: float = 0.0) -> float:
        """Count a failure; gives the seconds to wait, never less than *at_least*."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        return max(at_least, pause * (0.8 + 0.4 * self._jitter()))

    def worked(self) -> None:
        """Forget all failures."""
        self._failures = 0
