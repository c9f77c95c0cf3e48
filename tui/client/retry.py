"""When a request is sent again, and after which pause: bounded in attempts and in time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from tui.client.call import Call
from tui.client.errors import ApiError, RateLimited, ServerFailed, Unreachable

T = TypeVar("T")

_PASSING = frozenset({500, 502, 503, 504})
"""Failures of the server that may be over a moment later."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Time and chance, in one place so that a test can hold them."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds from an arbitrary start."""
    now: Callable[[], datetime] = _utc_now
    """This machine's time, with a zone."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = field(default=random.random)
    """A number from 0 up to but not including 1."""


def may_repeat(call: Call, error: ApiError) -> bool:
    """Whether sending *call* again after *error* is safe and can help.

    A write is repeated only when the platform certainly did nothing: it was never connected, or it said 429.
    """
    match error:
        case RateLimited():
            return True
        case Unreachable():
            return not error.lasting and not (call.is_write and error.sent)
        case ServerFailed():
            return not call.is_write and error.status in _PASSING
        case _:
            return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrying:
    """Runs an attempt again while that is safe, with growing and jittered pauses."""

    clock: Clock
    attempts: int = 4
    base: float = 0.25
    """Seconds of the first pause, doubled each time."""
    cap: float = 5.0
    """Seconds no pause of our own exceeds."""

    async def run(self, call: Call, attempt: Callable[[Call], Awaitable[T]], *, patience: float) -> T:
        """The outcome of the first attempt that works; no attempt begins later than *patience* seconds from now.

        Raises:
            ApiError: that of the last attempt. A wait longer than the patience is not begun, but raised at once.
        """
        deadline = self.clock.monotonic() + patience
        tried = 0
        while True:
            tried += 1
            try:
                return await attempt(call)
            except ApiError as error:
                pause = self.pause(error, tried)
                late = self.clock.monotonic() + pause > deadline
                if tried >= self.attempts or late or not may_repeat(call, error):
                    raise
            await self.clock.sleep(pause)

    def pause(self, error: ApiError, tried: int) -> float:
        """Seconds before the next attempt: what the platform told and a little more, else our own growing pause."""
        told = error.retry_after if isinstance(error, RateLimited | ServerFailed) else None
        if told is not None:
            return told + self.base * self.clock.random()
        longest: float = min(self.cap, self.base * 2 ** (tried - 1))
        return longest * (0.5 + self.clock.random() / 2)
