"""Lines of a log become rows: cleaned, timed, wrapped, cut."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI
from textual.color import Color as Background
from textual.filter import ANSIToTruecolor, DimFilter
from textual.strip import Strip

from tui.logs.format import Display, Times
from tui.logs.store import LogStore
from tui.presentation.palette import ASCII, UNICODE, Glyphs
from tui.widgets.log_lines import Finish, Latest, LineView, LogLines, _part
from tui.widgets.log_styles import LogStyles
from tui.widgets.log_window import Shown

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
STYLES = LogStyles(
    base=Style(),
    mark=Style(italic=True),
    time=Style(dim=True),
    note=Style(bold=True),
    warning=Style(color="yellow"),
    error=Style(color="red"),
    hit=Style(reverse=True),
)


def lines_of(store: LogStore, *, width: int = 40, wrap: bool = False, glyphs: Glyphs = UNICODE) -> LogLines:
    return LogLines(store, LineView(width, wrap=wrap, display=Display(zone=UTC)), STYLES, glyphs, now=lambda: NOW)


def store_of(*lines: bytes) -> LogStore:
    store = LogStore()
    for line in lines:
        store.extend(line + b"\n")
    return store


def text_of(lines: LogLines, seq: int) -> list[str]:
    return [lines.row(seq, row, 0).text for row in range(lines.height(seq))]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"2026-11-23T14:02:09.123456789Z ERROR db", "14:02:09 ERROR db"),
        (b"2026-11-23T14:02:09+02:00 hello", "12:02:09 hello"),
        (b"no timestamp at all", "no timestamp at all"),
        (b"", ""),
        (b"2026-11-23T14:02:09Z", "14:02:09 "),
    ],
)
def test_the_time_of_day_stands_in_front(line: bytes, shown: str) -> None:
    assert text_of(lines_of(store_of(line)), 0) == [shown]


def test_times_are_told_in_the_zone_of_the_reader() -> None:
    view = LineView(40, wrap=False, display=Display(zone=timezone(timedelta(hours=2))))

    assert text_of(LogLines(store_of(b"2026-11-23T23:02:09Z x"), view, STYLES, UNICODE, now=lambda: NOW), 0) == [
        "11-24 01:02:09 x"
    ]


def test_hidden_times_leave_the_rest_of_the_line() -> None:
    view = LineView(40, wrap=False, display=Display(times=Times.HIDDEN))

    assert text_of(LogLines(store_of(b"2026-11-23T14:02:09Z hello"), view, STYLES, UNICODE, now=lambda: NOW), 0) == [
        "hello"
    ]


def test_colours_of_the_log_stay_and_nothing_else_of_its_escapes() -> None:
    lines = lines_of(store_of(b"\x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07\x1b[2Jplain"))

    strip = lines.row(0, 0, 0)

    assert strip.text == "red plain"
    assert [segment.text for segment in strip if segment.style and segment.style.color] == ["red"]


def test_without_colours_the_other_attributes_stay() -> None:
    view = LineView(40, wrap=False)
    styles = STYLES._replace(base=Style(), note=Style(), colours=False)
    strip = LogLines(store_of(b"\x1b[1;31mred"), view, styles, UNICODE, now=lambda: NOW).row(0, 0, 0)

    assert [(segment.text, segment.style) for segment in strip] == [("red", Style(bold=True))]


def test_what_stands_for_a_control_character_looks_different() -> None:
    strip = lines_of(store_of(b"a\x01b")).row(0, 0, 0)

    assert [segment.text for segment in strip if segment.style and segment.style.bold] == ["␁"]


def test_a_mark_stands_between_rules() -> None:
    store = store_of(b"one")
    store.mark("about 1,200 lines missing")

    assert text_of(lines_of(store), 1) == ["── about 1,200 lines missing ──"]
    assert text_of(lines_of(store, glyphs=ASCII), 1) == ["-- about 1,200 lines missing --"]


def test_a_line_becomes_a_mark_when_it_was_dropped() -> None:
    store = LogStore(budget=8192)
    store.extend(b"first line\n" * 300)
    lines = lines_of(store)
    lines.drawn(0)
    for seq in range(300):
        lines.drawn(seq)

    store.extend(b"second line\n" * 600)

    assert store.first > 0
    assert "earlier lines dropped" in text_of(lines, store.first)[0]


def test_the_unfinished_line_grows_and_then_stands_as_a_line() -> None:
    store = store_of(b"one")
    lines = lines_of(store)
    assert (lines.tail(), lines.after(0)) == (0, None)

    store.partial = b"half"
    assert (lines.tail(), text_of(lines, 1)) == (1, ["half"])

    store.partial = b"half a line"
    assert text_of(lines, 1) == ["half a line"]

    store.partial = b""
    store.extend(b"half a line, whole\n")
    assert text_of(lines, 1) == ["half a line, whole"]


def test_a_long_line_scrolls_sideways() -> None:
    lines = lines_of(store_of(b"0123456789" * 6))

    assert lines.height(0) == 1
    assert lines.row(0, 0, 35).text == "5678901234567890123456789"
    assert lines.width(0) == 60


def test_a_wrapped_line_takes_the_rows_it_needs() -> None:
    lines = lines_of(store_of(b"0123456789" * 3), width=12, wrap=True)

    assert text_of(lines, 0) == ["012345678901", "234567890123", "456789"]


def test_a_wide_character_goes_to_the_next_row_whole() -> None:
    lines = lines_of(store_of("a漢字漢字".encode()), width=4, wrap=True)

    assert text_of(lines, 0) == ["a漢", "字漢", "字"]


def test_an_enormous_line_is_cut_and_its_length_is_told() -> None:
    lines = lines_of(store_of(b"x" * 10_000_000))
    assert lines.row(0, 0, 0).text == "x" * 22 + "… 10,000,000 bytes"

    wrapped = lines_of(store_of(b"x" * 10_000_000), wrap=True)
    assert wrapped.height(0) == 51
    assert text_of(wrapped, 0)[-1] == "… 10,000,000 bytes"


@given(
    st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line), min_size=1),
    st.integers(1, 30),
    st.booleans(),
)
def test_any_bytes_become_rows_that_fit(raw: list[bytes], width: int, wrap: bool) -> None:
    store = store_of(*raw)
    lines = lines_of(store, width=width, wrap=wrap)

    for seq in range(store.end):
        for row in range(lines.height(seq)):
            strip = lines.row(seq, row, 0)
            assert strip.text.isprintable()
            assert strip.cell_length <= max(width, 2)


QUIET = (b"2026-11-23T14:02:09Z one", b"2026-11-23T14:14:09Z two")


def test_silence_is_told_in_a_row_of_its_own_before_the_line() -> None:
    lines = lines_of(store_of(*QUIET))

    assert [text_of(lines, seq) for seq in (0, 1)] == [
        ["14:02:09 one"],
        ["── 12 minutes of silence ──", "14:14:09 two"],
    ]
    assert [lines.rows_before(seq) for seq in (0, 1)] == [0, 1]


def test_silence_stays_in_view_and_unpicked_when_the_line_is_neither() -> None:
    lines = lines_of(store_of(*QUIET))

    assert lines.row(1, 0, 10).text == "── 12 minutes of silence ──"
    assert lines.row(1, 1, 9).text == "two"
    silence = lines.picked(Shown(1, 0, False, None, cursor=True, silence=True), 0)
    assert not any(segment.style and segment.style.underline for segment in silence)


def test_lines_that_come_in_front_bring_their_silence_along() -> None:
    store = store_of(QUIET[1])
    lines = lines_of(store)
    assert text_of(lines, 0) == ["14:14:09 two"]

    store.prepend(QUIET[0] + b"\n")

    assert text_of(lines, 0) == ["── 12 minutes of silence ──", "14:14:09 two"]


@pytest.mark.parametrize("wrap", [False, True])
def test_lines_shown_as_they_came_have_no_silence(wrap: bool) -> None:
    view = LineView(40, wrap=wrap, display=Display(times=Times.RAW))
    lines = LogLines(store_of(*QUIET), view, STYLES, UNICODE, now=lambda: NOW)

    assert lines.height(1) == 1


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_a_note_stands_at_the_end_of_its_line_however_long_that_is(glyphs: Glyphs) -> None:
    store = store_of(b"a" * 100, b"short")
    store.notes.update({0: "here", 1: "\x1b[2J there"})
    lines = LogLines(store, LineView(20, wrap=False), STYLES, glyphs, now=lambda: NOW)

    assert text_of(lines, 0) == [f"{glyphs.mark} {'a' * 11} {glyphs.arrow} here"]
    assert text_of(lines, 1) == [f"{glyphs.mark} short {glyphs.arrow}  there"]


def test_a_note_follows_a_wrapped_line() -> None:
    store = store_of(b"a" * 30)
    store.notes[0] = "here"
    lines = LogLines(store, LineView(20, wrap=True), STYLES, UNICODE, now=lambda: NOW)

    assert text_of(lines, 0) == [f"✓ {'a' * 18}", f"{'a' * 12} → here"]


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), max_size=8), max_size=5),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_a_part_of_a_row_is_what_textual_would_cut_out(texts: list[str], start: int, length: int) -> None:
    strip = Strip([Segment(text, Style(bold=number % 2 == 1)) for number, text in enumerate(texts)])
    part, expected = _part(strip, start, start + length), strip.crop(start, start + length)

    assert part.text == expected.text
    assert part.cell_length == expected.cell_length
    assert [(text, style) for text, style, _ in part.simplify() if text] == [
        (text, style) for text, style, _ in expected.simplify() if text
    ]


def test_all_filters_at_once_are_what_textual_does_one_after_the_other() -> None:
    store = store_of(b"\x1b[2;31mred and dim\x1b[0m plain \x1b[44mon blue")
    filters, behind = (ANSIToTruecolor(MONOKAI), DimFilter()), Background(20, 30, 40)
    expected = lines_of(store).full(Shown(0, 0, False, None), 0, 40)
    for each in filters:
        expected = expected.apply_filter(each, behind)

    view = LineView(40, wrap=False, display=Display(zone=UTC), finish=Finish(filters, behind))
    shown = LogLines(store, view, STYLES, UNICODE, now=lambda: NOW).full(Shown(0, 0, False, None), 0, 40)

    assert shown == expected
    assert shown != lines_of(store).full(Shown(0, 0, False, None), 0, 40)


def test_what_was_asked_for_last_is_kept() -> None:
    latest: Latest[int, str] = Latest(2)
    latest.keep(1, "one")
    latest.keep(2, "two")
    assert latest.get(1) == "one"

    latest.keep(3, "three")

    assert [latest.get(number) for number in (1, 2, 3)] == ["one", None, "three"]
