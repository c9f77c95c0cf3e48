"""What schedules mean, and which can't be."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.models.schedule import ScheduleError, check_cron, find_zone, in_words, runs_after
from tui.models.stack import UpdateSchedule

SATURDAY = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""Berlin's clocks go forward in the night that follows, from 2:00 to 3:00."""


def runs(cron: str, timezone: str | None = "Europe/Berlin", count: int = 2) -> list[str]:
    found = islice(runs_after(SATURDAY, UpdateSchedule(cron=cron, timezone=timezone)), count)
    return [each.isoformat(timespec="minutes") for each in found]


def test_the_next_runs_are_those_of_its_time_zone() -> None:
    assert runs("0 3 * * *") == ["2026-03-29T03:00+02:00", "2026-03-30T03:00+02:00"]
    assert runs("0 3 * * *", None) == ["2026-03-29T03:00+00:00", "2026-03-30T03:00+00:00"]
    assert runs("0 3 * * *", "America/New_York")[0] == "2026-03-29T03:00-04:00"


def test_a_time_that_a_changed_clock_leaves_out_comes_right_after_it() -> None:
    assert runs("30 2 * * *") == ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]


@pytest.mark.parametrize(
    ("cron", "first"),
    [
        ("*/15 * * * *", "2026-03-28T12:15+00:00"),
        ("0 0 1 JAN *", "2027-01-01T00:00+00:00"),
        ("0 0 * * MON-FRI", "2026-03-30T00:00+00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00+00:00"),
        ("  5   4 * * 7 ", "2026-03-29T04:05+00:00"),
    ],
)
def test_the_fields_are_those_of_cron(cron: str, first: str) -> None:
    assert runs(cron, "UTC", 1) == [first]


@pytest.mark.parametrize(
    "cron",
    ["", "0 3 * *", "0 3 * * * *", "@daily", "60 * * * *", "0 24 * * *", "0 0 30 2 *", "x * * * *", "0 3 * * $(x)",
     "*/0 * * * *", "5-1 * * * *", "1,,2 * * * *", "- * * * *", "0 0 L/2 * L", "\u0663 * * * *"],
)  # fmt: skip
def test_what_is_no_schedule(cron: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        check_cron(cron)
    assert refusal.value.field == "cron"


@pytest.mark.parametrize("name", ["", "Nowhere/At all", "../../etc/passwd", "/etc/localtime", "Europe", "\x00"])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        find_zone(name)
    assert refusal.value.field == "timezone"


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 3 * * *", "every day at 03:00 Europe/Berlin"),
        ("0 3,15 * * *", "every day at 03:00 and 15:00 Europe/Berlin"),
        ("0 3,9,15 * * *", "every day at 03:00, 09:00, and 15:00 Europe/Berlin"),
        ("30 4 * * 1-5", "on Monday through Friday at 04:30 Europe/Berlin"),
        ("0 0 1 * *", "on the first day of every month at 00:00 Europe/Berlin"),
        ("*/15 * * * *", "every 15th minute of every hour, Europe/Berlin"),
        ("0 */6 * * *", "at minute 0 past every sixth hour, Europe/Berlin"),
        ("* * * * *", "every minute, Europe/Berlin"),
    ],
)
def test_a_schedule_in_words_says_when_and_where(cron: str, words: str) -> None:
    assert in_words(UpdateSchedule(cron=cron, timezone="Europe/Berlin")) == words


def test_without_a_time_zone_it_is_utc() -> None:
    assert in_words(UpdateSchedule(cron="0 3 * * *")) == "every day at 03:00 UTC"


@given(st.lists(st.text("0123456789*/,-LWJANMO", min_size=1, max_size=8), min_size=5, max_size=5))
def test_any_text_is_a_schedule_or_refused(fields: list[str]) -> None:
    cron = " ".join(fields)
    try:
        check_cron(cron)
    except ScheduleError:
        return
    schedule = UpdateSchedule(cron=cron, timezone="Europe/Berlin")
    assert next(runs_after(SATURDAY, schedule)) > SATURDAY
    assert in_words(schedule)
