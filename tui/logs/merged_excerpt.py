"""A part of several logs read as one, in pieces that can be taken between other work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tui.logs.merge import MergedLog
from tui.logs.merged_reading import MergedFilter

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MergedExcerpt:
    """Lines as they came, marks included; where they are of several logs each has its log's name in front."""

    log: MergedLog
    start: int
    """The first line."""
    stop: int
    """One more than the last line."""
    filtered: MergedFilter | None = None
    """Only lines that are shown here; all where it is None."""

    @property
    def count(self) -> int:
        """How many lines it has now."""
        return sum((self.filtered or self.log).shares(self.start, self.stop))

    def pieces(self) -> Iterator[tuple[float, bytes]]:
        """How much of it is behind each piece, from 0 to 1, and the piece: lines, each with its line end.

        Only an unfinished line at the end has none. Lines that are dropped meanwhile are missing.
        """
        order, whole, taken = self.filtered or self.log, max(1, self.count), 0
        names = self._names()
        seq = order.after(self.start - 1)
        while seq is not None and seq < self.stop:
            parts: list[bytes] = []
            while seq is not None and seq < self.stop and len(parts) < _AT_ONCE:
                last = seq
                parts.append(names[self.log.of(seq)[0]] + self._text(seq))
                seq = order.after(seq)
            taken += len(parts)
            at_end = (seq is None or seq >= self.stop) and self.log.unfinished(last) is not None
            yield min(1.0, taken / whole), b"\n".join(parts) + (b"" if at_end else b"\n")

    def _names(self) -> list[bytes]:
        """What stands in front of the lines of each log."""
        order = self.filtered or self.log
        if sum(share > 0 for share in order.shares(self.start, self.stop)) < 2:
            return [b""] * len(self.log.names)
        width = max(map(len, self.log.names))
        return [f"{name:{width}}  ".encode() for name in self.log.names]

    def _text(self, seq: int) -> bytes:
        unfinished = self.log.unfinished(seq)
        return self.log.line(seq) if unfinished is None else unfinished
