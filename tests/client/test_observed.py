"""Headers teach the rate limit, the server's clock and the client's own writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.client.observed import RateLimit, ServerClock, WriteMemory, date_of, rate_limit_of, whole_number


def test_the_rate_limit_is_told_with_the_moment_it_ends() -> None:
    headers = {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "42", "x-ratelimit-reset": "30"}

    assert rate_limit_of(headers, at=500.0) == RateLimit(100, 42, 530.0)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"x-ratelimit-limit": "100", "x-ratelimit-remaining": "42"}, RateLimit(100, 42, None)),
        ({"x-ratelimit-limit": "100"}, None),
        ({"x-ratelimit-limit": "many", "x-ratelimit-remaining": "42"}, None),
        ({"x-ratelimit-limit": "1", "x-ratelimit-remaining": "1", "x-ratelimit-exempt": "Yes"}, None),
        ({}, None),
    ],
)
def test_the_rate_limit_may_be_missing_or_not_count(headers: dict[str, str], known: RateLimit | None) -> None:
    assert rate_limit_of(headers, at=500.0) == known


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "1e3", "٣", "9" * 19, "inf", " "])
def test_what_is_no_whole_number_is_none(text: str | None) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "Mon, 32 Jan 2025 00:00:00 GMT", "1", "Wed, 01 Jan 99999 0:0:0"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert date_of(text) is None


def test_the_server_s_clock_is_unknown_until_an_answer_tells_it() -> None:
    assert ServerClock().at(5.0) is None


@given(
    offset=st.floats(-1e6, 1e6),
    steps=st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0)), min_size=1, max_size=20),
)
def test_the_server_s_clock_is_known_to_two_seconds(offset: float, steps: list[tuple[float, float, float]]) -> None:
    epoch = datetime(2025, 1, 1, tzinfo=UTC)
    clock, now = ServerClock(), 0.0
    for pause, out, back in steps:
        now += pause
        true = offset + now + out
        date = epoch + timedelta(seconds=true // 1)
        clock.observe(date, sent=now, received=now + out + back)
        now += out + back
        known = clock.at(now)
        assert known is not None
        assert abs((known - epoch).total_seconds() - (offset + now)) <= 2.0


def test_the_server_s_clock_follows_when_it_was_set() -> None:
    clock = ServerClock()
    clock.observe(datetime(2025, 1, 1, 12, 0, 0, tzinfo=UTC), sent=10.0, received=10.1)
    clock.observe(datetime(2025, 1, 1, 15, 0, 0, tzinfo=UTC), sent=11.0, received=11.1)

    known = clock.at(11.1)

    assert known is not None
    assert abs(known - datetime(2025, 1, 1, 15, 0, 1, tzinfo=UTC)) <= timedelta(seconds=1)


@pytest.mark.parametrize("etag", ["17", '"17"', 'W/"17"', " 17 "])
def test_a_write_s_event_is_remembered(etag: str) -> None:
    memory = WriteMemory()

    memory.remember(etag, at=0.0)

    assert memory.wanted(at=1.0) == "17"


@pytest.mark.parametrize("etag", [None, "", '"abc"', "17abc", "-17", "1" * 41])
def test_what_is_no_event_is_passed_over(etag: str | None) -> None:
    memory = WriteMemory()

    memory.remember(etag, at=0.0)

    assert memory.wanted(at=1.0) is None


def test_the_newest_event_is_kept_whichever_answer_came_last() -> None:
    memory = WriteMemory()

    memory.remember("9", at=0.0)
    memory.remember("10", at=1.0)
    memory.remember("8", at=2.0)

    assert memory.wanted(at=3.0) == "10"


def test_an_event_matters_for_a_while_only() -> None:
    memory = WriteMemory(keep=60.0)
    memory.remember("10", at=0.0)

    assert memory.wanted(at=59.0) == "10"
    assert memory.wanted(at=60.0) is None

    memory.remember("3", at=61.0)

    assert memory.wanted(at=62.0) == "3"


def test_an_event_that_was_not_reached_is_forgotten_unless_a_newer_one_came() -> None:
    memory = WriteMemory()
    memory.remember("10", at=0.0)
    memory.remember("11", at=0.0)

    memory.forget("10")
    assert memory.wanted(at=1.0) == "11"

    memory.forget("11")
    assert memory.wanted(at=1.0) is None
