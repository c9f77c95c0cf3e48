"""Counting requests in periods."""

from __future__ import annotations

from tui.platform.api.quota import PERIOD, Quota


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_period_gives_so_many_requests_and_no_more() -> None:
    quota = Quota(2, monotonic=Clock())
    assert [quota.take(), quota.take(), quota.take()] == [True, True, False]


def test_a_new_period_starts_when_the_old_one_is_over() -> None:
    clock = Clock()
    quota = Quota(1, monotonic=clock)
    quota.take()
    clock.now += PERIOD - 0.1
    assert not quota.take()
    assert quota.seconds_left == 1
    clock.now += 0.1
    assert quota.take()
    assert quota.seconds_left == PERIOD
