"""Writes log lines to stdout at a steady rate for ever: `python -m tests.bench.flood LINES_PER_SECOND`."""

from __future__ import annotations

import sys
import time
from itertools import islice

from tests.bench.gen_logs import lines

BURSTS = 20
"""A second."""
DIFFERENT = 7919
"""Lines until they come again."""


def flood(rate: int) -> None:
    """Writes, in bursts that are all different."""
    some = [f"{line}\n" for line in islice(lines(), DIFFERENT)]
    due, at = time.monotonic(), 0
    while True:
        end = at + rate // BURSTS
        sys.stdout.write("".join(some[at:end] + some[: max(0, end - DIFFERENT)]))
        sys.stdout.flush()
        at = end % DIFFERENT
        due += 1 / BURSTS
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    flood(int(sys.argv[1]))
