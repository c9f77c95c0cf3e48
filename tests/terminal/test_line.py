"""How much may be under way to the terminal."""

from __future__ import annotations

import pytest

from tui.terminal.line import WINDOW, Line, Priority


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class SlowTerminal:
    """Answers a question once everything before it has crossed a line of that rate and delay."""

    def __init__(self, clock: Clock, line: Line, *, rate: float, round_trip: float) -> None:
        self.clock, self.line, self.rate, self.round_trip = clock, line, rate, round_trip
        self.free = 0.0
        self.answers: list[float] = []
        self.most = 0

    @property
    def queued(self) -> float:
        return max(0.0, self.free - self.clock.now)

    def send(self, size: int, priority: Priority) -> None:
        self.line.sent(size, priority)
        self.most = max(self.most, self.line.under_way)
        self.free = max(self.free, self.clock.now) + size / self.rate
        if self.line.asks:
            self.answers.append(self.free + self.round_trip)

    def run(self, seconds: float, want: Priority | None) -> int:
        """Sends as much as there is room for; gives how much that was."""
        sent = 0
        for _ in range(int(seconds * 1000)):
            self.clock.now += 0.001
            while self.answers and self.answers[0] <= self.clock.now:
                self.line.answered(self.answers.pop(0))
            if want is not None and (room := self.line.room(want)):
                sent += room
                self.send(room, want)
        return sent


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_measured_before_the_first_answer(clock: Clock) -> None:
    line = Line(clock=clock, answers=True)
    line.sent(100, Priority.CAUSED)
    measured = [line.measured]
    clock.now += 0.2
    line.answered(clock.now)
    assert [*measured, line.measured] == [False, True]
    assert line.delay == pytest.approx(0.2)
    assert line.under_way == 0


@pytest.mark.parametrize(("rate", "round_trip"), [(65536, 0.2), (262144, 0.05)])
def test_what_nobody_asked_for_leaves_a_slow_line_nearly_empty(clock: Clock, rate: float, round_trip: float) -> None:
    line = Line(clock=clock, answers=True)
    terminal = SlowTerminal(clock, line, rate=rate, round_trip=round_trip)
    terminal.run(5, Priority.UNASKED)
    assert terminal.most <= WINDOW
    assert terminal.queued <= 0.06
    assert line.room(Priority.DIRECT) >= WINDOW
    assert line.room(Priority.CAUSED) >= WINDOW // 2


@pytest.mark.parametrize("answers", [True, False])
def test_what_nobody_asked_for_is_no_more_than_one_can_read(clock: Clock, answers: bool) -> None:
    line = Line(clock=clock, answers=answers)
    terminal = SlowTerminal(clock, line, rate=1e9, round_trip=0.001)
    terminal.run(2, Priority.UNASKED)
    assert terminal.run(10, Priority.UNASKED) <= 10 * 21000


def test_a_fast_terminal_is_given_more_at_once_to_who_presses_keys(clock: Clock) -> None:
    line = Line(clock=clock, answers=True)
    terminal = SlowTerminal(clock, line, rate=1e8, round_trip=0.0005)
    sent = terminal.run(1, Priority.CAUSED)
    assert line.window > 4 * WINDOW
    assert sent > 1_000_000


def test_where_nobody_answers_a_fixed_rate_holds(clock: Clock) -> None:
    line = Line(clock=clock, answers=False)
    terminal = SlowTerminal(clock, line, rate=1e9, round_trip=0.0)
    terminal.run(1, Priority.CAUSED)
    assert not line.asks
    assert terminal.run(10, Priority.CAUSED) == pytest.approx(10 * 49152, rel=0.05)


def test_a_terminal_that_falls_silent_is_written_to_at_the_fixed_rate(clock: Clock) -> None:
    line = Line(clock=clock, answers=True)
    line.sent(100, Priority.CAUSED)
    line.answered(clock.now + 0.01)
    line.sent(4 * WINDOW, Priority.CAUSED)
    assert line.room(Priority.CAUSED) == 0
    assert 0 < line.wait(Priority.CAUSED) <= 3
    clock.now += 3.1
    assert line.room(Priority.CAUSED) > 0
    assert not line.measured


def test_answers_given_up_are_not_taken_for_others(clock: Clock) -> None:
    line = Line(clock=clock, answers=True)
    line.sent(100, Priority.CAUSED)
    clock.now += 4
    assert line.room(Priority.CAUSED)
    line.sent(100, Priority.CAUSED)
    clock.now += 0.5
    line.answered(clock.now)
    assert line.delay is None
    clock.now += 0.5
    line.answered(clock.now)
    assert line.delay == pytest.approx(1.0)


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("answers", [True, False])
def test_waiting_as_long_as_told_makes_room(clock: Clock, priority: Priority, answers: bool) -> None:
    line = Line(clock=clock, answers=answers)
    while room := line.room(priority):
        line.sent(room, priority)
    for _ in range(5):
        assert line.wait(priority) > 0
        clock.now += line.wait(priority) + 1e-6
        if line.room(priority):
            return
    pytest.fail("no room")


def test_the_last_answers_are_waited_for_only_where_they_may_come(clock: Clock) -> None:
    line = Line(clock=clock, answers=True)
    assert line.patience == 0
    line.sent(100, Priority.CAUSED)
    assert 0 < line.patience < 1
    clock.now += 5
    assert line.patience == 0
