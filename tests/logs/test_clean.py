"""Tests of cleaning log lines: whatever the bytes are, what comes out can be shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.logs.clean import CleanLine, Span, clean, printable, width
from tui.logs.style import Style, apply_sgr

NASTY = st.sampled_from(
    [
        *(
            b"\x1b",
            b"\x1b[",
            b"\x1b]",
            b"\x1bP",
            b"\x1b_",
            b"\x1b^",
            b"\x1bX",
            b"\x1b\\",
            b"\x07",
            b"\x18",
            b"\x9b",
            b"\x9d",
        ),
        *(
            b"\x1b[31m",
            b"\x1b[38;5;",
            b"\x1b[2J",
            b"0",
            b";",
            b"m",
            b"52;c;aGk=",
            b"8;;http://x",
            b"text ",
            b"\t",
            b"\r",
        ),
        *("\x9b".encode(), "\x85".encode(), "\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "中".encode()),
        *(
            "👩\u200d".encode(),
            "\ufe0f".encode(),
            "\U000e0001".encode(),
            b"\xff",
            b"\xed\xa0\x80",
            b"\0",
            b"\x7f",
            b"\x08",
        ),
    ]
)
LINES = st.lists(NASTY | st.binary(max_size=8), max_size=40).map(b"".join)


@given(LINES)
@example(b"\x1b]52;c;aGk=\x07\x1b]8;;x\x1b\\")
def test_nothing_that_is_not_printable_is_left(line: bytes) -> None:
    result = clean(line)
    assert result.text.isprintable()
    assert result.size == len(line)


@given(LINES, st.integers(1, 40))
def test_a_line_never_gets_wider_than_asked(line: bytes, columns: int) -> None:
    result = clean(line, columns=columns)
    assert width(result.text) <= columns
    assert result.cut or clean(line, columns=columns * 100).text == result.text


@given(LINES)
def test_spans_lie_in_the_text_in_order(line: bytes) -> None:
    result = clean(line, columns=30)
    edge = 0
    for span in result.spans:
        assert edge <= span.start < span.stop <= len(result.text)
        assert span.style != Style()
        edge = span.stop


@given(st.text(max_size=200))
def test_any_text_becomes_printable(text: str) -> None:
    assert printable(text).isprintable()


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=100))
def test_ordinary_text_is_left_alone(text: str) -> None:
    invisible = set("\u115f\u1160\u2800\u3164\uffa0")
    if not invisible & set(text):
        assert clean(text.encode()).text == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"plain", "plain"),
        (b"\0\0\0first", "first"),
        (b"in\0side", "in␀side"),
        (b"windows\r", "windows"),
        (b"10%\r20%\r", "10%␍20%"),
        (b"a\tb", "a       b"),
        ("中\tb".encode(), "中      b"),
        (b"\x1b[2J\x1b[Hgone", "gone"),
        (b"\x1b]0;title\x07shown", "shown"),
        (b"\x1b]52;c;aGVsbG8=\x1b\\shown", "shown"),
        (b"\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1bPq#0\x1b\\after", "after"),
        (b"\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\after", "after"),
        (b"\x1bc\x1b7\x1b(Bafter", "after"),
        (b"\x1b]0;never ended", "␛]0;never ended"),
        (b"\x1b[31", "␛[31"),
        (b"\x1b", "␛"),
        (b"\x9b31m", "\\x9b31m"),
        (b"\xc2\x9b31m", "\\x9b31m"),
        (b"bad \xff\xfe", "bad \\xff\\xfe"),
        ("\u202eevil".encode(), "\\u202eevil"),
        ("a\u200bb".encode(), "a\\u200bb"),
        ("a\u2028b".encode(), "a\\u2028b"),
        ("a\u00a0b".encode(), "a b"),
        ("👩\u200d🚀\ufe0f".encode(), "👩🚀"),
        (b"bell\x07 del\x7f", "bell␇ del␡"),
    ],
)
def test_what_each_thing_becomes(line: bytes, text: str) -> None:
    assert clean(line).text == text


def test_colours_become_spans() -> None:
    result = clean(b"\x1b[1;31mERROR\x1b[0m db \x1b[38;5;208mslow\x1b[39m")
    assert result.text == "ERROR db slow"
    assert result.spans == (Span(0, 5, Style(foreground=1, bold=True)), Span(9, 13, Style(foreground=208)))


def test_what_stands_for_another_character_is_marked() -> None:
    assert clean(b"a\x07").spans == (Span(1, 2, Style(escaped=True)),)


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("", Style()),
        ("0", Style()),
        ("97;104", Style(foreground=15, background=12)),
        ("38;2;1;2;3", Style(foreground=(1, 2, 3))),
        ("48:2::1:2:3", Style(background=(1, 2, 3))),
        ("48:2:1:2:3", Style(background=(1, 2, 3))),
        ("38:5:9", Style(foreground=9)),
        ("58;5;9;1", Style(bold=True)),
        ("4:3", Style(underline=True)),
        ("4:0", Style()),
        ("1;2;22", Style()),
        ("2;3;7;9", Style(dim=True, italic=True, reverse=True, strike=True)),
        ("5;8", Style()),
        ("38;5;256", Style()),
        ("38", Style()),
        ("999999999999", Style()),
        ("31;;32", Style(foreground=2)),
    ],
)
def test_sgr_parameters(parameters: str, style: Style) -> None:
    assert apply_sgr(Style(), parameters) == style


def test_a_long_line_is_cut_and_its_size_is_known() -> None:
    result = clean(b"x" * 10_000_000)
    assert (len(result.text), result.size, result.cut) == (2000, 10_000_000, True)


def test_a_cut_does_not_go_through_a_character_or_a_colour() -> None:
    assert clean("中".encode() * 100_000, columns=11).text == "中" * 5
    assert clean(b"\x1b[31m" * 1000 + b"red", columns=10).text == ""


def test_a_part_of_a_line_keeps_its_colours() -> None:
    assert clean(b"12:00 \x1b[31mred\x1b[0m end").part(7) == CleanLine(
        "ed end", (Span(0, 2, Style(foreground=1)),), 22, cut=False
    )
