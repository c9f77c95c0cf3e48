"""Search and filter of one log share the time there is."""

from __future__ import annotations

import time

from tui.logs.pattern import Pattern
from tui.logs.store import LogStore
from tui.widgets.log_reading import Reading


def test_a_filter_and_a_search_get_on_side_by_side_within_the_time_of_one() -> None:
    store = LogStore()
    store.extend(b"".join(b"line %d\n" % number for number in range(200_000)))
    reading = Reading(store)
    reading.look_for(Pattern("9"))
    reading.add(Pattern("8"), hide=False)
    began = time.thread_time()
    assert reading.step()
    assert time.thread_time() - began < 0.008
    assert reading.search is not None
    assert reading.filtered is not None
    assert reading.search.count > 0
    assert reading.filtered.count > 0
    while reading.step():
        pass
    assert (reading.search.done, reading.filtered.done) == (True, True)
