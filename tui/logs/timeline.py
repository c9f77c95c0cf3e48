"""When each line of a log was written, so that several logs can be read in one order."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

from tui.logs.store import LogStore
from tui.logs.timestamps import TimeReader, timestamp_of

_SLICE: Final = 256
_AHEAD: Final = 5_000_000_000
"""Nanoseconds that a clock may be ahead of ours; what is later than that can't have been written yet."""


class Now(NamedTuple):
    """What bounds the moments of lines that come now. All in nanoseconds since 1970."""

    time: int
    """What time it is."""
    shown: int | None = None
    """Lines up to this moment have been shown for a while: what belongs before it comes too late."""
    newest: int = 0
    """The moment of the newest line of all logs; late lines go behind it."""


class _Run:
    """The moments of consecutive lines, read forwards from one on; they never decrease."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.moments = array("q")
        self.waiting = 0
        """Lines before which no time was seen."""
        self._timed = False
        self._times = TimeReader()

    @property
    def end(self) -> int:
        """The line behind the last one whose moment is known."""
        return self.first + len(self.moments)

    @property
    def read(self) -> int:
        """The first line that was not looked at yet."""
        return self.end + self.waiting

    def extend(self, lines: Iterable[bytes], now: Now) -> None:
        """Look at the next lines."""
        for line in lines:
            moment = self._times.nanoseconds(line)
            if moment is not None and not self._timed:
                self._timed = True
                self.settle(moment, now)
            if self._timed:
                self.moments.append(self.next_moment(moment, now))
            else:
                self.waiting += 1

    def settle(self, moment: int, now: Now) -> None:
        """Say that what waits for a time was written at *moment*."""
        if self.waiting:
            self.moments.extend(array("q", [self.next_moment(moment, now)]) * self.waiting)
            self.waiting = 0

    def next_moment(self, moment: int | None, now: Now) -> int:
        """The moment of a line with such a time, or with none, that follows what was read."""
        latest = self.moments[-1] if self.moments else None
        if moment is None:
            moment = latest if latest is not None else now.time
        moment = min(moment, now.time + _AHEAD)
        if now.shown is not None and moment <= now.shown:
            moment = now.newest + 1
        return moment if latest is None else max(latest, moment)


class Timeline:
    """The moment of every line of one store, in eight bytes each; extended by `take` as lines come.

    - A line is as old as its timestamp says, but never older than the line before it: each log keeps its order, even
      when a clock was set back.
    - A line without a time belongs to the line it follows. What a log begins with stands right before its first time.
      A log without any times has those at which its lines were taken in.
    - A time that has not come yet counts as now.
    - What comes when lines after it have been shown for a while already (`Now.shown`) stands at the end, where it is
      seen; but not what is read of a log at first.

    The unfinished last line has a moment as well, as if it were finished.

    Args:
        store: the log.
        begun: the moment of an unfinished line that nothing stands before.
    """

    def __init__(self, store: LogStore, *, begun: int) -> None:
        self.store = store
        self._begun = begun
        self._run = _Run(store.first)
        self._earlier: _Run | None = None
        self._settled = False
        self._unfinished: tuple[bytes, int, int] | None = None

    @property
    def first(self) -> int:
        """The first line whose moment is known."""
        return self._run.first

    @property
    def end(self) -> int:
        """The line behind the last whole one whose moment is known."""
        return self._run.end

    @property
    def latest(self) -> int | None:
        """The moment of the last whole line, None where there is none."""
        return self._run.moments[-1] if self._run.moments else None

    @property
    def done(self) -> bool:
        """Whether the moments of all lines are known."""
        return self._reached_end and self.store.first >= self._run.first

    @property
    def progress(self) -> tuple[int, int]:
        """How many lines were looked at, of how many."""
        earlier = self._earlier.read - self._earlier.first if self._earlier is not None else 0
        return self._run.read - self._run.first + earlier, self.store.end - self.store.first

    @property
    def _reached_end(self) -> bool:
        return self._run.read >= self.store.end and not self._run.waiting

    @property
    def stop(self) -> int:
        """The line behind the last one, the unfinished one included."""
        return self.end + (self._reached_end and bool(self.store.partial))

    def moment(self, line: int) -> int:
        """The moment of a line."""
        return self._unfinished_moment() if line >= self.end else self._run.moments[line - self._run.first]

    def at(self, moment: int) -> int:
        """The first line at *moment* or later."""
        line = self.first + bisect_left(self._run.moments, moment)
        return line if line < self.end or self.stop == self.end or self._unfinished_moment() >= moment else self.stop

    def behind(self, moment: int) -> int:
        """The first line later than *moment*."""
        line = self.first + bisect_right(self._run.moments, moment)
        return line if line < self.end or self.stop == self.end or self._unfinished_moment() > moment else self.stop

    def take(self, now: Now) -> None:
        """Look at some more lines: first those that came, then those from before the first one."""
        if not self._reached_end:
            self._take_new(now)
        elif self.store.first < self._run.first:
            self._take_earlier(now)

    def prune(self) -> None:
        """Forget lines that the store dropped."""
        gone = self.store.first - self._run.first
        if gone > 0:
            run, behind = self._run, self.store.first - self._run.end
            del run.moments[:gone]
            run.waiting = max(0, run.waiting - max(0, behind))
            run.first = self.store.first

    def _take_new(self, now: Now) -> None:
        run, store = self._run, self.store
        if not self._settled:
            now = now._replace(shown=None)
        run.extend(store.lines(run.read, min(run.read + _SLICE, store.end)), now)
        if run.read >= store.end:
            run.settle(now.time, now)
            self._settled = True

    def _take_earlier(self, now: Now) -> None:
        """Look at lines that were put in front; they are in order once all of them are known."""
        run = self._run
        earlier = self._earlier
        if earlier is None or earlier.first != self.store.first:
            earlier = self._earlier = _Run(self.store.first)
        stop = min(earlier.read + _SLICE, run.first)
        now = now._replace(shown=None)
        earlier.extend(self.store.lines(earlier.read, stop), now)
        if stop < run.first:
            return
        bound = run.moments[0] if run.moments else now.time
        earlier.settle(bound, now)
        moments = earlier.moments
        over = bisect_right(moments, bound)
        moments[over:] = array("q", [bound]) * (len(moments) - over)
        run.first, run.moments, self._earlier = earlier.first, moments + run.moments, None

    def _unfinished_moment(self) -> int:
        """The moment of the unfinished line, kept until its text or the line before it changes."""
        text, latest = self.store.partial, self.latest
        before = latest if latest is not None else self._begun
        if self._unfinished is None or self._unfinished[:2] != (text, before):
            stamp = timestamp_of(text)
            own = stamp.nanoseconds if stamp is not None else before
            self._unfinished = text, before, max(before, own) if latest is not None else own
        return self._unfinished[2]
