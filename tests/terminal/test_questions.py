"""What the terminal is asked, and what its answers teach."""

from __future__ import annotations

import re
import threading

from tui.terminal.questions import Questions


class Learnt:
    """Questions whose answers are written down."""

    def __init__(self) -> None:
        self.things: list[str] = []
        self.times: list[float] = []
        self.questions = Questions(
            call=lambda callback: callback(),
            on_status=self.times.append,
            on_side_margins=lambda: self.things.append("margins"),
            on_widths=lambda: self.things.append("widths"),
            on_repeats=lambda: self.things.append("repeats"),
        )


def columns(asked: str) -> list[int]:
    """Where the cursor is at each question of a terminal that does what is hoped for."""
    probes = [probe.rpartition("H")[2] for probe in asked.split("\x1b[6n")[:-1]]
    glyphs = [re.sub("\x1b\\[[0-9;]*m", "", probe) for probe in probes]
    repeated = re.compile("(.)\x1b\\[([0-9]+)b")
    return [len(repeated.sub(lambda again: again[1] * (int(again[2]) + 1), probe)) + 1 for probe in glyphs]


def test_a_terminal_that_does_as_hoped_is_trusted() -> None:
    learnt = Learnt()
    for column in columns(learnt.questions.first(120, asks_modes=True)):
        assert learnt.questions.cursor(2, column)
    learnt.questions.side_margins(True)
    assert learnt.things == ["widths", "repeats", "margins"]


def test_a_narrow_terminal_is_asked_for_what_fits() -> None:
    learnt = Learnt()
    asked = learnt.questions.first(10, asks_modes=True)
    assert max(columns(asked)) <= 10


def test_a_terminal_that_takes_glyphs_for_wide_and_repeats_nothing_is_not_trusted() -> None:
    learnt = Learnt()
    learnt.questions.first(120, asks_modes=True)
    assert learnt.questions.cursor(2, 60)
    assert learnt.questions.cursor(2, 2)
    learnt.questions.side_margins(False)
    assert learnt.things == []


def test_cursor_reports_that_nobody_here_asked_for_are_somebody_elses() -> None:
    learnt = Learnt()
    assert not learnt.questions.cursor(2, 27)
    learnt.questions.first(120, asks_modes=False)
    assert not learnt.questions.cursor(1, 5), "a key with modifiers looks like this"


def test_the_last_answer_is_waited_for() -> None:
    learnt = Learnt()
    learnt.questions.status_asked()
    waiting = threading.Thread(target=learnt.questions.wait, args=(20,))
    waiting.start()
    learnt.questions.status()
    waiting.join(5)
    assert not waiting.is_alive()
    assert len(learnt.times) == 1


def test_an_answer_that_never_comes_is_not_waited_for_twice() -> None:
    learnt = Learnt()
    learnt.questions.status_asked()
    learnt.questions.wait(0.01)
    waiting = threading.Thread(target=learnt.questions.wait, args=(20,))
    waiting.start()
    waiting.join(5)
    assert not waiting.is_alive()
