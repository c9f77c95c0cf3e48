"""Styles, and the shortest ways between them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.emulator import Emulator
from tui.terminal.styles import DEFAULT, Style, Styles

COLOURS = st.sampled_from(["", "1", "7", "8;5;200", "8;2;1;2;3"])
ATTRIBUTES = st.frozensets(st.sampled_from([1, 2, 3, 4, 5, 7, 8, 9, 21, 53]), max_size=4)
STYLES = st.builds(
    lambda foreground, background, attributes, link: Style(
        f"3{foreground}" if foreground else "", f"4{background}" if background else "", attributes, link
    ),
    COLOURS,
    COLOURS,
    ATTRIBUTES,
    st.sampled_from(["", "id=1;https://example.org"]),
)


def shown(sequence: str) -> object:
    emulator = Emulator(4, 1)
    emulator.feed(f"{sequence}x".encode())
    return emulator.picture()[0][0]


@given(STYLES, STYLES)
def test_a_transition_leads_where_starting_anew_does(before: Style, after: Style) -> None:
    styles = Styles()
    start, end = styles.character(before), styles.character(after)
    way = styles.transition(DEFAULT, start) + styles.transition(start, end)
    assert shown(way) == shown(styles.transition(DEFAULT, end))
    if before.link == after.link:
        assert len(styles.transition(start, end)) <= len("\x1b[0m") + len(styles.transition(DEFAULT, end))


@given(STYLES)
def test_a_style_survives_being_written_and_read(style: Style) -> None:
    writing, reading = Styles(), Styles()
    written = writing.transition(DEFAULT, writing.character(style))
    character = reading.with_link(DEFAULT, style.link or ";")
    if sgr := re.search(r"\x1b\[([0-9;]+)m", written):
        character = reading.with_sgr(character, sgr[1])
    assert reading.style(character) == style


def test_the_shortest_way_is_taken() -> None:
    styles = Styles()
    bold_red = styles.character(Style("31", "44", frozenset({1})))
    red = styles.character(Style("31", "44"))
    assert styles.transition(bold_red, red) == "\x1b[22m"
    assert styles.transition(bold_red, DEFAULT) == "\x1b[m"
    assert styles.transition(red, bold_red) == "\x1b[1m"


def test_a_blank_shows_only_its_background_unless_it_has_lines() -> None:
    styles = Styles()
    plain = styles.character(Style("31", "44", frozenset({1})))
    underlined = styles.character(Style("31", "44", frozenset({4})))
    assert styles.style(styles.blank(plain)) == Style("", "44")
    assert styles.blank(underlined) == underlined
    assert styles.erasable(plain)
    assert not styles.erasable(underlined)


def test_what_is_no_known_style_is_said() -> None:
    with pytest.raises(ValueError, match="SGR 99"):
        Styles().with_sgr(DEFAULT, "99")
    with pytest.raises(ValueError, match="SGR 38"):
        Styles().with_sgr(DEFAULT, "38;2;1")


def test_only_what_is_used_keeps_a_character() -> None:
    styles = Styles()
    for number in range(100):
        styles.character(Style(f"38;5;{number}"))
    kept = styles.character(Style("38;5;7"))
    table = styles.keep_only({DEFAULT, kept})
    assert styles.style(DEFAULT.translate(table)) == Style()
    assert styles.style(kept.translate(table)) == Style("38;5;7")
