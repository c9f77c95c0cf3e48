"""`stackdeck/flaky`: starts, works for some seconds and crashes with a traceback."""

from __future__ import annotations

import os
import sys

from tui.platform.images.sample import announce, number, pause, print_traceback, say


def main() -> None:
    """Run into the error after `CRASH_AFTER` seconds and exit with `EXIT_CODE`."""
    announce()
    database = os.environ.get("DATABASE_HOST", "10.0.0.7:5432")
    patience = number("CRASH_AFTER", 6)
    say("INFO", f"connecting to the database at {database}")
    for attempt in range(1, 4):
        pause(patience / 3)
        say("WARN", f"database {database} does not answer, attempt {attempt} of 3")
    try:
        open_pool(database)
    except ConnectionRefusedError:
        say("ERROR", "giving up")
        print_traceback()
        sys.exit(int(number("EXIT_CODE", 1)))


def open_pool(database: str) -> None:
    """What the traceback shows."""
    connect(database, timeout=5)


def connect(database: str, *, timeout: int) -> None:
    """Never gets through."""
    raise ConnectionRefusedError(111, f"connection to {database} refused within {timeout} s")
