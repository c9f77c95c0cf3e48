"""Shows only some lines of a log: by texts, by level, whole entries with their tracebacks; kept up as lines come."""

from __future__ import annotations

import asyncio
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from tui.logs.levels import Level, continues, level_of
from tui.logs.pattern import Pattern
from tui.logs.query import STEP
from tui.logs.store import LogStore

_SLICE: Final = 8
_SKIPPED: Final = 4096
_LONGEST_ENTRY: Final = 1000


class Filter(NamedTuple):
    """What to show of a log. An entry, a line with those that belong to it, is shown or hidden as a whole."""

    show: tuple[Pattern, ...] = ()
    """Each of these is found in some line of the entry."""
    hide: tuple[Pattern, ...] = ()
    """None of these is found in any line of it."""
    level: Level = Level.UNKNOWN
    """The gravest line of it is at least as grave."""

    @property
    def active(self) -> bool:
        """Whether anything can be hidden at all."""
        return bool(self.show or self.hide or self.level)


@dataclass(eq=False, slots=True)
class _Entry:
    """What is known of the last entry."""

    start: int
    missing: set[Pattern]
    level: Level = Level.UNKNOWN
    hidden: bool = False

    def passes(self, level: Level) -> bool:
        return not (self.hidden or self.missing) and self.level >= level


class FilteredLog:
    """The lines of a store that a filter shows, in order; extended by `step` as lines come. Marks are always shown.

    Args:
        store: the log.
        wanted: what to show of it.
        clock: seconds.
    """

    def __init__(self, store: LogStore, wanted: Filter, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self.wanted = wanted
        self._store = store
        self._clock = clock
        self._begin()

    def _begin(self) -> None:
        self._lines = array("q")
        self._begun = self._scanned = self._store.first
        self._previous = b""
        self._entry: _Entry | None = None

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been looked at."""
        return self._scanned >= self._store.end and self._begun <= self._store.first

    @property
    def count(self) -> int:
        """How many lines are shown."""
        self._prune()
        return len(self._lines)

    def step(self, seconds: float = STEP) -> bool:
        """Look on for about *seconds*; gives whether there is more to look at."""
        deadline = self._clock() + seconds
        if self._begun > self._store.first:  # Earlier lines were put in front.
            self._begin()
        while not self.done:
            self._look_at_slice()
            if self._clock() >= deadline:
                break
        return not self.done

    async def run(self) -> None:
        """Look at all that is there, giving way to everything else between two steps."""
        more = True
        while more:
            more = self.step()
            await asyncio.sleep(0)

    def head(self) -> int | None:
        """The first line shown, None where there is none."""
        return _only(self.lines(0, 1))

    def tail(self) -> int | None:
        """The last line shown, None where there is none."""
        return _only(self.lines(self.count - 1, len(self._lines)))

    def after(self, seq: int) -> int | None:
        """The next line shown behind *seq*."""
        place = self.place(seq + 1)
        return _only(self.lines(place, place + 1))

    def before(self, seq: int) -> int | None:
        """The last line shown in front of *seq*."""
        place = self.place(seq)
        return _only(self.lines(place - 1, place)) if place else None

    def lines(self, start: int, stop: int) -> list[int]:
        """The numbers of the *start*th to *stop*th line that is shown, counted from 0."""
        self._prune()
        return self._lines[max(start, 0) : max(stop, 0)].tolist()

    def place(self, line: int) -> int:
        """How many shown lines stand before *line*: where it is, or would be, among them."""
        self._prune()
        return bisect_left(self._lines, line)

    def is_shown(self, line: int) -> bool:
        """Whether *line* is among those shown."""
        return bisect_left(self._lines, line) < bisect_right(self._lines, line)

    def _look_at_slice(self) -> None:
        start = max(self._scanned, self._store.first)
        if self.wanted.show and not self._goes_on(start):
            self._entry, self._previous = None, b""
            hit, looked_at = self._next_hit(start)
            self._lines.extend(
                mark for mark in self._store.marks() if start <= mark < (looked_at if hit is None else hit)
            )
            if hit is None:
                self._scanned = looked_at
                return
            start = hit
        stop = min(start + _SLICE, self._store.end)
        start = self._head_of(start)
        for number, line in enumerate(self._store.lines(start, stop), start):
            self._take(number, line)
        self._scanned = stop

    def _goes_on(self, number: int) -> bool:
        """Whether line *number* belongs to the entry that was looked at last."""
        if self._entry is None or self._store.is_mark(number):
            return False
        return continues(self._store.line(number), self._previous)

    def _next_hit(self, start: int) -> tuple[int | None, int]:
        """The next line with the first text that must be there, and up to where it was looked for."""
        block = next(self._store.blocks(start, self._store.end))
        first = max(start - block.first, 0)
        stop = min(first + _SKIPPED, len(block.ends))
        found = self.wanted.show[0].lines(block, first, stop, most=1)
        return (block.first + found[0] if found else None), block.first + stop

    def _head_of(self, number: int) -> int:
        """The first line of the entry that line *number* belongs to, when it has not been looked at; else *number*."""
        if self._entry is not None:
            return number
        lines = self._store.lines(number - _LONGEST_ENTRY, number + 1)
        while len(lines) > 1 and continues(lines[-1], lines[-2]) and not self._store.is_mark(number - 1):
            lines.pop()
            number -= 1
        return number

    def _take(self, number: int, line: bytes) -> None:
        """Look at the next line."""
        if self._store.is_mark(number):
            self._entry, self._previous = None, b""
            self._lines.append(number)
            return
        entry, wanted = self._entry, self.wanted
        if entry is None or not continues(line, self._previous):
            entry = self._entry = _Entry(number, set(wanted.show))
        self._previous = line
        before = entry.passes(wanted.level)
        entry.missing = {pattern for pattern in entry.missing if not pattern.matches(line)}
        entry.hidden = entry.hidden or any(pattern.matches(line) for pattern in wanted.hide)
        if wanted.level:
            entry.level = max(entry.level, level_of(line))
        if entry.passes(wanted.level):
            self._lines.extend((number,) if before else range(entry.start, number + 1))
        elif before:
            del self._lines[bisect_left(self._lines, entry.start) :]

    def _prune(self) -> None:
        first = self._store.first
        if self._lines and self._lines[0] < first:
            del self._lines[: bisect_left(self._lines, first)]
        if self._store.is_mark(first) and (not self._lines or self._lines[0] > first) and first < self._scanned:
            self._lines.insert(0, first)


def _only(found: list[int]) -> int | None:
    return found[0] if found else None
