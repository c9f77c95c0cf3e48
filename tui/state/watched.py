"""Reads something of the platform again and again while somebody looks at it; what is known outlives a failure."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from tui.client.errors import ApiError, RateLimited
from tui.state.backoff import Backoff
from tui.state.fleet import Condition, Health
from tui.state.line import condition_of
from tui.state.pauses import first, stretch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tui.client.observed import RateLimit

T = TypeVar("T")

READ_EVERY = 15.0
"""Seconds between two readings."""
RENEWED_WITHIN = 10.0
"""Seconds after which nobody waits any longer for a new answer."""


class Watched(Generic[T]):
    """Reads, keeps what it read and tells when that changed. One `run` lives as long as a screen."""

    def __init__(
        self,
        read: Callable[[], Awaitable[T]],
        *,
        changed: Callable[[], None],
        rate_limit: Callable[[], RateLimit | None] = lambda: None,
        every: float = READ_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask with *read*, which raises `ApiError`; call *changed* after each answer, good or bad."""
        self.value: T | None = None
        """The newest good answer; None until there was one."""
        self.health = Health()
        """How far `value` can be trusted."""
        self.is_asked = False
        """True while somebody waits for a new answer."""
        self._read = read
        self._changed = changed
        self._rate_limit = rate_limit
        self._every = every
        self._clock = clock
        self._backoff = Backoff()
        self._wake = asyncio.Event()
        self._asked = 0
        """How often was read so far, a reading under way among them."""
        self._answered = asyncio.Condition()

    def refresh(self) -> None:
        """Read at once, also while a pause is running."""
        self._backoff.worked()
        self._wake.set()

    def ask(self) -> None:
        """Read at once because somebody wants to see it."""
        self.is_asked = True
        self.refresh()
        self._changed()

    async def renewed(self) -> None:
        """Read at once, and wait for the answer, good or bad; not for long, as nobody may be reading any more."""
        wanted = self._asked + 1
        self.refresh()
        with suppress(TimeoutError):
            async with asyncio.timeout(RENEWED_WITHIN), self._answered:
                await self._answered.wait_for(lambda: self._asked >= wanted)

    async def run(self) -> None:
        """Keep the value fresh until cancelled."""
        while True:
            self._wake.clear()
            self._asked += 1
            pause = await self._read_once()
            self.is_asked = self.is_asked and self._wake.is_set()
            self._changed()
            async with self._answered:
                self._answered.notify_all()
            await first(self._wake, pause)

    async def _read_once(self) -> float:
        """Read; gives the seconds to wait before the next time."""
        try:
            self.value = await self._read()
        except ApiError as error:
            return self._failed(error)
        self._backoff.worked()
        self.health = Health(condition=Condition.FRESH, read_at=self._clock())
        return self._every * stretch(self._rate_limit())

    def _failed(self, error: ApiError) -> float:
        at_least = error.retry_after or 0.0 if isinstance(error, RateLimited) else 0.0
        pause = self._backoff.failed(at_least)
        health = self.health
        self.health = Health(
            condition=condition_of(error),
            message=error.message,
            since=datetime.now(UTC) if health.is_good or health.since is None else health.since,
            retry_at=self._clock() + pause,
            read_at=health.read_at,
        )
        return pause
