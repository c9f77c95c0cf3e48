"""Tests of several logs as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.logs.merge import MergedLog
from tui.logs.store import LogStore

BATCH = st.lists(st.integers(0, 59) | st.none(), max_size=12)


def content(merged: MergedLog) -> list[tuple[int, int]]:
    while merged.step():
        pass
    return [(merged[place].log, merged[place].line) for place in range(len(merged))]


@given(st.lists(st.tuples(st.integers(0, 2), BATCH), max_size=12))
def test_lines_stand_in_the_order_of_their_times_and_in_each_log_as_they_came(
    batches: list[tuple[int, list[int | None]]],
) -> None:
    stores = [LogStore() for _ in range(3)]
    merged = MergedLog(stores)
    keys: list[tuple[int, int, int]] = []
    latest = [0, 0, 0]
    for log, seconds in batches:
        for second in seconds:
            line = b"  more" if second is None else b"2026-03-10T14:00:%02dZ x" % second
            latest[log] = max(latest[log], 0 if second is None else second + 1)
            keys.append((latest[log], log, stores[log].end))
            stores[log].extend(line + b"\n")
        order = content(merged)
        assert sorted(order) == sorted((log, line) for _, log, line in keys)
        times = {(log, line): time for time, log, line in keys}
        assert [times[one] for one in order] == sorted(times.values())
        for number in range(3):
            assert [line for log, line in order if log == number] == list(range(stores[number].end))


def test_dropped_lines_go_and_earlier_ones_come() -> None:
    small, large = LogStore(4096), LogStore()
    merged = MergedLog([small, large])
    large.extend(b"2026-03-10T14:00:30Z x\n")
    for second in range(20):
        small.extend(b"2026-03-10T14:00:%02dZ " % second + b"x" * 1000 + b"\n")
        merged.step()
    large.prepend(b"2026-03-10T13:00:00Z earlier\n")
    kept = [(0, line) for line in range(small.oldest, small.end)]
    assert content(merged) == [(0, small.first), (1, -1), *kept, (1, 0)]


def test_the_place_of_a_line_is_found() -> None:
    stores = [LogStore(), LogStore()]
    stores[0].extend(b"2026-03-10T14:00:02Z b\n")
    stores[1].extend(b"2026-03-10T14:00:01Z a\n2026-03-10T14:00:03Z c\n")
    merged = MergedLog(stores)
    merged.step()
    assert [merged.place(1, 0), merged.place(0, 0), merged.place(1, 1), merged.place(0, 9)] == [0, 1, 2, None]
