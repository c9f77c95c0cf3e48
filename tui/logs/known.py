"""The end of a log as far as it was read: what the next window is compared with."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

SMALLEST: Final = 64 * 1024
"""Bytes that are remembered at least."""
LARGEST: Final = 1024 * 1024
_TRIED: Final = 8


class Anchor(NamedTuple):
    """The last line that stands only once in what is known: where it is found again, the log goes on from there."""

    line: bytes
    """The line with its line end."""
    back: int
    """Bytes from its beginning to the end of what is known."""
    lines: int
    """Lines from it, itself included, to the end of what is known."""


class Known:
    """The last lines that were read, without a gap between them.

    Args:
        text: whole lines to begin with.
        offset: where they end in the log, counted in bytes from its first line, when that is known.
    """

    def __init__(self, text: bytes = b"", offset: int | None = None) -> None:
        self.text = _end_of(text, LARGEST)
        self.offset = offset
        self.seen = len(text)
        self.anchor = _last_unique(self.text)

    @property
    def least(self) -> int:
        """Bytes that the log certainly had up to the end of what is known."""
        return self.seen if self.offset is None else self.offset

    def extend(self, lines: bytes, *, keep: int) -> None:
        """The log went on with *lines*; about *keep* bytes of its end are remembered."""
        if not lines:
            return
        self.seen += len(lines)
        if self.offset is not None:
            self.offset += len(lines)
        self.text = _end_of(self.text + lines, min(max(keep, SMALLEST), LARGEST))
        self.anchor = self._recent_anchor(lines) or self._older_anchor(lines) or _last_unique(self.text)

    def _recent_anchor(self, lines: bytes) -> Anchor | None:
        """An anchor among the very last lines, which is where one nearly always is."""
        text, stop = self.text, len(self.text)
        for number in range(1, _TRIED + 1):
            start = text.rfind(b"\n", 0, stop - 1) + 1
            line = text[start:stop]
            if line != b"\n" and _first_line_at(text, line) == start and text.find(b"\n" + line, stop - 1) < 0:
                return Anchor(line, len(text) - start, number)
            if start == 0 or len(text) - start >= len(lines):
                return None
            stop = start
        return None

    def _older_anchor(self, lines: bytes) -> Anchor | None:
        """The anchor so far, unless it came again or is out of memory."""
        anchor = self.anchor
        if anchor is None or anchor.back + len(lines) > len(self.text) or _first_line_at(lines, anchor.line) >= 0:
            return None
        return Anchor(anchor.line, anchor.back + len(lines), anchor.lines + lines.count(b"\n"))


def _end_of(text: bytes, size: int) -> bytes:
    """Whole lines from the end of *text*: about *size* bytes, and always one line."""
    if len(text) <= size:
        return text
    start = text.find(b"\n", len(text) - size - 1) + 1
    if start == len(text):
        start = text.rfind(b"\n", 0, len(text) - 1) + 1
    return text[start:]


def _first_line_at(text: bytes, line: bytes) -> int:
    """Where the first line of *text* that equals *line* begins, -1 when there is none."""
    if text.startswith(line):
        return 0
    found = text.find(b"\n" + line)
    return found + 1 if found >= 0 else -1


def _last_unique(text: bytes) -> Anchor | None:
    lines = text.split(b"\n")[:-1]
    counts = Counter(lines)
    back = 0
    for number, line in enumerate(reversed(lines), 1):
        back += len(line) + 1
        if line and counts[line] == 1:
            return Anchor(line + b"\n", back, number)
    return None
