"""Search and filter of one log share the time there is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from tui.logs.merge import MergedLog
from tui.logs.pattern import Pattern
from tui.logs.query import STEP
from tui.logs.store import LogStore
from tui.widgets.log_reading import Reading

LOOK = STEP / 100
"""Seconds that pass from one look at the clock to the next."""


class Clock:
    """Seconds that pass with each look at it, and only then."""

    def __init__(self) -> None:
        self._looks = count()

    def __call__(self) -> float:
        return next(self._looks) * LOOK


def store() -> LogStore:
    log = LogStore()
    log.extend(b"".join(b"line %d\n" % number for number in range(20_000)))
    return log


def one_log(clock: Clock) -> LogStore:
    return store()


def three_as_one(clock: Clock) -> MergedLog:
    return MergedLog([(name, store()) for name in ("web", "worker", "database")], clock=clock)


@pytest.mark.parametrize("make", [one_log, three_as_one])
def test_a_filter_and_a_search_get_on_side_by_side_within_the_time_of_one(
    make: Callable[[Clock], LogStore | MergedLog],
) -> None:
    clock = Clock()
    reading = Reading(make(clock), clock=clock)
    reading.look_for(Pattern("9"))
    reading.add(Pattern("8"), hide=False)
    assert reading.search is not None
    assert reading.filtered is not None
    before = clock()
    assert reading.step()
    assert clock() - before < 1.5 * STEP
    assert reading.search.count > 0
    assert reading.filtered.count > 0
    while reading.step():
        pass
    assert (reading.search.done, reading.filtered.done) == (True, True)
