"""Several logs as one, in the order of their times."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tui.logs.query import STEP
from tui.logs.store import LogStore
from tui.logs.timestamps import timestamp_of

_SLICE: Final = 256


@dataclass(frozen=True, slots=True)
class MergedLine:
    """One line of the merged log."""

    log: int
    """Which of the logs it is from, counted from 0."""
    line: int
    """Its number there."""


class MergedLog:
    """The lines of several stores in one order: by time, and in each log as they came. Extended by `step`.

    A line without a time belongs to the one before it; what a log begins with before any time comes first. A line that
    comes late is put in its place, so that the place of a line can change; its log and number there don't.

    Args:
        stores: the logs.
        clock: seconds.
    """

    def __init__(self, stores: Sequence[LogStore], *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._stores = tuple(stores)
        self._clock = clock
        self._begin()

    def _begin(self) -> None:
        self._times, self._logs, self._lines = array("q"), array("B"), array("q")
        self._begun = [store.first for store in self._stores]
        self._read = list(self._begun)
        self._latest = [0] * len(self._stores)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> MergedLine:
        return MergedLine(self._logs[place], self._lines[place])

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been put in their place."""
        return all(read >= store.end for read, store in zip(self._read, self._stores, strict=True))

    def step(self, seconds: float = STEP) -> bool:
        """Put more lines in their places for about *seconds*; gives whether there are more.

        Lines that a log has dropped since go too, and one that got earlier lines is read anew.
        """
        deadline = self._clock() + seconds
        if any(store.first < begun for store, begun in zip(self._stores, self._begun, strict=True)):
            self._begin()
        self._prune()
        while not self.done:
            self._take(self._furthest_behind())
            if self._clock() >= deadline:
                break
        return not self.done

    def place(self, log: int, line: int) -> int | None:
        """Where a line of a log stands in the merged one; None when it is not there."""
        for place in range(len(self._lines) - 1, -1, -1):
            if self._lines[place] == line and self._logs[place] == log:
                return place
        return None

    def _furthest_behind(self) -> int:
        """The log with the earliest time among those with lines to read, so that most lines are put at the end."""
        waiting = [index for index, store in enumerate(self._stores) if self._read[index] < store.end]
        return min(waiting, key=self._latest.__getitem__)

    def _take(self, log: int) -> None:
        start = max(self._read[log], self._stores[log].first)
        lines = self._stores[log].lines(start, start + _SLICE)
        for number, line in enumerate(lines, start):
            stamp = timestamp_of(line)
            if stamp is not None:
                self._latest[log] = max(self._latest[log], stamp.nanoseconds)
            self._put(self._latest[log], log, number)
        self._read[log] = start + len(lines)

    def _put(self, moment: int, log: int, line: int) -> None:
        is_last = not self._times or moment >= self._times[-1]
        place = len(self._times) if is_last else bisect_right(self._times, moment)
        self._times.insert(place, moment)
        self._logs.insert(place, log)
        self._lines.insert(place, line)

    def _prune(self) -> None:
        firsts = [store.first for store in self._stores]
        if all(first <= begun for first, begun in zip(firsts, self._begun, strict=True)):
            return
        kept = [place for place, log in enumerate(self._logs) if self._lines[place] >= firsts[log]]
        self._times = array("q", (self._times[place] for place in kept))
        self._lines = array("q", (self._lines[place] for place in kept))
        self._logs = array("B", (self._logs[place] for place in kept))
        self._begun = firsts
