"""Searches and filters several logs as one: each on its own, and what is found in the order of the merged log."""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.logs.filters import Filter, FilteredLog
from tui.logs.merge import MergedLog
from tui.logs.pattern import Pattern
from tui.logs.query import STEP, Search


class MergedSearch:
    """The lines of a merged log in which a pattern is found; extended by `step` as lines come.

    Args:
        log: where to search.
        pattern: what to search for.
        clock: seconds.
    """

    def __init__(self, log: MergedLog, pattern: Pattern, clock: Callable[[], float] = time.perf_counter) -> None:
        self.pattern = pattern
        self._log = log
        self._searches = tuple(Search(store, pattern, clock=clock) for store in log.stores)

    @property
    def count(self) -> int:
        """How many lines were found in all logs together."""
        return sum(search.count for search in self._searches)

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been searched."""
        return all(search.done for search in self._searches)

    @property
    def progress(self) -> float:
        """How much of the logs has been searched, from 0 to 1."""
        whole = [max(1, store.end - store.oldest) for store in self._log.stores]
        done = (search.progress * lines for search, lines in zip(self._searches, whole, strict=True))
        return sum(done) / sum(whole)

    def step(self, seconds: float = STEP) -> bool:
        """Search on for about *seconds*; gives whether there is more to search."""
        waiting = [search for search in self._searches if not search.done]
        for search in waiting:
            search.step(seconds / len(waiting))
        return not self.done

    def next(self, seq: int) -> int | None:
        """The first line found behind *seq*."""
        starts = self._log.lines_from(seq + 1)
        return self._log.earliest(search.next(start - 1) for search, start in zip(self._searches, starts, strict=True))

    def previous(self, seq: int) -> int | None:
        """The last line found before *seq*."""
        starts = self._log.lines_from(seq)
        return self._log.last(search.previous(start) for search, start in zip(self._searches, starts, strict=True))

    def place(self, seq: int) -> int:
        """How many of the lines found stand at *seq* or before: the 17 of `17/203`."""
        starts = self._log.lines_from(seq + 1)
        return sum(search.place(start - 1) for search, start in zip(self._searches, starts, strict=True))


class MergedFilter:
    """The lines of a merged log that a filter shows, whole entries of each log; extended by `step` as lines come.

    Args:
        log: what is looked at.
        wanted: what is to be shown.
        clock: seconds.
    """

    def __init__(self, log: MergedLog, wanted: Filter, clock: Callable[[], float] = time.perf_counter) -> None:
        self.wanted = wanted
        self._log = log
        self.parts = tuple(FilteredLog(store, wanted, clock=clock) for store in log.stores)
        """What is shown of each log."""

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been looked at."""
        return all(filtered.done for filtered in self.parts)

    @property
    def count(self) -> int:
        """How many lines are shown."""
        return sum(filtered.count for filtered in self.parts)

    def step(self, seconds: float = STEP) -> bool:
        """Look on for about *seconds*; gives whether there is more to look at."""
        waiting = [filtered for filtered in self.parts if not filtered.done]
        for filtered in waiting:
            filtered.step(seconds / len(waiting))
        return not self.done

    def head(self) -> int | None:
        """The first line shown, None where there is none."""
        return self._log.earliest(
            filtered.after(start - 1) for filtered, start in zip(self.parts, self._log.firsts, strict=True)
        )

    def tail(self) -> int | None:
        """The last line shown, None where there is none."""
        return self._log.last(filtered.before(stop) for filtered, stop in zip(self.parts, self._log.stops, strict=True))

    def after(self, seq: int) -> int | None:
        """The next line shown behind *seq*."""
        starts = self._log.lines_from(seq + 1)
        return self._log.earliest(filtered.after(start - 1) for filtered, start in zip(self.parts, starts, strict=True))

    def before(self, seq: int) -> int | None:
        """The last line shown in front of *seq*."""
        starts = self._log.lines_from(seq)
        return self._log.last(filtered.before(start) for filtered, start in zip(self.parts, starts, strict=True))

    def place(self, seq: int) -> int:
        """How many shown lines stand before *seq*."""
        starts = self._log.lines_from(seq)
        return sum(filtered.place(start) for filtered, start in zip(self.parts, starts, strict=True))

    def shares(self, start: int, stop: int) -> list[int]:
        """How many lines of each log are shown from *start* to *stop*."""
        bounds = zip(self.parts, self._log.lines_from(start), self._log.lines_from(stop), strict=True)
        return [filtered.place(behind) - filtered.place(line) for filtered, line, behind in bounds]

    def is_shown(self, seq: int) -> bool:
        """Whether *seq* is among those shown."""
        log, line = self._log.of(seq)
        return self.parts[log].is_shown(line)
