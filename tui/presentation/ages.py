"""Ages in the fewest characters that still tell what a person needs."""

from __future__ import annotations

from datetime import datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def age(since: datetime, now: datetime) -> str:
    """How long ago *since* was: `<1 m`, `2 m`, `9 h`, `3 d`.

    Seconds are never shown: a figure that changes all the time costs a redraw each second and tells nothing.
    """
    seconds = (now - since).total_seconds()
    if seconds < MINUTE:
        return "<1 m"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} m"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR:.0f} h"
    return f"{seconds // DAY:.0f} d"
