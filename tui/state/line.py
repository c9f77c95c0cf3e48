"""The one line to the platform: one question at a time, and none during a pause that grows while nothing answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from tui.client.errors import ApiError, Forbidden, RateLimited, ServerFailed, TokenRefused, Unreachable
from tui.state.backoff import Backoff
from tui.state.fleet import Condition, Health
from tui.state.pauses import first

T = TypeVar("T")

STALE_AFTER = 10.0
"""Seconds after which an answer that is awaited makes what is shown stale."""
NAP = 5.0
"""Seconds of a pause between two looks whether the machine slept (the clock stood still while the time went on) or has
another network."""


class Missed(Exception):  # noqa: N818 -- a signal between who asks and the line, never an error to show
    """No good answer came."""


class Denied(Missed):
    """An answer came: the token may not know this."""


class Line:
    """Asks, and says how well that goes."""

    def __init__(
        self,
        health: Health,
        tell: Callable[[Health], None],
        server_now: Callable[[], datetime],
        *,
        clock: Callable[[], float],
        now: Callable[[], float],
        network: Callable[[], object],
    ) -> None:
        """Begin with *health*, and *tell* every other one; *network* is how this machine reaches the world."""
        self._health = health
        self._tell = tell
        self._server_now = server_now
        self._clock = clock
        self._now = now
        self._network = network
        self._one_at_a_time = asyncio.Lock()
        self._backoff = Backoff()
        self._retry_at = 0.0
        self._retry_now = asyncio.Event()
        self._awake_since = 0.0
        """How far the time was ahead of the clock when something failed last; it grows while the machine sleeps."""
        self._network_then: object = None
        """How this machine reached the world when something failed last."""

    def retry_now(self) -> None:
        """End the pause."""
        self._retry_at = 0.0
        self._retry_now.set()

    async def ask(self, question: Callable[[], Awaitable[T]], *, may_be_denied: bool = False) -> T:
        """Ask once, when the line is free and no pause is running.

        Raises:
            Denied: The token may not know this alone; the line works.
            Missed: No good answer came; why is told in the health.
        """
        async with self._one_at_a_time:
            await self._pause()
            waits = asyncio.get_running_loop().call_later(STALE_AFTER, self._waits_for_long)
            try:
                answer = await question()
            except ApiError as error:
                if may_be_denied and isinstance(error, Forbidden):
                    self._worked()
                    raise Denied from error
                self._failed(error)
                raise Missed from error
            finally:
                waits.cancel()
            self._worked()
            return answer

    def _be(self, health: Health) -> None:
        self._health = health
        self._tell(health)

    def _worked(self) -> None:
        self._backoff.worked()
        self._be(Health(condition=Condition.FRESH, read_at=self._clock()))

    def _waits_for_long(self) -> None:
        """Say that what is shown is as old as the last answer, while the next one does not come."""
        health = self._health
        if health.condition is Condition.FRESH and health.read_at is not None:
            since = self._server_now() - timedelta(seconds=self._clock() - health.read_at)
            self._be(health._replace(condition=Condition.STALE, since=since))

    async def _pause(self) -> None:
        """Wait until something may be asked again; a machine that slept, or has another network, asks at once."""
        while (left := self._retry_at - self._clock()) > 0:
            self._retry_now.clear()
            await first(self._retry_now, min(left, NAP))
            if self._now() - self._clock() - self._awake_since > NAP:
                return
            if self._health.condition is Condition.UNREACHABLE and self._network() != self._network_then:
                return

    def _failed(self, error: ApiError) -> None:
        at_least = error.retry_after or 0.0 if isinstance(error, RateLimited) else 0.0
        pause = self._backoff.failed(at_least)
        self._retry_at = self._clock() + pause
        self._awake_since = self._now() - self._clock()
        self._network_then = self._network()
        before, now = self._health, self._server_now()
        self._be(
            Health(
                condition=condition_of(error),
                message=error.message,
                since=now if before.is_good or before.since is None else before.since,
                until=now + timedelta(seconds=pause) if isinstance(error, RateLimited) else None,
                retry_at=self._retry_at,
                read_at=before.read_at,
            )
        )


def condition_of(error: ApiError) -> Condition:
    """The condition an error puts the data in."""
    match error:
        case Unreachable() | ServerFailed():
            return Condition.UNREACHABLE
        case TokenRefused():
            return Condition.REFUSED
        case Forbidden():
            return Condition.FORBIDDEN
        case RateLimited():
            return Condition.LIMITED
        case _:
            return Condition.FAILED
