"""How short the updates are, and what passes beside them."""

from __future__ import annotations

import re

import pytest

from tui.terminal.canvas import Canvas
from tui.terminal.painter import Abilities

WIDTH, HEIGHT = 40, 12


def screen(abilities: Abilities | None = None, *, rows: list[str] | None = None) -> Canvas:
    """A canvas whose rows have been sent, and whose cursor is at home."""
    canvas = Canvas(WIDTH, HEIGHT, abilities or Abilities(), clock=lambda: 0.0)
    canvas.widths.trust(measured=True)
    canvas.write(written(rows or []), caused=False)
    canvas.update(None)
    return canvas


def written(rows: list[str], *, top: int = 0) -> str:
    """Whole rows, as Textual writes them."""
    padded = [row.ljust(WIDTH) for row in [*rows, *[""] * (HEIGHT - top - len(rows))]]
    return "\n".join(f"\x1b[{y};1H{row}" for y, row in enumerate(padded, top + 1)) + "\x1b[1;1H"


def change(canvas: Canvas, output: str) -> str:
    """What is sent when Textual writes `output` and puts the cursor back home."""
    assert canvas.write(f"{output}\x1b[1;1H", caused=False) == ""
    return canvas.update(None)


def test_nothing_changed_sends_nothing() -> None:
    rows = ["some", "text"]
    assert change(screen(rows=rows), written(rows)) == ""


def test_one_cell_costs_its_place_and_itself() -> None:
    assert change(screen(rows=["", "12:00:01"]), "\x1b[2;8H2") == "\x1b[2;8H2\x1b[H"


def test_a_short_gap_is_written_again_and_a_long_one_stepped_over() -> None:
    canvas = screen(rows=["aXbXc" + "d" * 20 + "X"])
    assert change(canvas, "\x1b[1;1HaYbYc" + "d" * 20 + "Y") == "\x1b[CYbY\x1b[26GY\r"


def test_the_rest_of_a_row_is_erased_with_its_background() -> None:
    canvas = screen(rows=["a long row of text that goes away"])
    assert change(canvas, "\x1b[1;1H\x1b[44m" + "short".ljust(WIDTH) + "\x1b[0m") == "\x1b[44mshort\x1b[K\r"


def test_where_erasing_leaves_no_colour_blanks_are_written() -> None:
    canvas = screen(Abilities(erases_in_colour=False), rows=["text"])
    assert "\x1b[K" not in change(canvas, "\x1b[1;1H\x1b[44m" + " " * WIDTH + "\x1b[0m")


def test_rows_that_move_up_are_scrolled_within_their_region() -> None:
    rows = [f"line {number} with some text of its own" for number in range(HEIGHT)]
    canvas = screen(rows=rows)
    update = change(canvas, written([*rows[:2], *rows[3:], "the line that came in"]))
    assert update == "\x1b[3;12r\x1b[S\x1b[r\x1b[12Hthe line that came in\x1b[K\x1b[H"


def test_a_pane_beside_others_scrolls_between_side_margins() -> None:
    names = [f"row {number:2} stays".ljust(15) for number in range(HEIGHT)]
    lines = [f"line {number} {'moves' * (number % 4)}".ljust(25) for number in range(HEIGHT + 1)]
    canvas = screen(Abilities(side_margins=True), rows=[n + x for n, x in zip(names, lines, strict=False)])
    update = change(canvas, written([n + x for n, x in zip(names, lines[1:], strict=True)]))
    assert re.match(r"\x1b\[\?69h\x1b\[[0-9]+;[0-9]+s\x1b\[S\x1b\[\?69l", update)
    assert "stays" not in update


def test_one_changed_row_is_not_scrolled() -> None:
    rows = ["same", "same", "other", "same"]
    assert "r" not in change(screen(rows=rows), written(["same", "same", "OTHER", "same"]))


def test_repeated_characters_are_repeated_where_that_is_known_to_work() -> None:
    assert "─\x1b[39b" in change(screen(Abilities(repeats=True)), written(["─" * WIDTH]))
    assert "─" * WIDTH in change(screen(), written(["─" * WIDTH]))


def test_a_limit_sends_a_part_and_the_rest_later() -> None:
    canvas = screen()
    canvas.write(written(["x" * WIDTH] * HEIGHT), caused=False)
    first = canvas.update(100)
    assert 100 <= len(first) < 200
    rest = [canvas.update(100) for _ in range(HEIGHT)]
    assert first.count("x") + "".join(rest).count("x") == WIDTH * HEIGHT
    assert rest[-1] == ""


@pytest.mark.parametrize(
    "sequence",
    [
        "\x07",
        "\x1b[?25l",
        "\x1b[?1000h",
        "\x1b[?2004h",
        "\x1b]52;c;dGV4dA==\x07",
        "\x1b]0;title\x1b\\",
        "\x1b[2 q",
        "\x1b[>1u",
        "\x1b[6n",
        "\x1b[?2048$p",
        "\x1b[22;0t",
    ],
)
def test_what_is_no_picture_passes_as_it_is(sequence: str) -> None:
    canvas = screen(rows=["text"])
    assert canvas.write(sequence, caused=False) == sequence
    assert canvas.update(None) == ""


def test_frames_are_known_by_their_marks_which_are_made_anew() -> None:
    canvas = screen()
    before = canvas.synchronizes
    assert canvas.write("\x1b[?2026h", caused=False) == ""
    assert (before, canvas.synchronizes) == (False, True)


def test_another_screen_is_painted_from_nothing() -> None:
    rows = ["some", "text"]
    canvas = screen(rows=rows)
    assert canvas.write("\x1b[?1049h", caused=False) == "\x1b[?1049h"
    assert "some" in canvas.update(None)


@pytest.mark.parametrize("sequence", ["\x1b[5L", "\x1b[4:3m", "\x1b[99m", "\x1b[38;7;1mtext\x1b[0m"])
def test_what_is_not_understood_passes_after_all_that_was_wanted_before(sequence: str) -> None:
    canvas = screen()
    canvas.write("\x1b[1;1Hwanted", caused=False)
    passed = canvas.write(f"\x1b[2;1H{sequence}", caused=False)
    assert passed.index("wanted") < passed.index(sequence)
    assert canvas.opaque
    assert canvas.write("\x1b[3;1Hmore", caused=False) == "\x1b[3;1Hmore"
