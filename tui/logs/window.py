"""What one answer of the log operation holds: the last lines of a log, and how far back they certainly reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

READ_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a log that are read at most."""
_STRETCH: Final = 4 * 1024 * 1024
_LEADING_NULS: Final = re.compile(rb"(?<=\n)\0+")


@dataclass(frozen=True, slots=True)
class Window:
    """The end of a log as one answer told it."""

    lines: bytes
    """The whole lines, each with its line end."""
    partial: bytes
    """What follows the last line end: a line that is not finished."""
    count: int
    """How many whole lines."""
    whole: bool
    """Whether it is all of the log, from its first line on."""
    size: int
    """Bytes of the answer."""

    @classmethod
    def read(cls, body: bytes, *, asked: int | None, limit: int = READ_LIMIT) -> Window:
        """The window in *body*, the answer for the last *asked* lines (None: for all), read up to *limit* bytes.

        NULs before a line's first character are dropped: a log file that was cut while written to begins with them.
        Fewer lines than asked for: there are no more. An answer near the limit may be only the end of the log.
        """
        text = body.lstrip(b"\0")
        if any(text.find(b"\n\0", start, stop + 1) >= 0 for start, stop in stretches(len(text))):
            text = _LEADING_NULS.sub(b"", text)
        edge = text.rfind(b"\n") + 1
        lines, partial = (text, b"") if edge == len(text) else (text[:edge], text[edge:])
        count = sum(lines.count(b"\n", start, stop) for start, stop in stretches(len(lines)))
        fewer = asked is None or count + bool(partial) < asked
        return cls(lines, partial, count, whole=fewer and len(body) <= limit * 3 // 4, size=len(body))

    def lines_from(self, byte: int) -> int:
        """How many lines stand from *byte* on."""
        if byte < len(self.lines) // 2:
            return self.count - self.lines.count(b"\n", 0, byte)
        return self.lines.count(b"\n", byte)


def stretches(size: int) -> Iterator[tuple[int, int]]:
    """Parts of *size* bytes so short that looking through one never keeps other threads waiting for long."""
    for start in range(0, size, _STRETCH):
        yield start, min(start + _STRETCH, size)
