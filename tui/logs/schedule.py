"""Polls many followed logs from one task: the visible one first, pinned ones next, the rest seldom."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from tui.logs.follow import FollowedLog, Outcome
from tui.logs.pace import Attention

_AT_ONCE: Final = 2
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0
_WEIGHTS: Final = {Attention.VISIBLE: 8, Attention.PINNED: 4, Attention.HIDDEN: 1}


class Allowance(Protocol):
    """What is left of a rate limit."""

    @property
    def remaining(self) -> int:
        """Requests."""

    @property
    def resets_at(self) -> float | None:
        """When it begins anew, in seconds of the monotonic clock."""


@dataclass(eq=False, slots=True)
class _Entry:
    """One log in the schedule."""

    log: FollowedLog
    attention: Attention
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0
    polled: float = 0.0
    task: asyncio.Task[None] | None = None


class Scheduler:
    """Follows many logs at once.

    Args:
        on_poll: told the name of the log and the outcome after each poll.
        allowance: what is left of the rate limit, None when that is unknown; all logs together use half of it.
        retry_after: seconds to wait that an error asks for, None when it does not.
        clock: monotonic seconds.
        sleep: waits for seconds.
    """

    def __init__(
        self,
        on_poll: Callable[[str, Outcome], None],
        *,
        allowance: Callable[[], Allowance | None] = lambda: None,
        retry_after: Callable[[Exception], float | None] = lambda error: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._on_poll = on_poll
        self._allowance = allowance
        self._retry_after = retry_after
        self._clock = clock
        self._sleep = sleep
        self._entries: dict[str, _Entry] = {}
        self._others = asyncio.Semaphore(_AT_ONCE)
        self._group: asyncio.TaskGroup | None = None

    def follow(self, name: str, log: FollowedLog, attention: Attention = Attention.HIDDEN) -> None:
        """Poll *log* from now on; the log that had this *name* before is let go."""
        self.forget(name)
        entry = self._entries[name] = _Entry(log, attention)
        if self._group is not None:
            self._start(self._group, name, entry)

    def attend(self, name: str, attention: Attention) -> None:
        """Look at a log more or less than before; one that is looked at more is polled at once."""
        entry = self._entries.get(name)
        if entry is None or entry.attention is attention:
            return
        more = _WEIGHTS[attention] > _WEIGHTS[entry.attention]
        entry.attention = attention
        if more:
            entry.wake.set()

    def wake(self, name: str) -> None:
        """Poll a log at once, for example after its service was started."""
        if name in self._entries:
            self._entries[name].wake.set()

    def forget(self, name: str) -> None:
        """Poll this log no more; what was read of it stays in its store."""
        entry = self._entries.pop(name, None)
        if entry is not None and entry.task is not None:
            entry.task.cancel()

    async def run(self) -> None:
        """Poll until cancelled. A bug in a log's own code ends it and is raised."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for name, entry in self._entries.items():
                    self._start(group, name, entry)
                await asyncio.Event().wait()
        finally:
            self._group = None

    def _start(self, group: asyncio.TaskGroup, name: str, entry: _Entry) -> None:
        entry.task = group.create_task(self._keep_polling(name, entry), name=f"log of {name}")

    async def _keep_polling(self, name: str, entry: _Entry) -> None:
        while True:
            entry.wake.clear()
            outcome = await self._poll(entry)
            entry.polled = self._clock()
            entry.failures = entry.failures + 1 if outcome.error else 0
            self._on_poll(name, outcome)
            await self._pause(entry, outcome)

    async def _poll(self, entry: _Entry) -> Outcome:
        """Poll now what is looked at, else when it is its turn: few of the others are polled at once."""
        has_turn = False
        try:
            while entry.attention is not Attention.VISIBLE and not has_turn:
                turn = asyncio.ensure_future(self._others.acquire())
                try:
                    await self._until_woken(entry, turn)
                finally:
                    has_turn = not turn.cancel()
            return await entry.log.poll()
        finally:
            if has_turn:
                self._others.release()

    async def _pause(self, entry: _Entry, outcome: Outcome) -> None:
        """Wait for the next poll; somebody who begins to look shortens what may be shortened."""
        woken = False
        while True:
            seconds = self._least(entry, outcome) if woken else self._usual(entry, outcome)
            left = entry.polled + seconds - self._clock()
            if left <= 0:
                return
            sleeping = asyncio.ensure_future(self._sleep(left))
            try:
                woken = await self._until_woken(entry, sleeping) or woken
            finally:
                sleeping.cancel()

    async def _until_woken(self, entry: _Entry, other: asyncio.Future[Any]) -> bool:
        """Wait for *other* or until *entry* is to be polled at once; gives whether it is."""
        waking = asyncio.ensure_future(entry.wake.wait())
        try:
            await asyncio.wait({waking, other}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
        woken = entry.wake.is_set()
        entry.wake.clear()
        return woken

    def _usual(self, entry: _Entry, outcome: Outcome) -> float:
        """Seconds between two polls of *entry*: by activity, and by failures."""
        seconds = entry.log.interval(entry.attention)
        if entry.failures:
            seconds = max(seconds, min(_FIRST_PAUSE * 2.0 ** (entry.failures - 1), _LONGEST_PAUSE))
        return max(seconds, self._least(entry, outcome))

    def _least(self, entry: _Entry, outcome: Outcome) -> float:
        """Seconds that must lie between two polls: the share of the rate limit, and what an error asks for."""
        wanted = self._retry_after(outcome.error) if outcome.error is not None else None
        return max(wanted or 0.0, self._fair_interval(entry) * max(outcome.requests, 1))

    def _fair_interval(self, entry: _Entry) -> float:
        """Seconds between requests so that all logs together use half of what is left of the rate limit."""
        allowance = self._allowance()
        if allowance is None or allowance.resets_at is None:
            return 0.0
        left = max(allowance.resets_at - self._clock(), 0.0)
        share = _WEIGHTS[entry.attention] / sum(_WEIGHTS[other.attention] for other in self._entries.values())
        requests = allowance.remaining / 2 * share
        return left / max(requests, 1.0)
