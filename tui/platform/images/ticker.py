"""`stackdeck/ticker`: one line each interval."""

from __future__ import annotations

import os

from tui.platform.images.sample import announce, number, pause, say


def main() -> None:
    """Tick for ever."""
    announce()
    interval = number("INTERVAL", 1)
    message = os.environ.get("MESSAGE", "tick")
    count = 0
    while True:
        count += 1
        say("INFO", f"{message} {count}")
        pause(interval)
