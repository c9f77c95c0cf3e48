"""Several logs as one, in the order of their times; no text is copied and no order is kept, only moments."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from tui.logs.query import STEP
from tui.logs.store import LogStore
from tui.logs.timeline import Now, Timeline

MOST: Final = 8
"""Logs that can be merged."""
SETTLED: Final = 1.0
"""Seconds after which nothing is put between lines any longer: what comes later for there stands at the end."""
_LOG_BITS: Final = 3
_LINE_BITS: Final = 40
_LINE_ZERO: Final = 1 << (_LINE_BITS - 1)
"""Lines from before the first ones have negative numbers."""


class MergedLine(NamedTuple):
    """One line of the merged log. Sorts as lines are read: by time, then by log, then as they came."""

    moment: int
    """When it was written, in nanoseconds since 1970."""
    log: int
    """Which of the logs it is from, counted from 0."""
    line: int
    """Its number there."""

    @property
    def seq(self) -> int:
        """All three in one number that sorts in the same way."""
        return ((self.moment << _LOG_BITS | self.log) << _LINE_BITS) + self.line + _LINE_ZERO


def line_of(seq: int) -> MergedLine:
    """The line that a number stands for."""
    above = seq >> _LINE_BITS
    return MergedLine(above >> _LOG_BITS, above & ((1 << _LOG_BITS) - 1), (seq & ((1 << _LINE_BITS) - 1)) - _LINE_ZERO)


class MergedNotes(MutableMapping[int, str]):
    """The notes of several logs under the numbers that their lines have in the merged one; nothing is copied."""

    def __init__(self, log: MergedLog) -> None:
        self._log = log

    def __getitem__(self, seq: int) -> str:
        log, line = self._log.of(seq)
        return self._log.stores[log].notes[line]

    def __setitem__(self, seq: int, note: str) -> None:
        log, line = self._log.of(seq)
        self._log.stores[log].notes[line] = note

    def __delitem__(self, seq: int) -> None:
        log, line = self._log.of(seq)
        del self._log.stores[log].notes[line]

    def __iter__(self) -> Iterator[int]:
        """Those of lines that have their place already."""
        for log, store in enumerate(self._log.stores):
            for line in store.notes:
                seq = self._log.number_of(log, line)
                if seq is not None:
                    yield seq

    def __len__(self) -> int:
        return sum(1 for _ in self)


class MergedLog:
    """The lines of several stores in one order: by time, and in each log as they came. Extended by `step`.

    A line's number is made of its moment, its log and its number there (`MergedLine.seq`), so it says by itself where
    the line stands: what comes late or goes between two lines changes no number. `Timeline` says when a line counts as
    written. All that is asked for is found with a binary search in each log.

    Args:
        stores: the logs, each with its name.
        clock: seconds.
        now: nanoseconds since 1970.
    """

    def __init__(
        self,
        stores: Sequence[tuple[str, LogStore]],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], int] = time.time_ns,
    ) -> None:
        if len(stores) > MOST:
            raise ValueError(f"at most {MOST} logs can be merged")
        self.names = tuple(name for name, _ in stores)
        """What the logs are called."""
        self.stores = tuple(store for _, store in stores)
        """The logs."""
        self.notes = MergedNotes(self)
        """What somebody noted at lines they marked, here or where one of the logs is read by itself."""
        self._clock = clock
        self._now = now
        begun = now()
        self._timelines = tuple(Timeline(store, begun=begun) for store in self.stores)
        self._shown: deque[tuple[float, int]] = deque()
        """When was the newest line of which moment, newest last; the first is the newest that has settled."""

    # Taking in what comes

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been put in their place."""
        return all(timeline.done for timeline in self._timelines)

    @property
    def progress(self) -> float:
        """How much of the logs was put in its place, from 0 to 1."""
        pairs = [timeline.progress for timeline in self._timelines]
        whole = sum(of for _, of in pairs)
        return min(1.0, sum(read for read, _ in pairs) / whole) if whole else 1.0

    def step(self, seconds: float = STEP) -> bool:
        """Put more lines in their places for about *seconds*; gives whether there are more.

        Lines that a log has dropped since go too, and earlier ones that it got come.
        """
        began = self._clock()
        for timeline in self._timelines:
            timeline.prune()
        bounds = self._bounds(began)
        while waiting := [timeline for timeline in self._timelines if not timeline.done]:
            # The one that is furthest behind, so that the logs grow together.
            min(waiting, key=_reached).take(bounds)
            if self._clock() >= began + seconds:
                break
        newest = self._newest
        if newest is not None:
            self._shown.append((began, newest))
        return not self.done

    def _bounds(self, at: float) -> Now:
        while len(self._shown) > 1 and self._shown[1][0] <= at - SETTLED:
            self._shown.popleft()
        settled = self._shown[0][1] if self._shown and self._shown[0][0] <= at - SETTLED else None
        return Now(self._now(), settled, self._newest or 0)

    @property
    def _newest(self) -> int | None:
        return max((moment for each in self._timelines if (moment := each.latest) is not None), default=None)

    # Lines by number

    @property
    def first(self) -> int:
        """The number of the first line."""
        head = self.head()
        return 0 if head is None else head

    @property
    def end(self) -> int:
        """One more than the number of the last whole line."""
        last = self.last([timeline.end - 1 for timeline in self._timelines])
        return 0 if last is None else last + 1

    @property
    def version(self) -> int:
        """Grows with every change of any of the logs."""
        return sum(store.version for store in self.stores)

    @property
    def lines_kept(self) -> int:
        """How many lines of all logs together are kept."""
        return sum(store.lines_kept for store in self.stores)

    @property
    def came(self) -> int:
        """Grows by one with every whole line that comes."""
        return sum(timeline.end for timeline in self._timelines)

    def count(self, start: int, stop: int) -> int:
        """How many whole lines there are from *start* to *stop*."""
        bounds = zip(self._timelines, self.lines_from(start), self.lines_from(stop), strict=True)
        return max(0, sum(min(behind, each.end) - min(line, each.end) for each, line, behind in bounds))

    def line(self, seq: int) -> bytes:
        """A whole line without its line end.

        Raises:
            IndexError: when it is not kept (any more).
        """
        log, line = self.of(seq)
        return self.stores[log].line(line)

    def of(self, seq: int) -> tuple[int, int]:
        """Which of the logs a line is from, counted from 0, and its number there."""
        return line_of(seq)[1:]

    def number_of(self, log: int, line: int) -> int | None:
        """The number here of a line of one of the logs, None for one that has no place, or none yet."""
        timeline = self._timelines[log]
        if not timeline.first <= line < timeline.stop:
            return None
        return MergedLine(timeline.moment(line), log, line).seq

    def holds(self, seq: int) -> bool:
        """Whether there is such a whole line."""
        log, line = self.of(seq)
        return self.stores[log].holds(line)

    def unfinished(self, seq: int) -> bytes | None:
        """The text so far where *seq* is the unfinished last line of one of the logs."""
        log, line = self.of(seq)
        return self.stores[log].unfinished(line)

    def is_mark(self, seq: int) -> bool:
        """Whether a line is about one of the logs and not from it."""
        log, line = self.of(seq)
        return self.stores[log].is_mark(line)

    # The order

    def head(self) -> int | None:
        """The first line, None where there is none."""
        return self.earliest(self.firsts)

    def tail(self) -> int | None:
        """The last line, None where there is none."""
        return self.last([stop - 1 for stop in self.stops])

    def after(self, seq: int) -> int | None:
        """The line that follows *seq*, which may be missing itself."""
        return self.earliest(self.lines_from(seq + 1))

    def before(self, seq: int) -> int | None:
        """The line in front of *seq*, which may be missing itself."""
        return self.last([line - 1 for line in self.lines_from(seq)])

    def line_at(self, moment: datetime) -> int | None:
        """The first line that is not before *moment*; the last line when all are, None when there are no lines."""
        found = self.earliest([each.at(int(moment.timestamp() * 1_000_000_000)) for each in self._timelines])
        return self.tail() if found is None else found

    @property
    def firsts(self) -> list[int]:
        """The first line of each log."""
        return [timeline.first for timeline in self._timelines]

    @property
    def stops(self) -> list[int]:
        """The line behind the last one of each log, the unfinished one included."""
        return [timeline.stop for timeline in self._timelines]

    def lines_from(self, seq: int) -> list[int]:
        """Of each log the first line that stands at *seq* or behind it."""
        moment, of, line = line_of(seq)
        before = [timeline.behind(moment) for timeline in self._timelines[:of]]
        behind = [timeline.at(moment) for timeline in self._timelines[of:]]
        if behind and line > behind[0]:
            behind[0] = min(line, self._timelines[of].behind(moment))
        return before + behind

    def shares(self, start: int, stop: int) -> list[int]:
        """How many lines of each log stand from *start* to *stop*, unfinished ones included."""
        return [behind - line for line, behind in zip(self.lines_from(start), self.lines_from(stop), strict=True)]

    def earliest(self, lines: Iterable[int | None]) -> int | None:
        """The number of the first of *lines*, one of each log or None; those that have no place yet don't count."""
        return min(self._seqs(lines), default=None)

    def last(self, lines: Iterable[int | None]) -> int | None:
        """The number of the last of *lines*, one of each log or None; those that have no place yet don't count."""
        return max(self._seqs(lines), default=None)

    def _seqs(self, lines: Iterable[int | None]) -> Iterator[int]:
        for log, line in zip(range(len(self._timelines)), lines, strict=True):
            seq = None if line is None else self.number_of(log, line)
            if seq is not None:
                yield seq


def _reached(timeline: Timeline) -> int:
    latest = timeline.latest
    return -1 if latest is None else latest
