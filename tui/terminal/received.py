"""What the terminal sends, cut into whole sequences and relieved of the answers that are ours.

Textual's parser takes the pieces of a sequence that arrives in two reads for keys once a tenth of a second has passed,
and it takes the answer to a status request for the keys `[`, `0` and `n`. So it only ever gets whole sequences, and
none with a number in it at which it would end the program.

An escape byte with a character right behind it may be alt and that key, or the escape key and then another one, typed
fast or brought together by a slow line. Textual's parser would lose the escape key. Here both become one key with the
modifier meta, and the app, which knows what alt does where the focus is, decides.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ESCAPE_KEY: Final = b"\x1b[27u"
"""The escape key in a form no parser has to wait for."""

_PATIENCE: Final = 0.5
"""Seconds to wait for the rest of a sequence that has begun for certain."""

_PASTE_PATIENCE: Final = 5.0
"""The same within pasted text, whose end would otherwise be missed."""

_PASTE_BEGIN: Final = b"\x1b[200~"
_PASTE_END: Final = b"\x1b[201~"

_LONGEST: Final = 4096
"""Bytes an unfinished sequence may have before it is taken as it is."""

# An escape byte with what may still become one sequence. Strings (OSC, DCS, APC) only where they look like one: alt and
# a bracket is a key.
_UNFINISHED: Final = re.compile(
    rb"\x1b(?:\[(?:M[\x00-\xff]{0,2}|[0-?]*[ -/]*)|O|\][0-9][^\x07\x1b]*\x1b?|[P_][0-9>!+$G][^\x07\x1b]*\x1b?)?\Z"
)
_STRING: Final = re.compile(rb"\x1b(?:\][0-9]|[P_][0-9>!+$G])[^\x07\x1b]*(?:\x07|\x1b\\)")
_OLD_MOUSE: Final = re.compile(rb"\x1b\[M[\x00-\xff]{3}")
# An escape byte and a character that begins no sequence.
_LED: Final = re.compile(rb"\x1b((?![\[\]\\OPX^_])[ -~\r\t]|[\xc2-\xf4][\x80-\xbf]{1,3})")
_PASTE_EDGE: Final = re.compile(rb"(\x1b\[20[01]~)")
_STATUS: Final = re.compile(rb"\x1b\[[03]n")
_MODE: Final = re.compile(rb"\x1b\[\?69;([0-9])\$y")
_CURSOR: Final = re.compile(rb"\x1b\[([0-9]+);([0-9]+)R")
_NUMBERED: Final = re.compile(rb"\x1b\[[<=>?]?([0-9;:]+)[ -/]*([@-~])?")
_RESIZED: Final = re.compile(rb"48((?:;[0-9]+(?::[0-9]*)?){4})")

_SURROGATES: Final = range(0xD800, 0xE000)
_WIDEST: Final = 4096
"""Columns, rows and more of them than any window has."""


class Answers:
    """Who is told of the answers taken out of the input; each is called in the reading thread."""

    def status(self) -> None:
        """The terminal has come to a status request."""

    def side_margins(self, known: bool) -> None:
        """The terminal says whether it has left and right margins."""

    def cursor(self, row: int, column: int) -> bool:
        """The cursor's place, from 1; gives whether it was us who asked."""
        del row, column
        return False


class Received:
    """Turns reads of any size into whole sequences for Textual's parser."""

    def __init__(self, answers: Answers, *, clock: Callable[[], float], escape_delay: float) -> None:
        """Takes `escape_delay` seconds as the time after which a lone escape byte is the escape key."""
        self._answers = answers
        self._clock = clock
        self._escape_delay = escape_delay
        self._held = b""
        self._release_at = 0.0
        self._pasting = False

    @property
    def patience(self) -> float | None:
        """Seconds until `overdue` has something to give, or `None` if nothing is held."""
        return max(0.0, self._release_at - self._clock()) if self._held else None

    def feed(self, read: bytes) -> bytes:
        """Takes what was read; gives what is whole and not an answer to us."""
        received = self._held + read
        self._held = b""
        if b"\x1b" not in received:
            return received
        if unfinished := _UNFINISHED.search(received, max(0, len(received) - _LONGEST)):
            received = received[: unfinished.start()]
        pieces = _PASTE_EDGE.split(received)
        for place, piece in enumerate(pieces):
            if piece in (_PASTE_BEGIN, _PASTE_END):
                self._pasting = piece == _PASTE_BEGIN
            elif b"\x1b" in piece:
                pieces[place] = self._without_answers(piece, typed=not self._pasting)
        if unfinished:
            self._hold(unfinished.group())
        return b"".join(pieces)

    def overdue(self) -> bytes:
        """Gives what was held for longer than its time: it was no sequence."""
        if not self._held or self._clock() < self._release_at:
            return b""
        held, self._held = _NUMBERED.sub(_without_nonsense, self._held), b""
        return ESCAPE_KEY if held == b"\x1b" and not self._pasting else held

    def _hold(self, piece: bytes) -> None:
        patience = self._escape_delay if piece == b"\x1b" else _PATIENCE
        self._held = piece
        self._release_at = self._clock() + (_PASTE_PATIENCE if self._pasting else patience)

    def _without_answers(self, received: bytes, *, typed: bool) -> bytes:
        received = _STRING.sub(b"", _OLD_MOUSE.sub(b"", received))
        received = _NUMBERED.sub(_without_nonsense, received)
        received = _STATUS.sub(self._take_status, received)
        received = _MODE.sub(self._take_mode, received)
        received = _CURSOR.sub(self._take_cursor, received)
        return _LED.sub(_as_one_key, received) if typed else received

    def _take_status(self, _: re.Match[bytes]) -> bytes:
        self._answers.status()
        return b""

    def _take_mode(self, match: re.Match[bytes]) -> bytes:
        self._answers.side_margins(match[1] in b"12")
        return b""

    def _take_cursor(self, match: re.Match[bytes]) -> bytes:
        return b"" if self._answers.cursor(int(match[1]), int(match[2])) else match[0]


def _as_one_key(led: re.Match[bytes]) -> bytes:
    """The character with the modifier meta, in a form no parser has to wait for; no text as it came."""
    try:
        return b"\x1b[%d;33u" % ord(led[1].decode())
    except UnicodeDecodeError:
        return led[0]


def _without_nonsense(sequence: re.Match[bytes]) -> bytes:
    """Nothing in place of a sequence at which Textual's parser would fail: a key or a window that can't be."""
    numbers = [int(number) for number in re.findall(rb"[0-9]+", sequence[1])]
    if any(number > sys.maxunicode or number in _SURROGATES for number in numbers):
        return b""
    if sequence[2] == b"t" and (resized := _RESIZED.fullmatch(sequence[1])):
        sizes = [int(size.partition(b":")[0]) for size in resized[1].split(b";")[1:]]
        return sequence[0] if all(sizes) and max(sizes[:2]) <= _WIDEST else b""
    return sequence[0]
