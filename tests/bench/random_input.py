"""What a cat on the keyboard, a broken mouse and a bad line would send, as a seed decides.

Nothing here ends the program on purpose: it is run with `confirm.quit`, and `y` is only sent after an
escape, which answers that question with no.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from tests.bench.harness import KEYS

LETTERS: Final = "srRuedolqabcfghijkmnptvwxzSVTPGNJKABC"
SIGNS: Final = "1234567890/!<>;:?&-+=*@#.,'\"()[]{}|~^%$_\\ "
MOVES: Final = (
    *(KEYS[name] for name in ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "backspace")),
    *(KEYS[name] for name in ("down", "enter", "enter", "escape", "escape", "escape")),
    b"\x1b[Z",
)
CONTROLS: Final = tuple(bytes([code]) for code in range(32) if code != 0x1B)
FUNCTIONS: Final = (
    *(KEYS[name] for name in ("f1", "f2", "f3", "f4")),
    *(f"\x1b[{code}~".encode() for code in (2, 3, 15, 17, 18, 19, 20, 21, 23, 24)),
)
MODIFIED: Final = (
    *(f"\x1b[1;{modifier}{letter}".encode() for modifier in (2, 3, 5, 6) for letter in "ABCDHFPQ"),
    *(b"\x1b" + letter.encode() for letter in "abfdqx.<[O"),
)
WORDS: Final = (
    "status:error",
    "image:web !worker",
    "!project:shop",
    "(a+)+$",
    "/err[or/",
    "worker:2",
    "-5m",
    "14:02",
    "theme",
    "log",
    "quit",
    "\u202e\u6f22\u5b57 e\u0301 \U0001f680",
    "services: {",
    "image: [",
    "a: &a [*a]",
    "[/red][bold]",
)
"""Typed text; none has a y in it."""
HOSTILE: Final = (
    b"\xff\xfe\xe9",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x9a",
    b"\x00",
    b"\x1b[",
    b"\x1bO",
    b"\x1b[<0;",
    b"\x1b[0n",
    b"\x1b[?69;2$x",
    b"\x1b[999;999R",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]52;c;aGVsbG8=\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[97;5u",
    b"\x1b[57358u",
    b"\x1b[27;5;13~",
    b"\x1b[99999999999999999999~",
    b"\x1b[M   ",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[48;40;120;720;1080t",
    b"\x1b[?2026;2$y",
    b"\x1b[?1;2c",
    "\u0085\u2028\u200b\ufeff".encode(),
    b"\x9b31m",
)
PASTED: Final = (
    b"shop-prod",
    b"a\nb\r\n\tc",
    b"\x1b[2J\x07\x00\xff",
    b"image: shop/web:2\n" * 40,
    "\u6f22\U0001f680".encode() * 50,
    b"-" * 6000,
)
SIZES: Final = ((120, 40), (80, 24), (40, 12), (200, 60), (20, 5), (99, 17), (100, 18), (24, 6), (23, 5))
INSIDE: Final[tuple[tuple[bytes, ...], ...]] = (
    *((key.encode(),) for key in "srRuedlPa:?;/"),
    (b"4", b"/"),
    (b"4", b"S", b"\r"),
    (b"e", b"\x1bOS"),
    (b"e", b"#", b"\x1bOQ"),
)
"""Ways from the services into what can be opened."""
ANSWERS: Final[tuple[tuple[bytes, ...], ...]] = ((), (b"y",), (b"y",), (b"n",), (b"\r",))


@dataclass(frozen=True)
class Step:
    """Something to send, in pieces with a pause in between, or another size of the window."""

    pieces: tuple[bytes, ...] = ()
    keys: int = 1
    """How many keys it counts as."""
    pause: float = 0.0
    """Seconds until the next step."""
    size: tuple[int, int] | None = None


def steps(seed: int, size: tuple[int, int]) -> Iterator[Step]:
    """An endless stream of input for a window of this size."""
    chance = random.Random(seed)
    kinds = list(_KINDS)
    while True:
        (kind,) = chance.choices(kinds, weights=list(_KINDS.values()))
        yield from kind(chance, size)


def _keys(*keys: bytes) -> Step:
    return Step(keys, keys=len(keys))


def _letter(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield _keys(chance.choice(LETTERS + SIGNS).encode())


def _move(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield _keys(*repeat(chance.choice(MOVES), chance.choice((1, 1, 1, 1, 2, 5))))


def _special(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield _keys(chance.choice(chance.choice((CONTROLS, FUNCTIONS, MODIFIED))))


def _word(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield _keys(*(each.encode() for each in chance.choice(WORDS)), chance.choice(MOVES))


def _hostile(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield _keys(chance.choice(HOSTILE))


def _split(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    whole = chance.choice((*MOVES, *FUNCTIONS, *MODIFIED, b"\x1b[<64;10;10M", "\U0001f680".encode()))
    yield Step(tuple(bytes([each]) for each in whole))


def _paste(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    yield Step((b"\x1b[200~", chance.choice(PASTED), b"\x1b[201~"))


def _mouse(chance: random.Random, size: tuple[int, int]) -> Iterator[Step]:
    column, row = (chance.randint(1, most + chance.choice((0, 0, 0, 300))) for most in size)
    button = chance.choice((0, 0, 0, 1, 2, 32, 35, 64, 65, 66, 99))
    pressed = f"\x1b[<{button};{column};{row}M".encode()
    moved = f"\x1b[<{button + 32};{max(1, column - 3)};{row + 1}M".encode() if chance.random() < 0.2 else b""
    yield Step((pressed + moved + f"\x1b[<{button};{column};{row}m".encode(),))


def _resize(chance: random.Random, size: tuple[int, int]) -> Iterator[Step]:
    yield Step(size=chance.choice(SIZES), keys=0)
    yield from chain.from_iterable(_letter(chance, size) for _ in range(chance.randint(0, 4)))
    yield Step(size=size, keys=0)


def _back(chance: random.Random, _: tuple[int, int]) -> Iterator[Step]:
    """Back to the main screen, and into something with a key; sometimes with a yes to what it asks."""
    for escapes in (1, 2):
        yield Step((KEYS["escape"],) * escapes, pause=0.15)  # a draft is written before its editor asks
        yield _keys(b"y")
    yield _keys(KEYS["escape"], b"3", *chance.choice(INSIDE), *chance.choice(ANSWERS))


_KINDS: Final = {
    _letter: 38,
    _move: 30,
    _special: 6,
    _word: 3,
    _hostile: 3,
    _split: 2,
    _paste: 1,
    _mouse: 8,
    _resize: 1,
    _back: 4,
}
