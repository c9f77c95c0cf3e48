"""Tests of polling many logs: who is polled how often, and what holds it back."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.logs.model import ModelLog
from tests.logs.virtual import VirtualTime
from tui.logs.follow import Attention, FollowedLog, Outcome
from tui.logs.schedule import Scheduler
from tui.logs.store import LogStore


@dataclass
class Limit:
    remaining: int
    resets_at: float | None


async def stuck(tail: int | None) -> bytes:
    await asyncio.Event().wait()
    return b""


class Bench:
    """Some growing logs in one schedule, in virtual time."""

    def __init__(self, *, limit: Limit | None = None, retry_after: float | None = None) -> None:
        self.time = VirtualTime()
        self.logs: dict[str, ModelLog] = {}
        self.polls: Counter[str] = Counter()
        self.outcomes: list[tuple[str, Outcome]] = []
        self.limit = limit
        self.scheduler = Scheduler(
            self.polled,
            allowance=lambda: self.limit,
            retry_after=lambda error: retry_after,
            clock=self.time,
            sleep=self.time.sleep,
        )

    def polled(self, name: str, outcome: Outcome) -> None:
        self.polls[name] += 1
        if self.limit is not None:
            self.limit.remaining -= 1
        self.outcomes.append((name, outcome))
        self.logs[name].append(b"%d of %s" % (self.polls[name], name.encode()))

    def follow(self, name: str, attention: Attention) -> None:
        log = self.logs[name] = ModelLog()
        self.scheduler.follow(name, FollowedLog(log.fetch, LogStore(), clock=self.time), attention)


async def test_the_visible_log_is_polled_most_often_and_hidden_ones_seldom() -> None:
    bench = Bench()
    bench.follow("seen", Attention.VISIBLE)
    bench.follow("pinned", Attention.PINNED)
    for number in range(20):
        bench.follow(f"hidden {number}", Attention.HIDDEN)
    await bench.time.during(20, bench.scheduler.run())
    assert bench.polls["seen"] == pytest.approx(80, abs=2)
    assert bench.polls["pinned"] == pytest.approx(20, abs=2)
    assert bench.polls["hidden 7"] == pytest.approx(4, abs=1)


async def test_a_log_that_comes_into_view_is_polled_at_once() -> None:
    bench = Bench()
    bench.follow("web", Attention.HIDDEN)
    running = asyncio.ensure_future(bench.scheduler.run())
    await bench.time.run(1)
    assert bench.polls["web"] == 1
    bench.scheduler.attend("web", Attention.VISIBLE)
    await bench.time.run(0)
    assert bench.polls["web"] == 2
    running.cancel()


async def test_a_log_that_hangs_does_not_hold_up_the_visible_one() -> None:
    bench = Bench()
    for name in ("stuck 1", "stuck 2"):
        bench.scheduler.follow(name, FollowedLog(stuck, LogStore(), clock=bench.time), Attention.HIDDEN)
    bench.follow("waiting", Attention.HIDDEN)
    bench.follow("seen", Attention.VISIBLE)
    running = asyncio.ensure_future(bench.scheduler.run())
    await bench.time.run(10)
    assert bench.polls["seen"] > 30
    assert bench.polls["waiting"] == 0
    bench.scheduler.attend("waiting", Attention.VISIBLE)
    await bench.time.run(3)
    assert bench.polls["waiting"] > 1
    running.cancel()


async def test_all_logs_together_use_half_of_what_is_left_of_the_rate_limit() -> None:
    limit = Limit(remaining=1000, resets_at=1060.0)
    bench = Bench(limit=limit)
    bench.follow("seen", Attention.VISIBLE)
    for number in range(100):
        bench.follow(f"hidden {number}", Attention.HIDDEN)
    running = asyncio.ensure_future(bench.scheduler.run())
    while len(bench.polls) < 101:
        await bench.time.run(0)
    left = limit.remaining
    await bench.time.run(30)
    assert left - limit.remaining <= left * (1 - 0.5**0.5) + 1
    await bench.time.run(29)
    assert limit.remaining > 0
    running.cancel()


async def test_looking_around_does_not_get_past_the_rate_limit() -> None:
    bench = Bench(limit=Limit(remaining=2, resets_at=1060.0))
    bench.follow("web", Attention.HIDDEN)
    running = asyncio.ensure_future(bench.scheduler.run())
    for _ in range(20):
        for attention in (Attention.VISIBLE, Attention.HIDDEN):
            bench.scheduler.attend("web", attention)
            await bench.time.run(0.5)
    assert bench.polls["web"] == 1
    running.cancel()


async def test_failures_are_followed_by_growing_pauses() -> None:
    bench = Bench()
    bench.follow("web", Attention.VISIBLE)
    bench.logs["web"].faults = [OSError("down")] * 100
    await bench.time.during(60, bench.scheduler.run())
    assert bench.polls["web"] == pytest.approx(6, abs=1)


async def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    bench = Bench(retry_after=45.0)
    bench.follow("web", Attention.VISIBLE)
    bench.logs["web"].faults = [OSError("too many requests")]
    running = asyncio.ensure_future(bench.scheduler.run())
    await bench.time.run(30)
    bench.scheduler.wake("web")
    await bench.time.run(14)
    assert bench.polls["web"] == 1
    await bench.time.run(2)
    assert bench.polls["web"] > 1
    running.cancel()


async def test_a_log_that_is_forgotten_is_not_polled_any_more() -> None:
    bench = Bench()
    bench.follow("web", Attention.VISIBLE)
    running = asyncio.ensure_future(bench.scheduler.run())
    await bench.time.run(1)
    bench.scheduler.forget("web")
    before = bench.polls["web"]
    await bench.time.run(5)
    assert bench.polls["web"] == before
    running.cancel()


async def test_a_log_can_join_while_others_are_followed() -> None:
    bench = Bench()
    running = asyncio.ensure_future(bench.scheduler.run())
    await bench.time.run(1)
    bench.follow("late", Attention.VISIBLE)
    await bench.time.run(1)
    assert bench.polls["late"] > 2
    running.cancel()


async def test_a_bug_ends_the_schedule_and_is_seen() -> None:
    bench = Bench()
    bench.follow("web", Attention.VISIBLE)
    bench.logs["web"].faults = [ZeroDivisionError()]
    with pytest.raises(ExceptionGroup):
        await bench.scheduler.run()
