"""The read side trails by the lag and waits for events."""

from __future__ import annotations

import asyncio

from tui.platform.store.records import World
from tui.platform.store.timeline import Timeline

OLD, NEW, NEWER = World(), World(), World()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_a_world_is_seen_after_the_lag_and_not_before() -> None:
    clock = Clock()
    timeline = Timeline(1, OLD, lag=0.5, monotonic=clock)
    timeline.publish(2, NEW)
    clock.now += 0.2
    timeline.publish(3, NEWER)
    assert timeline.world is OLD
    clock.now += 0.3
    assert timeline.world is NEW
    clock.now += 0.2
    assert timeline.world is NEWER


def test_worlds_do_not_pile_up_where_nobody_reads() -> None:
    clock = Clock()
    timeline = Timeline(0, OLD, lag=0.1, monotonic=clock)
    for event in range(1, 1000):
        timeline.publish(event, NEW)
        clock.now += 0.05
    assert len(timeline._coming) < 5


async def test_without_a_lag_an_event_is_reached_at_once() -> None:
    timeline = Timeline(1, OLD, lag=0)
    timeline.publish(2, NEW)
    assert await timeline.reach(2, timeout=0)
    assert not await timeline.reach(3, timeout=0)


async def test_many_wait_for_events_of_their_own() -> None:
    timeline = Timeline(0, OLD, lag=0.01)
    waiting = [asyncio.create_task(timeline.reach(event, timeout=5)) for event in (1, 2, 3, 3, 9)]
    late = asyncio.create_task(timeline.reach(9, timeout=0.02))
    for event in (1, 2, 3):
        await asyncio.sleep(0)
        timeline.publish(event, NEW)
    assert await asyncio.gather(*waiting[:4]) == [True] * 4
    assert await late is False
    timeline.publish(9, NEWER)
    assert await waiting[4]
