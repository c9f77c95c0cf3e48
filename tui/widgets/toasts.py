"""Notifications whose toasts can't hang the program."""

from __future__ import annotations

import time

from textual.notifications import Notification

SHORTEST = 0.05
"""Seconds a toast stays at least."""


class LastingNotification(Notification):
    """A notification that always has some time left.

    Textual takes those whose time is not over and makes a toast of each, with a timer for the time left *then*: a
    screen that opens at the wrong thousandth of a second gives that timer a negative time, and a timer of a negative
    time counts downwards for ever without giving way (`Timer._run`, Textual 8.2.8). Nothing moves any more.
    """

    @property
    def time_left(self) -> float:
        """Seconds until it goes; positive also when it should have gone."""
        return max(SHORTEST, self._left())

    @property
    def has_expired(self) -> bool:
        """Whether it should be gone."""
        return self._left() <= 0

    def _left(self) -> float:
        return self.raised_at + self.timeout - time.time()
