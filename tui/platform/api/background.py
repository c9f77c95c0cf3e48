"""Work that asks somebody outside: whoever wants the outcome waits for it a little, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

PATIENCE = 3.0
"""Seconds a write waits for an answer from outside, so that what is read after it is usually the outcome."""


class Background:
    """The work that is under way."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do *work*, and return when it is done or after a short time; then it goes on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        for each in done:
            each.result()

    async def close(self) -> None:
        """End what is under way."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
