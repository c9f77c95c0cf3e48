"""A part of a log as it came, in pieces that can be taken between other work: what is copied and what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from tui.logs.filters import FilteredLog
from tui.logs.store import LogStore

_AT_ONCE: Final = 2000


class Extract(Protocol):
    """Lines that can be taken out of a log."""

    @property
    def count(self) -> int:
        """How many lines it has now."""

    def pieces(self) -> Iterator[tuple[float, bytes]]:
        """How much of it is behind each piece, from 0 to 1, and the piece: lines, each with its line end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Excerpt:
    """Lines of a log, marks included, for they say where something is missing."""

    store: LogStore
    start: int
    """The first line."""
    stop: int
    """The line behind the last one; one more than the store's end takes the unfinished line along."""
    filtered: FilteredLog | None = None
    """Only lines that are shown here; all where it is None."""

    @property
    def count(self) -> int:
        """How many lines it has now."""
        start, end = max(self.start, self.store.first), min(self.stop, self.store.end + bool(self.store.partial))
        if self.filtered is None:
            return max(0, end - start)
        return max(0, self.filtered.place(end) - self.filtered.place(start))

    def pieces(self) -> Iterator[tuple[float, bytes]]:
        """How much of it is behind each piece, from 0 to 1, and the piece: raw lines, each with its line end.

        Only the unfinished line has none. Lines that are dropped meanwhile are missing.
        """
        position, whole = max(self.start, self.store.first), max(1, self.stop - self.start)
        while position < (end := min(self.stop, self.store.end)):
            position = max(position, self.store.first)
            numbers = self._next(position, end)
            if not numbers:
                break
            text = b"".join(line + b"\n" for line in self._lines(numbers))
            position = numbers[-1] + 1
            yield min(1.0, (position - self.start) / whole), text
        if self.stop > self.store.end and self.store.partial and self.filtered is None:
            yield 1.0, self.store.partial

    def _next(self, position: int, end: int) -> range | list[int]:
        """The numbers of the next lines from *position* on."""
        if self.filtered is None:
            return range(position, min(position + _AT_ONCE, end))
        place = self.filtered.place(position)
        return [number for number in self.filtered.lines(place, place + _AT_ONCE) if number < end]

    def _lines(self, numbers: range | list[int]) -> list[bytes]:
        if isinstance(numbers, range):
            return self.store.lines(numbers.start, numbers.stop)
        return [self.store.line(number) for number in numbers]
