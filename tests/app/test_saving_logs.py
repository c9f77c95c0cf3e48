"""What is shown of a log is saved to a file that is named; times and errors are gone to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_reading_logs import LINES, reading, text_of
from tests.logs.test_saving import names_in

ALL = "".join(f"{text_of(number)}\n" for number in range(LINES))


async def test_all_of_a_log_is_saved_to_a_file_proposed_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with reading() as deck:
        await deck.pilot.press("S", "enter")
        await deck.until(lambda: "Saved 520 lines" in deck.text)
    (saved,) = names_in(tmp_path)
    assert saved.startswith("web-")
    assert (tmp_path / saved).read_text() == ALL


async def test_only_what_filters_show_is_saved_and_nothing_overwritten_without_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine"
    path.write_text("mine")
    async with reading() as deck:
        await deck.pilot.press("ampersand", *"came in", "enter")
        await deck.until(lambda: "&came in" in deck.text and "failed" not in deck.text)
        for answer, wanted in (("n", "mine"), ("y", "INFO order 1 came in")):
            await deck.pilot.press("S", "ctrl+u", *"mine", "enter")
            await deck.until(lambda: "is there already" in deck.text)
            await deck.pilot.press(answer)
            await deck.until(lambda: path.read_text().startswith(wanted))  # noqa: B023 -- read at once
        await deck.until(lambda: "Saved 320 lines" in deck.text)
    assert "failed" not in path.read_text()


async def test_a_file_that_can_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with reading() as deck:
        await deck.pilot.press("S", "ctrl+u", *"none/log", "enter")
        await deck.until(lambda: "could not be saved" in deck.text)
    assert names_in(tmp_path) == []


async def test_errors_are_gone_to_one_by_one() -> None:
    async with reading() as deck:
        await deck.pilot.press("K")
        await deck.until(lambda: "order 390 failed" in deck.text)
        await deck.pilot.press("K", "K")
        await deck.until(lambda: "order 370 failed" in deck.text)
        view = deck.app.main.log_pane.view
        await deck.pilot.press("enter", "g", "J")
        await deck.until(lambda: view.cursor_line == b"ERROR order 10 failed")


async def test_a_time_is_gone_to_and_what_is_no_time_is_told() -> None:
    log = "".join(f"2026-03-{day:02}T{hour:02}:00:00Z at {day} {hour}\n" for day in range(1, 29) for hour in range(24))
    async with reading(log) as deck:
        await deck.pilot.press("at", *"noon")
        await deck.until(lambda: "Not a time" in deck.text)
        await deck.pilot.press("ctrl+u", *"2026-03-10 12:00", "enter")
        await deck.until(lambda: "at 10 1" in deck.text)
        await deck.pilot.press("at", *"1d", "enter")
        await deck.until(lambda: "at 28 23" in deck.text)
