"""What reaches Textual's parser: whole sequences, and no answer of ours."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.received import ESCAPE_KEY, Answers, Received


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Heard(Answers):
    def __init__(self) -> None:
        self.statuses = 0
        self.margins: bool | None = None
        self.places: list[tuple[int, int]] = []
        self.asked = True

    def status(self) -> None:
        self.statuses += 1

    def side_margins(self, known: bool) -> None:
        self.margins = known

    def cursor(self, row: int, column: int) -> bool:
        self.places.append((row, column))
        return self.asked


def start(heard: Answers | None = None, clock: Clock | None = None) -> Received:
    return Received(heard or Answers(), clock=clock or Clock(), escape_delay=0.1)


PIECES = st.lists(
    st.sampled_from(
        [b"a", b"\xc3\xa9", b"\x1b[A", b"\x1bOP", b"\x1b[<0;5;7M", b"\x1b[1;2R", b"\x1b[0n", b"\x1b[1;5B", b"\x1bx"]
    )
)


def test_text_passes_at_once() -> None:
    assert start().feed(b"abc \xff") == b"abc \xff"


@given(PIECES, st.data())
def test_splitting_changes_nothing_and_status_answers_are_taken_out(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=4)))
    heard = Heard()
    heard.asked = False
    received = start(heard)
    bounds = [0, *cuts, len(whole)]
    passed = b"".join(received.feed(whole[a:b]) for a, b in pairwise(bounds) if a < b)
    became = {b"\x1b[0n": b"", b"\x1bx": b"\x1b[120;33u"}
    assert passed == b"".join(became.get(piece, piece) for piece in pieces)
    assert heard.statuses == pieces.count(b"\x1b[0n")


@pytest.mark.parametrize(
    ("came", "passed"),
    [
        (b"\x1bq", b"\x1b[113;33u"),
        (b"\x1b:Q", b"\x1b[58;33uQ"),
        (b"\x1b\r", b"\x1b[13;33u"),
        (b"a\x1b\xc3\xa9", b"a\x1b[233;33u"),
        (b"\x1b\xf0\x9f\xa6\x8a\x1b\xed\xa0\x80", b"\x1b[129418;33u\x1b\xed\xa0\x80"),
        (b"\x1b[A\x1bOP\x1b\x1b[A\x1b\x7f", b"\x1b[A\x1bOP\x1b\x1b[A\x1b\x7f"),
        (b"\x1b[200~a\x1bb\x1b[201~\x1bc", b"\x1b[200~a\x1bb\x1b[201~\x1b[99;33u"),
    ],
)
def test_an_escape_byte_and_the_character_behind_it_are_one_key(came: bytes, passed: bytes) -> None:
    assert start().feed(came) == passed


def test_a_key_right_behind_a_held_escape_byte_is_one_with_it() -> None:
    received = start()
    assert received.feed(b"\x1b") == b""
    assert received.feed(b"j") == b"\x1b[106;33u"


def test_the_answer_about_margins_is_taken_out() -> None:
    heard = Heard()
    assert start(heard).feed(b"x\x1b[?69;2$yy\x1b[?2026;2$y") == b"xy\x1b[?2026;2$y"
    assert heard.margins is True


def test_a_cursor_report_is_ours_only_when_we_asked() -> None:
    heard = Heard()
    received = start(heard)
    assert received.feed(b"\x1b[2;17R") == b""
    heard.asked = False
    assert received.feed(b"\x1b[1;2R") == b"\x1b[1;2R"
    assert heard.places == [(2, 17), (1, 2)]


def test_a_lone_escape_byte_becomes_the_key_after_its_delay() -> None:
    clock = Clock()
    received = start(clock=clock)
    assert received.feed(b"\x1b") == b""
    assert received.patience == pytest.approx(0.1)
    assert received.overdue() == b""
    clock.now += 0.1
    assert received.overdue() == ESCAPE_KEY
    assert received.patience is None


def test_a_slow_arrow_key_stays_one_sequence() -> None:
    clock = Clock()
    received = start(clock=clock)
    assert received.feed(b"\x1b[") == b""
    clock.now += 0.4
    assert received.overdue() == b""
    assert received.feed(b"B") == b"\x1b[B"


def test_what_never_ends_is_given_as_it_came() -> None:
    clock = Clock()
    received = start(clock=clock)
    assert received.feed(b"\x1b[1;") == b""
    clock.now += 1
    assert received.overdue() == b"\x1b[1;"


def test_the_end_of_pasted_text_is_waited_for() -> None:
    clock = Clock()
    received = start(clock=clock)
    assert received.feed(b"\x1b[200~text\x1b") == b"\x1b[200~text"
    clock.now += 1
    assert received.overdue() == b""
    assert received.feed(b"[201~") == b"\x1b[201~"


def test_strings_from_the_terminal_are_no_keys() -> None:
    assert start().feed(b"a\x1b]11;rgb:00/00/00\x1b\\b\x1bP>|XTerm\x1b\\c") == b"abc"


def test_a_mouse_report_of_the_old_kind_is_dropped_whole() -> None:
    assert start().feed(b"a\x1b[M\x20\xff\xffb") == b"ab"


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x1b[99999999999999999999~",
        b"\x1b[1114112u",
        b"\x1b[55357u",
        b"\x1b[97;1;1114112u",
        b"\x1b[97;1;97:55357u",
        b"\x1b[" + b"9" * 4000 + b"u",
        b"\x1b[48;0;80;0;0t",
        b"\x1b[48;24;80;0;0t",
        b"\x1b[48;99999;99999;1;1t",
    ],
)
@pytest.mark.parametrize("pieces", [1, 2])
def test_numbers_at_which_the_parser_would_fail_are_taken_out(nonsense: bytes, pieces: int) -> None:
    clock = Clock()
    received = start(clock=clock)
    half = len(nonsense) // pieces
    assert received.feed(b"a" + nonsense[:half]) + received.feed(nonsense[half:] + b"b") == b"ab"


@pytest.mark.parametrize("key", [b"\x1b[1114111u", b"\x1b[57358u", b"\x1b[<64;300;200M", b"\x1b[48;24;80;432;720t"])
def test_what_terminals_send_passes(key: bytes) -> None:
    assert start().feed(key) == key


def test_an_absurd_number_does_not_pass_because_its_end_is_late() -> None:
    clock = Clock()
    received = start(clock=clock)
    assert received.feed(b"\x1b[1114112") == b""
    clock.now += 60
    assert received.overdue() == b""
