"""Time that passes only when nothing else is left to do."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any

_TURNS = 25
"""Turns of the event loop after which everything that can run has run."""


class VirtualTime:
    """A clock and a sleep that go together: `run` moves from one sleeper's end to the next."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, waiting))
        await waiting

    async def run(self, seconds: float) -> None:
        """Let *seconds* pass."""
        end = self.now + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, waiting = heapq.heappop(self._sleepers)
            if waiting.done():
                continue
            self.now = max(self.now, due)
            waiting.set_result(None)
            await self._settle()
        self.now = end

    async def during(self, seconds: float, task: Coroutine[Any, Any, None]) -> None:
        """Let *seconds* pass while *task* runs, then cancel it."""
        running = asyncio.ensure_future(task)
        try:
            await self.run(seconds)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _settle(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
