"""A log is drawn soon while it can be read, and at most four times a second when it can't."""

from itertools import pairwise

import pytest

from tui.widgets.log_pace import FLOOD_GAP, READING_GAP, Pace


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def frames(lines_per_second: int, *, rows: int, seconds: float = 10.0) -> list[float]:
    """When a view of so many rows draws that is told of new lines every 10 ms."""
    clock, drawn, end, due = Clock(), [], 0.0, None
    pace = Pace(clock)
    for step in range(int(seconds * 100)):
        clock.now = step / 100
        end += lines_per_second / 100
        if due is None:
            due = clock.now + pace.wait(int(end), rows)
        if clock.now >= due:
            pace.drawn(int(end))
            drawn.append(clock.now)
            due = None
    return drawn


def test_the_first_line_after_silence_is_drawn_at_once() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.drawn(5)
    clock.now = 1.0

    assert pace.wait(6, 40) == 0


def test_at_reading_speed_every_line_is_drawn_within_a_tenth_of_a_second() -> None:
    times = frames(50, rows=40)

    assert max(later - earlier for earlier, later in pairwise(times)) <= 0.1


@pytest.mark.parametrize("lines_per_second", [600, 1_000, 10_000, 1_000_000])
def test_when_more_than_a_screenful_comes_between_frames_there_are_four_a_second(lines_per_second: int) -> None:
    assert len(frames(lines_per_second, rows=40, seconds=10)) <= 43


def test_after_a_burst_reading_speed_is_back_at_once() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.drawn(0)
    clock.now = 0.25
    pace.drawn(100_000)
    clock.now = 0.5
    pace.drawn(100_001)

    assert pace.wait(100_002, 40) <= READING_GAP


def test_a_frame_is_never_further_away_than_the_longest_gap() -> None:
    pace = Pace(Clock())
    pace.drawn(0)

    assert pace.wait(10**9, 40) <= FLOOD_GAP
    assert pace.wait(1, 40) <= READING_GAP
