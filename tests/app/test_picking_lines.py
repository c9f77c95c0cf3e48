"""Lines of a log are picked with a cursor: copied as they came, marked, opened whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.conftest import Deck
from tests.app.test_reading_logs import reading
from tui.screens.log_line import LineScreen

JSON = '2026-03-10T14:02:09Z {"level": "error", "msg": "order failed", "order": {"id": 17}}'


def numbered(count: int) -> str:
    return "".join(f"line {number}\n" for number in range(count))


@pytest.fixture(autouse=True)
def own_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A plain terminal with a clipboard, whatever the tests run in."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


def copied(deck: Deck) -> str:
    """What the terminal's clipboard holds."""
    return deck.app.clipboard


async def test_enter_picks_the_lowest_line_and_y_copies_it_as_it_came() -> None:
    async with reading(JSON + "\n") as deck:
        await deck.pilot.press("enter", "y")
        await deck.until(lambda: copied(deck) == JSON)
        await deck.until(lambda: "Copied 1 line" in deck.text)


async def test_a_range_is_copied_whichever_way_it_was_chosen() -> None:
    async with reading(numbered(100)) as deck:
        await deck.pilot.press("enter", "up", "V", "up", "up")
        await deck.until(lambda: "3 lines chosen" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: copied(deck) == "line 96\nline 97\nline 98")


async def test_the_cursor_moves_the_window_and_new_lines_do_not() -> None:
    async with reading(numbered(300)) as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("enter", "g")
        await deck.until(lambda: view.cursor_line == b"line 0")
        assert "line 0 " in deck.text
        assert view.store is not None
        view.store.extend(b"one more\n" * 50)
        deck.app.main.log_changed(view.store)
        await deck.pilot.press("pagedown", "pageup", "down")
        await deck.until(lambda: view.cursor_line == b"line 1")
        await deck.pilot.press("G")
        await deck.until(lambda: view.cursor_line == b"one more")


async def test_escape_takes_the_cursor_away_and_at_the_end_follows_again() -> None:
    async with reading(numbered(100)) as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("enter")
        await deck.until(lambda: view.picking and not view.follow)
        await deck.pilot.press("escape")
        await deck.until(lambda: not view.picking and view.follow)
        assert deck.app.focused is view


async def test_n_moves_the_cursor_to_what_was_found_from_where_it_is() -> None:
    async with reading(numbered(300)) as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("slash", *"line 2", "enter")
        await deck.until(lambda: "/111" in deck.text)
        await deck.pilot.press("enter", "g", "n")
        await deck.until(lambda: view.cursor_line == b"line 2")
        await deck.pilot.press("n")
        await deck.until(lambda: view.cursor_line == b"line 20")


async def test_only_shown_lines_of_a_range_are_copied() -> None:
    async with reading() as deck:
        await deck.pilot.press("ampersand", *"came in", "enter")
        await deck.until(lambda: "&came in" in deck.text and "failed" not in deck.text)
        await deck.pilot.press("enter", "V", "up", "up", "up", "up", "y")
        await deck.until(lambda: "Copied 5 lines" in deck.text)
        assert [line.split()[2] for line in copied(deck).splitlines()] == ["394", "396", "397", "398", "399"]


async def test_marks_stand_at_their_lines_and_can_be_taken_away() -> None:
    async with reading(numbered(100)) as deck:
        await deck.pilot.press("enter", "m")
        await deck.until(lambda: "✓ line 99" in deck.text)
        await deck.pilot.press("escape")
        assert "✓ line 99" in deck.text
        await deck.pilot.press("enter", "m")
        await deck.until(lambda: "✓" not in deck.text)


async def test_a_line_opens_whole_with_its_fields_and_as_it_came() -> None:
    async with reading(JSON + "\n") as deck:
        await deck.pilot.press("enter", "enter")
        await deck.until(lambda: '"id": 17' in deck.text and JSON in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: copied(deck) == JSON)
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)


async def test_a_line_of_a_megabyte_opens_whole_and_goes_to_a_file_when_copied(tmp_path: Path) -> None:
    line = "x" * 1_000_000 + "the end"
    async with reading(line + "\n") as deck:
        await deck.pilot.press("enter", "enter", "G")
        await deck.until(lambda: "the end" in deck.text)
        await deck.pilot.press("y")
        await deck.until((tmp_path / "stackdeck" / "copied.txt").is_file)
        assert (tmp_path / "stackdeck" / "copied.txt").read_text() == line


async def test_keys_that_need_a_cursor_say_so() -> None:
    async with reading(numbered(10)) as deck:
        for key in ("y", "m"):
            await deck.pilot.press(key)
            await deck.until(lambda: "No line has the cursor" in deck.text)


QUIET = "2026-03-10T14:02:09Z one\n2026-03-10T14:14:09Z two\n"


async def test_silence_is_shown_between_lines_and_is_no_line_itself() -> None:
    async with reading(QUIET) as deck:
        await deck.until(lambda: "── 12 minutes of silence ──" in deck.text)
        assert "2 lines" in deck.text
        await deck.pilot.press("enter", "V", "up")
        await deck.until(lambda: "2 lines chosen" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: copied(deck) == QUIET.strip())


async def test_silence_of_the_service_is_told_whatever_a_filter_hides() -> None:
    hidden = "2026-03-10T14:13:00Z noise\n"
    async with reading(QUIET.replace("2026-03-10T14:14", hidden + "2026-03-10T14:14") + QUIET) as deck:
        await deck.until(lambda: "10 minutes of silence" in deck.text)
        await deck.pilot.press("minus", *"noise", "enter")
        await deck.until(lambda: "noise" not in deck.text.split("4 Logs")[1].split("\n", 1)[1])
        assert "10 minutes of silence" not in deck.text
        assert deck.text.count("12 minutes of silence") == 1


async def test_a_note_is_written_on_the_line_that_had_the_cursor_and_found_again() -> None:
    async with reading(numbered(300)) as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("enter", "up", "M")
        assert view.store is not None
        view.store.extend(b"more\n" * 100)
        deck.app.main.log_changed(view.store)
        await deck.pilot.press(*"cause", "enter", "escape", "f", "quotation_mark")
        await deck.until(lambda: "line 298 → cause" in deck.text)
        await deck.pilot.press("apostrophe")
        await deck.until(lambda: "No other mark below" in deck.text)


async def test_a_note_can_be_changed_and_leaving_the_field_keeps_it() -> None:
    async with reading(numbered(30)) as deck:
        await deck.pilot.press("enter", "M", *"one", "enter")
        await deck.until(lambda: "line 29 → one" in deck.text)
        await deck.pilot.press("M", *"x", "escape")
        await deck.pilot.press("M", *" two", "enter")
        await deck.until(lambda: "line 29 → one two" in deck.text)


async def test_marks_are_visited_in_their_order() -> None:
    async with reading(numbered(300)) as deck:
        view = deck.app.main.log_pane.view
        await deck.pilot.press("enter", "m", "g", "m", "down", "down", "m")
        for key, line in (("apostrophe", 299), ("quotation_mark", 2), ("quotation_mark", 0), ("apostrophe", 2)):
            await deck.pilot.press(key)
            await deck.until(lambda: view.cursor_line == f"line {line}".encode())  # noqa: B023 -- read at once


async def test_without_a_cursor_there_is_nothing_to_note() -> None:
    async with reading(numbered(3)) as deck:
        await deck.pilot.press("M")
        await deck.until(lambda: "No line has the cursor" in deck.text)


async def test_keys_of_the_log_change_nothing_on_a_line_that_is_open_as_it_came() -> None:
    async with reading(JSON + "\n") as deck:
        await deck.pilot.press("enter", "enter")
        await deck.until(lambda: isinstance(deck.app.screen, LineScreen) and "order failed" in deck.text)
        shown = deck.text
        await deck.pilot.press("t", "z")
        assert deck.text == shown
