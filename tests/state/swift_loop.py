"""An event loop in which time passes as soon as nobody has anything to do."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):
    """Waits for nothing: the loop's time moves on instead."""

    loop: SwiftLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.loop.seconds += timeout
        return ready


class SwiftLoop(asyncio.SelectorEventLoop):
    """Runs an hour of waiting in no time; what uses real input or output must not run in it."""

    def __init__(self) -> None:
        selector = _Selector()
        super().__init__(selector)
        selector.loop = self
        self.seconds = 1000.0

    def time(self) -> float:
        """The simulated seconds."""
        return getattr(self, "seconds", 0.0)


def run_swiftly(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run to the end with simulated time."""
    with asyncio.Runner(loop_factory=SwiftLoop) as runner:
        return runner.run(coroutine)
