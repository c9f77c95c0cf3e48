"""Whatever Textual writes, the terminal shows the same through the frugal driver's canvas as it does directly.

`STACKDECK_FRAMES=100000` tries that many random screens instead of 600; a failure names the seed of its screen.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest
from wcwidth import wcwidth

from tests.bench.emulator import Emulator
from tests.terminal.frames import Deck
from tui.terminal.canvas import Canvas
from tui.terminal.painter import Abilities

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = int(os.environ.get("STACKDECK_FRAMES", "600"))
BATCHES = max(10, EXAMPLES // 1000)
SOME = min(EXAMPLES // 20, 500)
UNKNOWN = [
    "\x1b[2J",
    "\x1b[3;1H\x1b[2L",
    "\x1b[1;1H\x1b[4P",
    "\x1b[2;5r\x1b[r",
    "\x1bM",
    "\x1b[2;2Hab\tcd",
    "\x1b[1;1H\n\n\n",
]


class Both:
    """Two terminals of one kind: one gets what Textual writes, one what the canvas makes of it."""

    def __init__(self, random: Random, *, doubtful: bool = False, measure: Callable[[str], int] = wcwidth) -> None:
        self.random = random
        self.deck = Deck(random, doubtful=doubtful)
        size = self.deck.width, self.deck.height
        abilities = Abilities(
            erases_in_colour=random.random() < 0.8,
            scrolls=random.random() < 0.9,
            side_margins=random.random() < 0.5,
            repeats=random.random() < 0.5,
        )
        self.canvas = Canvas(*size, abilities, clock=lambda: 0.0)
        self.canvas.widths.trust(measured=random.random() < 0.8)
        self.stock, self.frugal = (Emulator(*size, measure=measure) for _ in range(2))
        for emulator in (self.stock, self.frugal):
            emulator.feed(b"\x1b[?7l")

    def write(self, written: str) -> None:
        self.stock.feed(written.encode())
        self.frugal.feed(self.canvas.write(written, caused=self.random.random() < 0.5).encode())

    def update(self, limit: int | None, *, quiet_only: bool = False) -> None:
        self.frugal.feed(self.canvas.update(limit, quiet_only=quiet_only).encode())

    def update_somehow(self) -> None:
        if self.random.random() < 0.4:
            self.update(self.random.choice([1, 100, None]), quiet_only=self.random.random() < 0.3)

    def resize(self) -> None:
        self.deck.resize()
        self.canvas.resize(self.deck.width, self.deck.height)
        for emulator in (self.stock, self.frugal):
            emulator.screen.resize(self.deck.height, self.deck.width)

    def differences(self) -> list[str]:
        self.update(None)
        found = [
            f"row {y} column {x}: {wanted} became {shown}"
            for y, rows in enumerate(zip(self.stock.picture(), self.frugal.picture(), strict=True))
            for x, (wanted, shown) in enumerate(zip(*rows, strict=True))
            if wanted != shown
        ]
        places = [
            (min(emulator.screen.cursor.x, self.deck.width - 1), emulator.screen.cursor.y)
            for emulator in (self.stock, self.frugal)
        ]
        return found if places[0] == places[1] else [*found, f"cursors {places}"]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_screens_look_the_same(batch: int) -> None:
    for seed in range(batch, EXAMPLES, BATCHES):
        both = Both(Random(seed))
        both.write(both.deck.everything())
        for _ in range(both.random.randint(0, 5)):
            both.update_somehow()
            both.write(both.deck.frame())
        assert both.differences() == [], f"seed {seed}"


def test_a_change_of_size_in_the_middle_of_a_frame_leaves_nothing_behind() -> None:
    for seed in range(SOME):
        both = Both(Random(seed))
        both.write(both.deck.everything())
        both.update_somehow()
        late = both.deck.frame()
        both.resize()
        both.update_somehow()
        both.write(late)
        both.update_somehow()
        both.write(both.deck.everything())
        assert both.differences() == [], f"seed {seed}"


def test_what_is_not_understood_has_the_effect_it_always_has() -> None:
    for seed in range(SOME):
        both = Both(Random(seed))
        both.write(both.deck.everything())
        both.update_somehow()
        both.write(both.random.choice(UNKNOWN))
        assert both.differences() == [], f"seed {seed}"
        both.write(both.deck.frame())
        assert both.differences() == [], f"seed {seed}"
        both.write(both.deck.everything())
        assert not both.canvas.opaque, "every row was written as a whole"
        both.write(both.deck.frame())
        assert both.differences() == [], f"seed {seed}"


def test_forgetting_paints_everything_again() -> None:
    for seed in range(SOME):
        both = Both(Random(seed))
        both.write(both.deck.everything())
        both.update(None)
        both.frugal.feed(b"\x1b[2J\x1b[41mgarbage\x1b[2;3r")
        both.frugal.feed(b"\x1b[r")
        both.canvas.forget()
        assert both.differences() == [], f"seed {seed}"


def all_narrow(character: str) -> int:
    return (
        min(1, wcwidth(character))
        if ord(character) > 0x2E80 and character not in "世界日本한국ｗｉｄｅ"
        else wcwidth(character)
    )


def emoji_wide(character: str) -> int:
    return 2 if ord(character) > 0xE000 or 0x0E00 <= ord(character) < 0x1000 else wcwidth(character)


@pytest.mark.parametrize("measure", [wcwidth, all_narrow, emoji_wide])
def test_text_of_doubtful_width_moves_nothing_else(measure: Callable[[str], int]) -> None:
    """However wide a terminal takes such text to be, all other cells are what Textual meant, at their places."""
    for seed in range(3 * SOME):
        both = Both(Random(seed), doubtful=True, measure=measure)
        both.canvas.widths.trust(measured=True)
        both.write(both.deck.everything())
        for _ in range(both.random.randint(0, 4)):
            both.update_somehow()
            both.write(both.deck.frame())
        both.update(None)
        for y, row in enumerate(both.frugal.picture()):
            wanted = both.canvas.text(y)
            sure = [True] * len(wanted)
            for match in both.canvas.widths.doubtful.finditer(wanted):
                # At the right edge a terminal that takes it for wider writes over what is before it.
                start = match.start() - (4 if match.end() == len(wanted) else 0)
                sure[max(0, start) : match.end()] = [False] * (match.end() - max(0, start))
            shown = [cell.data or "\uffff" for cell in row]
            assert [c for c, s in zip(shown, sure, strict=True) if s] == [
                c for c, s in zip(wanted, sure, strict=True) if s
            ], f"seed {seed} row {y}"


@pytest.mark.parametrize("text", ["\xa0\xa0", " \xa0 ", "a\xa0b", "\xa0 \xa0"], ids=ascii)
def test_a_hard_blank_keeps_the_style_it_was_written_in(text: str) -> None:
    canvas = Canvas(8, 2, Abilities(), clock=lambda: 0.0)
    canvas.widths.trust(measured=True)
    stock, frugal = Emulator(8, 2), Emulator(8, 2)
    for colour in (31, 32):
        frame = f"\x1b[1;1H\x1b[{colour}m{text}\x1b[0m" + " " * (8 - len(text)) + "\x1b[1;1H"
        stock.feed(frame.encode())
        frugal.feed((canvas.write(frame, caused=False) + canvas.update(None)).encode())
        assert frugal.picture() == stock.picture()


def test_more_colours_than_there_are_characters_for_look_the_same() -> None:
    canvas = Canvas(40, 20, Abilities(), clock=lambda: 0.0)
    stock, frugal = Emulator(40, 20), Emulator(40, 20)
    for number in range(40):
        rows = []
        for y in range(20):
            colours = [f"\x1b[38;2;{number};{y};{x}m{chr(65 + x % 26)}\x1b[0m" for x in range(40)]
            rows.append(f"\x1b[{y + 1};1H" + "".join(colours))
        frame = "\n".join(rows) + "\x1b[1;1H"
        stock.feed(frame.encode())
        frugal.feed((canvas.write(frame, caused=False) + canvas.update(None)).encode())
    assert frugal.picture() == stock.picture()
