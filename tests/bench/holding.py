"""How long an event loop is held: by the clock on the wall, and by the processor, which others change less."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Held:
    """What the loop did since it was last asked; all in milliseconds."""

    wall: float
    """How late a timer of 5 ms fired, at most."""
    processor: float
    """What the most expensive callback cost."""
    culprit: str
    """What that callback was."""
    all: float
    """What all callbacks cost together."""


class Holding:
    """Watches the loop it is made in."""

    def __init__(self) -> None:
        self._wall = self._processor = self._all = 0.0
        self._culprit = ""
        self._task = asyncio.create_task(self._watch())

    def take(self) -> Held:
        """What was seen; starts anew."""
        seen = Held(1000 * self._wall, 1000 * self._processor, self._culprit, 1000 * self._all)
        self._wall = self._processor = self._all = 0.0
        self._culprit = ""
        return seen

    async def _watch(self) -> None:
        while True:
            due = time.monotonic() + 0.005
            await asyncio.sleep(0.005)
            self._wall = max(self._wall, time.monotonic() - due)

    @contextmanager
    def weighing(self) -> Iterator[None]:
        """Weigh each callback meanwhile."""
        run = asyncio.Handle._run

        def weighed(handle: asyncio.Handle) -> None:
            before = time.thread_time()
            run(handle)
            cost = time.thread_time() - before
            self._all += cost
            if cost > self._processor:
                self._processor, self._culprit = cost, _name(handle)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asyncio.Handle, "_run", weighed)
            yield


def _name(handle: asyncio.Handle) -> str:
    callback = getattr(handle, "_callback", None)
    task = getattr(callback, "__self__", None)
    if isinstance(task, asyncio.Task):
        return f"{task.get_name()} in {getattr(task.get_coro(), '__qualname__', '?')}"
    return str(getattr(callback, "__qualname__", callback))
