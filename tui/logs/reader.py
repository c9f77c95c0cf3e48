"""Asks for windows of a log: as narrow as will do, as wide as it takes to continue what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, NamedTuple, ParamSpec, TypeVar

from tui.logs.known import Known
from tui.logs.overlap import Fit, Match, match
from tui.logs.pace import Pace
from tui.logs.window import Window

Fetch = Callable[[int | None], Awaitable[bytes]]
"""Gives the last lines of a log as raw bytes, all of them for None."""

P = ParamSpec("P")
T = TypeVar("T")

_ATTEMPTS: Final = 3
_MOST_REQUESTS: Final = 8
_LONG: Final = 1024 * 1024


class Reading(NamedTuple):
    """A window and where it continues what is known."""

    window: Window
    found: Match


class WindowReader:
    """Reads windows of one log.

    Args:
        fetch: reads the last lines of the log.
        pace: knows how wide a window can be and which are cheap.
        errors: what *fetch* raises when it can't.
        limit: bytes that are read at most.
    """

    def __init__(self, fetch: Fetch, pace: Pace, *, errors: tuple[type[Exception], ...], limit: int) -> None:
        self.requests = 0
        """Requests of the last reading."""
        self.fetched = 0
        """Bytes of the last reading's answers."""
        self._fetch = fetch
        self._pace = pace
        self._errors = errors
        self._limit = limit
        self._most_given: int | None = None
        self._failures = 0

    async def read(self, known: Known, asked: int | None) -> Reading:
        """A window of the last *asked* lines, or a wider one where that is needed to continue what is *known*.

        Raises:
            the errors of *fetch*, unless only the wider windows fail, time and again: then the narrow one must do.
        """
        self.requests = self.fetched = 0
        reading = await self._compare(known, asked)
        while asked is not None and self.requests < _MOST_REQUESTS:
            wider = self._wider(known, reading, asked)
            if wider == asked:
                break
            try:
                wide = await self._compare(known, wider)
            except self._errors:
                self._failures += 1
                if self._failures < _ATTEMPTS:
                    raise
                return reading
            self._notice_most(reading.window, wide.window, asked=wider)
            reading, asked = wide, wider
        self._failures = 0
        return reading

    def _notice_most(self, narrow: Window, wide: Window, *, asked: int | None) -> None:
        """Find out that the server gives at most so many lines, whatever it is asked for."""
        if asked is None and narrow.whole and wide.count > 2 * narrow.count:
            self._most_given = narrow.count
        elif asked is not None and not wide.whole and wide.count <= narrow.count:
            self._most_given = wide.count

    async def first(self, asked: int | None) -> Window:
        """A window of the last *asked* lines, compared with nothing."""
        self.requests = self.fetched = 0
        return await self._window(asked)

    def _wider(self, known: Known, reading: Reading, asked: int) -> int | None:
        """How many lines to ask for next; *asked* when the reading will do."""
        narrow = not reading.window.whole and (self._most_given is None or asked < self._most_given)
        match reading.found.fit:
            case Fit.APART | Fit.INSIDE:
                return self._pace.wider(asked) if narrow else None
            case Fit.LIKELY if narrow:
                return self._wide_enough(known, reading, asked)
            case Fit.LIKELY if self._pace.is_cheap(known.least):
                return None
        return asked

    def _wide_enough(self, known: Known, reading: Reading, asked: int) -> int:
        """Lines to ask for to reach a line that is unique, or the log's first line; *asked* when that is too dear."""
        wider = asked * 8
        if known.anchor is not None:
            wider = max(known.anchor.lines + 2 * reading.window.count, asked + 1)
        elif known.offset is None:
            return asked
        return wider if self._pace.is_affordable(wider) else asked

    async def _compare(self, known: Known, asked: int | None) -> Reading:
        window = await self._window(asked)
        return Reading(window, await _aside(window.size, match, known, window))

    async def _window(self, asked: int | None) -> Window:
        self.requests += 1
        body = await self._fetch(asked)
        self.fetched += len(body)
        if asked is not None and self._most_given is not None:
            asked = min(asked, self._most_given)
        return await _aside(len(body), partial(Window.read, asked=asked, limit=self._limit), body)


async def _aside(size: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do *work* on *size* bytes: in another thread when they are many, so that the event loop goes on."""
    if size < _LONG:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)
