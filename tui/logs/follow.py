"""Follows a log that can only be read as "the last N lines", and keeps what it reads in a store.

How it works. A poll asks for a window: as many lines as the log should have grown by since the last one at the rate
seen so far, and some more to overlap. It is compared with the last lines known, and what follows the overlap is new.

1. *Where it overlaps* is found from the strongest evidence there is: the length of the log, when a window reaches to
   its first line and the known text still stands where it was counted to stand; else a line that is unique in what is
   known and around which all agrees; else the timestamps, of which those after the last known are new and those before
   are not; else the longest way in which the end of the known lines is the beginning of the window, found with the Z
   function in linear time however periodic the lines are. One thing is taken for granted: a stretch of lines with
   a unique one in it does not come again, word for word, as a whole window's beginning.
2. *No overlap*: the window is widened, up to the whole log or 64 MB. Only when all of the log, read on its own, does
   not overlap either, a mark says that lines are missing, or that the log started over.
3. *More than one way*, and neither length nor times decide: the window is widened as far as that is cheap. After that
   the longest overlap is taken, so that no line is ever doubled, and a mark says that lines are possibly missing.
4. *A window from the past* (it lies inside what is known, or all its times are older) changes nothing. When it stays
   like that, and no times speak against it, the log has started over with the same lines.
5. *An error* changes nothing either, and the next poll asks for as many lines as the pause makes likely. An outage that
   lasts, and its end, are marked.

An unfinished last line is not compared: it stands in `LogStore.partial` as it grows, and comes as a line when finished.
A poll that is cancelled leaves the store and what is known of the log in agreement.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tui.logs.clean import printable
from tui.logs.earlier import known_from, stands_at
from tui.logs.judge import Gap, Judge, Verdict
from tui.logs.known import Known
from tui.logs.pace import Attention, Pace
from tui.logs.reader import Fetch, WindowReader
from tui.logs.store import LogStore
from tui.logs.window import READ_LIMIT, Window

__all__ = ["FIRST_WINDOW", "Attention", "Fetch", "FollowedLog", "Gap", "Outcome"]

FIRST_WINDOW: Final = 1000
"""Lines that are read of a log at first."""
_OUTAGE: Final = 5.0
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one poll brought."""

    lines: int = 0
    """New whole lines."""
    gap: Gap = Gap.NONE
    earlier: int = 0
    """Lines from before the first one that was kept."""
    error: Exception | None = None
    """Why the log could not be read."""
    requests: int = 0
    fetched: int = 0
    """Bytes of all answers."""


class FollowedLog:
    """One log, followed.

    Args:
        fetch: reads the last lines of it.
        store: takes the lines; the log goes on behind those it has already.
        first: lines to read at first; None for all.
        errors: what *fetch* raises when the log can't be read now; anything else is a bug and passes through.
        clock: monotonic seconds.
        limit: bytes of the log that are read at most.
    """

    def __init__(
        self,
        fetch: Fetch,
        store: LogStore,
        *,
        first: int | None = FIRST_WINDOW,
        errors: tuple[type[Exception], ...] = (OSError,),
        clock: Callable[[], float] = time.monotonic,
        limit: int = READ_LIMIT,
    ) -> None:
        self.store = store
        self._first = first
        self._errors = errors
        self._clock = clock
        self._pace = Pace(clock(), limit=limit)
        self._reader = WindowReader(fetch, self._pace, errors=errors, limit=limit)
        self._judge = Judge()
        self._known = known_from(store)
        self._lock = asyncio.Lock()
        self._failing_since: float | None = None
        self._outage_told = False

    @property
    def rate(self) -> float:
        """New lines a second, smoothed."""
        return self._pace.rate

    @property
    def failing_since(self) -> float | None:
        """When reading failed first, by the clock; None while it works."""
        return self._failing_since

    @property
    def started(self) -> bool:
        """Whether there is anything known of the log, be it that it is empty."""
        return self._known is not None

    def interval(self, attention: Attention) -> float:
        """Seconds to wait before the next poll, by activity alone."""
        return self._pace.interval(self._clock(), attention)

    async def poll(self) -> Outcome:
        """Read what is new into the store. An error of the kinds that were named is part of the outcome."""
        async with self._lock:
            reach = self._known.anchor.lines if self._known and self._known.anchor else 0
            outcome, _ = await self._advance(self._pace.window(self._clock(), reach=reach))
            return outcome

    async def read_earlier(self) -> Outcome:
        """Read further back than before, and what is new along with it; `Outcome.earlier` says how much came."""
        async with self._lock:
            outcome, window = await self._advance(self._pace.wider(self.store.end - self.store.oldest))
            if window is None or outcome.gap in (Gap.CERTAIN, Gap.RESTARTED):
                return outcome
            return replace(outcome, earlier=self.store.prepend(window.lines[: stands_at(self.store, window.lines)]))

    async def _advance(self, asked: int | None) -> tuple[Outcome, Window | None]:
        """Take in what is new, with a window of *asked* lines to begin with; gives the window that was used."""
        started = self._clock()
        try:
            window, verdict = await self._read(asked, started)
        except self._errors as error:
            return self._failed(error), None
        self._recovered(verdict)
        new = len(window.lines) if verdict.old else verdict.new
        lines, fetched = window.lines_from(new), self._reader.fetched
        if not verdict.old:
            await self._take(window, verdict)
        self._pace.note(self._clock(), lines=lines, size=len(window.lines) - new, fetched=fetched, started=started)
        outcome = Outcome(lines=lines, gap=verdict.gap, requests=self._reader.requests, fetched=fetched)
        return outcome, None if verdict.old else window

    async def _read(self, asked: int | None, now: float) -> tuple[Window, Verdict]:
        known = self._known
        if known is None:
            return await self._reader.first(self._first), Verdict(Gap.NONE)
        reading = await self._reader.read(known, asked if known.text else None)
        verdict = self._judge.judge(known, reading, now)
        if verdict.gap is Gap.RESTARTED and not reading.window.whole:
            return await self._reader.first(None), verdict
        return reading.window, verdict

    async def _take(self, window: Window, verdict: Verdict) -> None:
        """Append what is new, a piece at a time so that the event loop is never held for long."""
        known = self._known = self._go_on(window, verdict)
        if verdict.mark:
            self._tell(verdict.mark)
        lines, position = window.lines, verdict.new
        while position < len(lines):
            stop = lines.find(b"\n", position + _PIECE) + 1 or len(lines)
            self.store.extend(lines[position:stop])
            known.extend(lines[position:stop], keep=4 * len(lines))
            position = stop
            if position < len(lines):
                await asyncio.sleep(0)
        self.store.partial = window.partial

    def _go_on(self, window: Window, verdict: Verdict) -> Known:
        """What is known right before the new lines of *window*."""
        known = self._known
        if verdict.gap in (Gap.CERTAIN, Gap.RESTARTED) and self.store.partial:
            self.store.extend(self.store.partial + b"\n")
            self.store.partial = b""
        if known is None or (verdict.gap is not Gap.NONE and verdict.new < len(window.lines)):
            known = Known(window.lines[: verdict.new])
        if window.whole:
            known.offset = verdict.new
        return known

    def _failed(self, error: Exception) -> Outcome:
        now = self._clock()
        if self._failing_since is None:
            self._failing_since = now
        if not self._outage_told and now - self._failing_since >= _OUTAGE:
            self._outage_told = True
            self._tell(f"log not readable: {printable(str(error)) or type(error).__name__}")
        return Outcome(error=error, requests=self._reader.requests, fetched=self._reader.fetched)

    def _recovered(self, verdict: Verdict) -> None:
        if self._failing_since is not None and self._outage_told:
            seconds = self._clock() - self._failing_since
            complete = ", nothing missing" if verdict.gap is Gap.NONE and self.started and not verdict.old else ""
            self._tell(f"log readable again after {seconds:,.0f} s{complete}")
        self._failing_since, self._outage_told = None, False

    def _tell(self, text: str) -> None:
        self.store.mark(f"── {text} ──")
