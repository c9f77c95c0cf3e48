"""A log is searched with its context and narrowed without losing the place; nothing in it steers the terminal."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.widgets.line_bar import LineBar

LINES = 400


def text_of(number: int) -> str:
    """Every tenth line is an error with a traceback, every fifth a data line."""
    if number % 10 == 0:
        return f"ERROR order {number} failed\nTraceback (most recent call last):\n  File 'x.py'\nOrderError: {number}"
    if number % 5 == 0:
        return f'{{"level": "info", "msg": "order {number} shipped", "carrier": "post"}}'
    return f"INFO order {number} came in"


@asynccontextmanager
async def reading(log: str | None = None, *, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Deck]:
    """The app with the focus in the log of a service that has logged *log*."""
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    log = "".join(f"{text_of(number)}\n" for number in range(LINES)) if log is None else log
    platform.logs["a-web"] = log.encode()
    async with open_fake_deck(Platforms({"local": platform}), size=size) as deck:
        view = deck.app.main.log_pane.view
        await deck.until(lambda: view.store is not None and view.store.end > 0)
        await deck.pilot.press("4")
        await deck.until(lambda: view.lines_in_view)
        yield deck


async def test_a_search_highlights_counts_and_keeps_what_stands_around() -> None:
    async with reading() as deck:
        await deck.pilot.press("slash", *"order 250", "enter")
        await deck.until(lambda: "1/1" in deck.text)
        assert "order 250 failed" in deck.text
        assert "order 249 came in" in deck.text
        assert "order 251 came in" in deck.text


async def test_n_goes_down_and_shift_n_up_through_all_lines_found_and_say_when_there_are_no_more() -> None:
    async with reading() as deck:
        await deck.pilot.press("slash", *"/order 1[01]0 /", "enter")
        await deck.until(lambda: "2/2" in deck.text)
        await deck.pilot.press("N")
        await deck.until(lambda: "1/2" in deck.text and "order 100 failed" in deck.text)
        await deck.pilot.press("N")
        await deck.until(lambda: "No other line found above." in deck.text)
        await deck.pilot.press("n")
        await deck.until(lambda: "2/2" in deck.text)


async def test_a_pattern_that_can_not_be_used_is_told_while_it_is_typed() -> None:
    async with reading() as deck:
        await deck.pilot.press("slash", *"/a(/")
        await deck.until(lambda: "Not a pattern: a ) is missing" in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: "Not a pattern" not in deck.text)


async def test_only_some_lines_are_shown_with_the_tracebacks_that_belong_to_them() -> None:
    async with reading() as deck:
        await deck.pilot.press("ampersand", *"failed", "enter")
        await deck.until(lambda: "&failed" in deck.text and "came in" not in deck.text)
        assert "OrderError: 390" in deck.text
        await deck.pilot.press("backspace")
        await deck.until(lambda: "came in" in deck.text)


async def test_lines_are_hidden_and_filters_add_up() -> None:
    async with reading() as deck:
        await deck.pilot.press("minus", *"came", "enter")
        await deck.until(lambda: "-came" in deck.text and "came in" not in deck.text)
        await deck.pilot.press("minus", *"shipped", "enter")
        await deck.until(lambda: "shipped" not in deck.text.split("4 Logs")[1].split("\n", 1)[1])
        assert "failed" in deck.text


async def test_v_raises_the_least_level_and_comes_back_to_all() -> None:
    async with reading() as deck:
        for shown in ("≥info", "≥warn", "≥error"):
            await deck.pilot.press("v")
            await deck.until(lambda: shown in deck.text)  # noqa: B023 -- read at once
        assert "came in" not in deck.text
        await deck.pilot.press("v")
        await deck.until(lambda: "≥" not in deck.text and "came in" in deck.text)


async def test_the_line_one_reads_stays_when_a_filter_comes_and_goes() -> None:
    async with reading() as deck:
        await deck.pilot.press("slash", *"order 200 failed", "enter")
        await deck.until(lambda: "1/1" in deck.text)
        await deck.pilot.press("ampersand", *"failed", "enter")
        await deck.until(lambda: "&failed" in deck.text and "came in" not in deck.text)
        assert "order 200 failed" in deck.text
        await deck.pilot.press("x")
        await deck.until(lambda: "in context" in deck.text and "order 201 came in" in deck.text)
        assert "order 200 failed" in deck.text


async def test_data_lines_are_shown_in_short_and_raw_with_z() -> None:
    async with reading() as deck:
        await deck.until(lambda: "order 395 shipped" in deck.text)
        assert '"msg"' not in deck.text
        await deck.pilot.press("z")
        await deck.until(lambda: '"msg": "order 395 shipped"' in deck.text)


async def test_a_search_goes_on_with_the_lines_that_come() -> None:
    async with reading() as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("slash", *"came in", "enter")
        await deck.until(lambda: "/320" in deck.text)
        assert view.store is not None
        view.store.extend(b"INFO one more came in\n")
        deck.app.main.log_changed(view.store)
        await deck.until(lambda: "/321" in deck.text)


async def test_nothing_in_a_log_reaches_the_screen_that_could_steer_a_terminal() -> None:
    hostile = "\x1b]52;c;aGk=\x07 \x1b[2J \x9b31m \u202eevil \x00\x08 [red]markup[/] \x1b[31mred\x1b[0m\n"
    async with reading(hostile * 3) as deck:
        await deck.until(lambda: "[red]markup[/]" in deck.text)
        assert not set(deck.text) & {chr(code) for code in (*range(10), *range(11, 32), 127, 0x9B, 0x202E)}


async def test_moving_to_the_top_reads_what_was_logged_before_and_keeps_the_line_one_reads() -> None:
    async with reading("".join(f"line {number}\n" for number in range(3000))) as deck:
        view = deck.app.main.log_pane.view
        assert view.store is not None
        assert view.store.end - view.store.oldest == 1000
        await deck.pilot.press("g")
        await deck.until(lambda: "3,000 lines" in deck.text)
        assert "line 2000" in deck.text
        await deck.pilot.press("g")
        await deck.until(lambda: "line 0 " in deck.text)


async def test_the_zone_of_the_times_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        async with reading("2026-03-10T14:02:09Z one\n") as deck:
            await deck.until(lambda: "15:02:09 one" in deck.text and "· CE" in deck.text)
            await deck.pilot.press("t")
            await deck.until(lambda: "15:02:09" not in deck.text and "· CE" not in deck.text)
            await deck.pilot.press("t")
            await deck.until(lambda: "14:02:09 one" in deck.text and "· UTC" in deck.text)
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_the_rule_says_what_a_key_has_done_in_the_same_frame() -> None:
    async with reading("".join(f"line {number}\n" for number in range(200))) as deck:
        pane = deck.app.main.log_pane
        await deck.until(lambda: "line 199" in deck.text and pane.view.follow)
        pane.view.action_move("up")
        assert "f follows" in pane.query_one("#log-rule", LineBar).render().plain
