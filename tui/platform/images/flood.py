"""`stackdeck/flood`: writes many lines a second."""

from __future__ import annotations

import time

from tui.platform.images.sample import announce, number, pause, say, scatter, write

WORDS = ("cart", "checkout", "invoice", "session", "stock", "search", "customer", "payment")
BURSTS_PER_SECOND = 20


def main() -> None:
    """Write `RATE` lines a second, or as many as are taken when it is 0."""
    announce()
    rate = number("RATE", 100)
    length = int(number("LINE_LENGTH", 80))
    say("INFO", f"writing {rate:g} lines/s" if rate > 0 else "writing as fast as somebody reads")
    written, begun = 0, time.monotonic()
    while True:
        due = int((time.monotonic() - begun) * rate) + 1 if rate > 0 else written + 1000
        # Not more than a second's worth after a pause of the whole machine.
        batch = range(max(written, due - max(int(rate), 1000)), due)
        write("".join(line(count, length) for count in batch))
        written = due
        if rate > 0:
            pause(max(1 / BURSTS_PER_SECOND, 1 / rate))


def line(count: int, length: int) -> str:
    """The line with this number, padded to *length* characters."""
    word = WORDS[scatter(count, len(WORDS))]
    level = "DEBUG" if count % 50 else "INFO "
    return f"{level} {count} {word} key={scatter(count, 100_000):05d} ".ljust(length, ".") + "\n"
