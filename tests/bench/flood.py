"""Writes log lines to stdout at a steady rate for ever: `python -m tests.bench.flood LINES_PER_SECOND`."""

from __future__ import annotations

import sys
import time
from itertools import islice

from tests.bench.gen_logs import lines

BURSTS = 20
"""A second."""


def flood(rate: int) -> None:
    """Writes, in bursts."""
    some = "".join(f"{line}\n" for line in islice(lines(), rate // BURSTS))
    due = time.monotonic()
    while True:
        sys.stdout.write(some)
        sys.stdout.flush()
        due += 1 / BURSTS
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    flood(int(sys.argv[1]))
