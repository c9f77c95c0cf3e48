"""Lines of a log are found again after it was read anew."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from tui.logs.landmarks import Landmark, find_landmarks, landmark_of, near
from tui.logs.store import LogStore

LINES = st.lists(st.text(alphabet="abc \u202e[", max_size=6).map(str.encode), min_size=1, max_size=40)


def store_of(*lines: bytes) -> LogStore:
    store = LogStore()
    store.extend(b"".join(line + b"\n" for line in lines))
    return store


@given(LINES, LINES, LINES, st.data())
def test_a_line_is_found_wherever_it_stands_by_then(
    before: list[bytes], lines: list[bytes], after: list[bytes], data: st.DataObject
) -> None:
    old, seq = store_of(*lines), data.draw(st.integers(0, len(lines) - 1))
    landmark = landmark_of(old, seq)
    assert landmark is not None
    new = store_of(*before, *lines, *after)
    found = asyncio.run(find_landmarks(new, {landmark}))[landmark]
    assert new.line(found) == old.line(seq)
    assert lines[seq] not in after or found >= len(before) + len(lines)


def test_what_is_gone_is_not_found_and_the_nearest_by_its_time_is() -> None:
    old = store_of(b"2026-03-10T02:00:00Z one", b"2026-03-10T02:05:00Z two")
    landmark = landmark_of(old, 0)
    assert landmark is not None
    new = store_of(b"2026-03-10T02:03:00Z three", b"2026-03-10T02:05:00Z two")
    assert asyncio.run(find_landmarks(new, {landmark})) == {}
    assert near(new, landmark) == 0
    assert near(new, Landmark("of a line without a time")) is None


def test_a_mark_is_no_landmark_nor_is_what_was_dropped() -> None:
    store = store_of(b"one")
    store.mark("outage")
    assert landmark_of(store, store.marks()[-1]) is None
    assert landmark_of(store, store.end) is None
