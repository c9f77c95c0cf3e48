"""Tests of the timestamps that lines begin with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.timestamps import TimeReader, timestamp_of


@pytest.mark.parametrize(
    ("line", "nanoseconds", "end"),
    [
        (b"2026-03-10T14:02:09.123456789Z text", 1_773_151_329_123_456_789, 31),
        (b"2026-03-10T14:02:09.5Z text", 1_773_151_329_500_000_000, 23),
        (b"2026-03-10T14:02:09Z", 1_773_151_329_000_000_000, 20),
        (b"2026-03-10T16:02:09+02:00 text", 1_773_151_329_000_000_000, 26),
        (b"2026-03-10T12:02:09-0200 text", 1_773_151_329_000_000_000, 25),
        (b"2026-03-10 14:02:09,123 text", 1_773_151_329_123_000_000, 24),
    ],
)
def test_timestamps_are_understood(line: bytes, nanoseconds: int, end: int) -> None:
    assert timestamp_of(line) == (nanoseconds, end)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"text",
        b"2026-13-10T14:02:09Z x",
        b"2026-03-10T25:02:09Z x",
        b"2026-03-10T14:02:09Zx",
        b"0001-01-01T00:00:00+23:59 x",
    ],
)
def test_what_is_no_timestamp_is_none(line: bytes) -> None:
    assert timestamp_of(line) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_is_read_back(moment: datetime) -> None:
    stamp = timestamp_of(moment.isoformat().encode() + b" text")
    assert stamp is not None
    assert stamp.moment == moment


@given(st.binary(max_size=60))
def test_any_bytes_are_looked_at_without_failing(line: bytes) -> None:
    timestamp_of(line)


PARTS = st.tuples(
    st.sampled_from(["2026-03-10T14:00:59", "2026-03-10T14:01:00", "2026-03-10 14:00:59", "2026-02-30T14:00:59"]),
    st.sampled_from(["", ".5", ".123456789", ".1234567890123", ",25", ".", ".1x"]),
    st.sampled_from(["Z", "z", "", "+02:00", "-0500"]),
    st.sampled_from([" text", "", "]", "x", " "]),
)


@given(st.lists(PARTS.map("".join), max_size=8))
def test_times_of_lines_in_a_row_are_those_of_each_line_by_itself(lines: list[str]) -> None:
    reader = TimeReader()
    for line in map(str.encode, lines):
        stamp = timestamp_of(line)
        assert reader.nanoseconds(line) == (None if stamp is None else stamp.nanoseconds)
