"""Tests of finding a moment in a log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.moments import line_at, moment_of
from tui.logs.store import LogStore
from tui.logs.timestamps import timestamp_of

NOW = datetime(2026, 3, 10, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:02", datetime(2026, 3, 10, 14, 2, tzinfo=UTC)),
        ("14:02:09", datetime(2026, 3, 10, 14, 2, 9, tzinfo=UTC)),
        ("14:06", datetime(2026, 3, 9, 14, 6, tzinfo=UTC)),
        ("-5m", datetime(2026, 3, 10, 14, 0, tzinfo=UTC)),
        ("2 h", datetime(2026, 3, 10, 12, 5, tzinfo=UTC)),
        ("9999d", NOW - timedelta(days=9999)),
        ("03-09 10:00", datetime(2026, 3, 9, 10, 0, tzinfo=UTC)),
        ("2025-12-31T23:59:59", datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("25:00", None),
        ("02-30 10:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_moments_are_understood(text: str, moment: datetime | None) -> None:
    assert moment_of(text, NOW, UTC) == moment


def test_a_time_of_day_is_of_the_zone_that_is_shown() -> None:
    assert moment_of("15:02", NOW, timezone(timedelta(hours=1))) == datetime(2026, 3, 10, 14, 2, tzinfo=UTC)


@given(st.lists(st.integers(0, 50) | st.none(), max_size=60), st.integers(0, 55))
def test_the_first_line_that_is_not_earlier_is_found(seconds: list[int | None], wanted: int) -> None:
    stamps = iter(sorted(second for second in seconds if second is not None))
    lines = [b"  more" if second is None else b"2026-03-10T14:00:%02dZ x" % next(stamps) for second in seconds]
    store = LogStore()
    store.extend(b"".join(line + b"\n" for line in lines))
    moment = datetime(2026, 3, 10, 14, 0, tzinfo=UTC) + timedelta(seconds=wanted)
    times = {number: stamp.moment for number, line in enumerate(lines) if (stamp := timestamp_of(line))}
    late = [number for number, time in times.items() if time >= moment]
    expected = late[0] if late else (len(lines) - 1 if times else None)
    assert line_at(store, moment) == expected
