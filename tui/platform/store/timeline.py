"""The read side: the world as it was a moment ago, the way the platform's own answers trail its writes."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from tui.platform.store.records import World


class Timeline:
    """Worlds by event, each seen by readers only *lag* seconds after it was published."""

    def __init__(
        self, event: int, world: World, *, lag: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._lag = lag
        self._monotonic = monotonic
        self._reached = (event, world)
        self._coming: deque[tuple[float, int, World]] = deque()
        self._published = asyncio.Event()

    def publish(self, event: int, world: World) -> None:
        """Let readers see *world* once the lag has passed."""
        # Also without a reader, so that old worlds don't pile up.
        self._settle()
        self._coming.append((self._monotonic() + self._lag, event, world))
        self._published.set()

    def catch_up(self) -> None:
        """Let readers see everything that was published, without the lag."""
        while self._coming:
            _, event, world = self._coming.popleft()
            self._reached = (event, world)

    @property
    def world(self) -> World:
        """The world as readers see it now."""
        return self._settle()[1]

    async def reach(self, event: int, *, timeout: float) -> bool:
        """Wait until readers see *event*; False when they still don't after *timeout* seconds."""
        deadline = self._monotonic() + timeout
        while self._settle()[0] < event:
            now = self._monotonic()
            if now >= deadline:
                return False
            pause = deadline - now
            if self._coming:
                pause = min(pause, max(0.0, self._coming[0][0] - now))
            await self._published_within(pause)
        return True

    async def _published_within(self, seconds: float) -> None:
        self._published.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._published.wait()
        except TimeoutError:
            return

    def _settle(self) -> tuple[int, World]:
        now = self._monotonic()
        while self._coming and self._coming[0][0] <= now:
            _, event, world = self._coming.popleft()
            self._reached = (event, world)
        return self._reached
