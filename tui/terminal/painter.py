"""The shortest output that turns what a terminal shows into what it shall show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.terminal.picture import Picture, difference
from tui.terminal.scrolling import Scroll, find_scroll
from tui.terminal.styles import DEFAULT, UNKNOWN, Styles
from tui.terminal.widths import CONTINUED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.terminal.widths import Widths

_CHANGED: Final = re.compile(rb"\x01+")
_CHANGED_NEARBY: Final = re.compile(rb"\x01+(?:\x00{1,4}\x01+)*")
"""Changed cells, and those between them that are as short written again as stepped over where no style changes."""

_GAP: Final = re.compile(r" {12,}")
"""Blanks that are shorter erased and stepped over than written."""

_REPEATED: Final = re.compile(r"([\u2500-\u25fc])\1{3,}|([ -~])\2{7,}")
"""What is shorter repeated than written."""

_REWRITTEN: Final = 16
"""The longest stretch of unchanged cells looked at for writing it again instead of stepping over it."""


@dataclass(frozen=True)
class Abilities:
    """What a terminal can do beside moving, writing and erasing."""

    erases_in_colour: bool = True
    """Erasing leaves the background colour of the moment."""
    scrolls: bool = True
    """SU and SD within DECSTBM."""
    side_margins: bool = False
    """DECLRMM."""
    repeats: bool = False
    """REP, of any character."""


class Painter:
    """Knows what was sent, and brings it nearer to what is wanted."""

    def __init__(self, sent: Picture, styles: Styles, widths: Widths, abilities: Abilities) -> None:
        self.sent = sent
        self.abilities = abilities
        self._styles = styles
        self._widths = widths
        self._pen: str | None = None
        self._x: int | None = None
        self._y: int | None = None
        self._out: list[str] = []

    def forget(self) -> None:
        """Knows nothing any more: everything is painted anew."""
        self.sent.forget()
        self.forget_state()

    def forget_state(self) -> None:
        """Knows neither the cursor's place nor the style: somebody else has written."""
        self._pen = self._x = self._y = None

    def changed_rows(self, wanted: Picture) -> list[int]:
        """The rows that do not show what they shall."""
        rows = zip(wanted.text, self.sent.text, wanted.styles, self.sent.styles, strict=True)
        return [y for y, (text, old, styles, old_styles) in enumerate(rows) if text != old or styles != old_styles]

    def paint(self, wanted: Picture, rows: Iterable[int], *, limit: int | None = None) -> str:
        """Gives what brings `rows` to what is wanted, in that order, until it is `limit` bytes long."""
        self._out = []
        size = 0
        for y in rows:
            before = len(self._out)
            self._row(wanted, y)
            if limit is not None:
                size += size_of("".join(self._out[before:]))
                if size >= limit:
                    break
        return "".join(self._out)

    def scroll(self, wanted: Picture, changed: list[int]) -> str:
        """Gives what moves rows that are only elsewhere, if that is shorter than writing them again."""
        self._out = []
        if self.abilities.scrolls and sum(not self.sent.styles[y].startswith(UNKNOWN) for y in changed) > 2:
            found = find_scroll(self.sent, wanted, changed, side_margins=self.abilities.side_margins)
            if found is not None and not self._has_doubtful(found):
                self._scroll(found)
        return "".join(self._out)

    def place_cursor(self, wanted: Picture) -> str:
        """Gives what moves the cursor to where it shall be."""
        self._out = []
        x, y = wanted.cursor
        self._move(min(x, wanted.width - 1), y)
        return "".join(self._out)

    def reset(self) -> str:
        """Gives what brings the terminal back to its own style."""
        self._out = []
        self._style(DEFAULT)
        return "".join(self._out)

    # -- rows

    def _row(self, wanted: Picture, y: int) -> None:
        text, styles = wanted.text[y], wanted.styles[y]
        old_text, old_styles = self.sent.text[y], self.sent.styles[y]
        changed = difference(text, styles, old_text, old_styles)
        doubtful = self._first_doubtful(text, old_text)
        end = doubtful if changed.find(1, doubtful) >= 0 else wanted.width
        tail = self._tail(text, styles) if end == wanted.width else end
        first_in_tail = changed.find(1, tail) if changed.count(1, tail, end) > 2 else -1
        self._spans(y, text, styles, changed, tail if first_in_tail >= 0 else end)
        if first_in_tail >= 0:
            self._erase_to_end(y, tail, first_in_tail, styles[-1])
        if end < wanted.width:
            self._doubtful_rest(y, end, text, styles)
        self.sent.text[y], self.sent.styles[y] = text, styles

    def _tail(self, text: str, styles: str) -> int:
        """Where the blanks begin that erasing to the end of the row would leave as they are wanted."""
        style = styles[-1]
        if not self._can_erase(style):
            return len(text)
        return max(len(text.rstrip(" ")), len(styles.rstrip(style)))

    def _can_erase(self, style: str) -> bool:
        if not self._styles.erasable(style):
            return False
        return self.abilities.erases_in_colour or not self._styles.style(style).background

    def _spans(self, y: int, text: str, styles: str, changed: bytes, end: int) -> None:
        """Writes the changed cells before `end`, and unchanged ones between them where stepping over is no shorter."""
        at: int | None = None
        for start, stop in self._stretches(text, styles, changed, end):
            is_shorter = at is not None and self._is_rewriting_shorter(text, styles, at, start)
            first = at if at is not None and is_shorter else start
            at = stop + (text[stop : stop + 1] == CONTINUED)  # of a wide character in the place of another
            self._write(first, at, y, text, styles)

    @staticmethod
    def _stretches(text: str, styles: str, changed: bytes, end: int) -> Iterator[tuple[int, int]]:
        """Where changed cells begin and end, with what is between them where that is sure to be written again."""
        is_plain = text.isascii()
        for nearby in _CHANGED_NEARBY.finditer(changed, 0, end):
            start, stop = nearby.span()
            if is_plain and styles.count(styles[start], start, stop) == stop - start:
                yield start, stop
            else:
                yield from (match.span() for match in _CHANGED.finditer(changed, start, stop))

    def _write(self, start: int, stop: int, y: int, text: str, styles: str) -> None:
        """Writes a stretch of a row at its place."""
        self._move(start, y)
        self._cells(text[start:stop], styles[start:stop])
        # What a terminal does after the last column is its own affair.
        self._x = stop if stop < len(text) else None

    def _is_rewriting_shorter(self, text: str, styles: str, start: int, end: int) -> bool:
        if end - start > _REWRITTEN:
            return False
        cost = len(text[start:end].encode(errors="replace"))
        step = 3 if end - start == 1 else 3 + len(str(end - start))
        pen = direct = self._pen or DEFAULT
        for x in range(start, end + 1):
            style = styles[x]
            if style != pen and (x == end or text[x] != " " or self._styles.blank(style) != self._styles.blank(pen)):
                cost += len(self._styles.transition(pen, style))
                pen = style
        if styles[end] != direct:
            step += len(self._styles.transition(direct, styles[end]))
        return cost <= step

    def _cells(self, text: str, styles: str) -> None:
        """Writes cells where the cursor is."""
        put, transition, blank = self._out.append, self._styles.transition, self._styles.blank
        is_sent = self._widths.is_sent(text)
        repeats = self.abilities.repeats
        if self._pen is None:
            self._style(styles[0])
        pen = self._pen or DEFAULT
        end, left = 0, styles
        while left:
            style, start = left[0], end
            left = left.lstrip(style)
            end = len(styles) - len(left)
            run = text[start:end]
            if style != pen and (run[0] != " " or run.strip(" ") or blank(style) != blank(pen)):
                put(transition(pen, style))
                pen = style
            length = end - start
            if repeats:
                if length > 7 or (length > 3 and not run.isascii()):
                    run = _shortened(run)
            elif length > 12 and _GAP.search(run) and self._can_erase(style):
                run = _GAP.sub(_stepped_over, run)
            put(run if is_sent else self._widths.text(run))
        self._pen = pen

    def _erase_to_end(self, y: int, tail: int, first: int, style: str) -> None:
        """Erases a row from its `first` changed cell on, or from where the cursor is if that is in its `tail`, too."""
        if self._y != y or self._x is None or not tail <= self._x <= first:
            self._move(first, y)
        self._pen_for(style, blank=True)
        self._out.append("\x1b[K")

    # -- text of doubtful width

    def _first_doubtful(self, text: str, old_text: str) -> int:
        """From which column on nobody can be sure of what the terminal shows."""
        first = min(self._widths.first_doubtful(text), self._widths.first_doubtful(old_text))
        while text[first : first + 1] == CONTINUED or old_text[first : first + 1] == CONTINUED:
            first -= 1
        return first

    def _doubtful_rest(self, y: int, x: int, text: str, styles: str) -> None:
        """Writes a row from its first doubtful cell on.

        Each doubtful stretch is written over blanks, and what follows it at its own place: so nothing of the old row is
        left, and nothing else moves, however wide the terminal takes it to be.
        """
        while match := self._widths.doubtful.search(text, x):
            start, stop = match.span()
            if start > x:
                self._write(x, start, y, text, styles)
            self._write(start, stop, y, text[:start] + " " * (stop - start) + text[stop:], styles)
            self._write(start, stop, y, text, styles)
            self._x = None
            x = stop
        if x < len(text):
            self._write(x, len(text), y, text, styles)

    def _has_doubtful(self, scroll: Scroll) -> bool:
        """Whether moving a part of the rows could cut through text of doubtful width."""
        if scroll.left == 0 and scroll.right == self.sent.width:
            return False
        rows = self.sent.text[scroll.top : scroll.bottom]
        return any(self._widths.doubtful.search(row) or CONTINUED in row for row in rows)

    # -- scrolling

    def _scroll(self, scroll: Scroll) -> None:
        sent, put = self.sent, self._out.append
        sideways = scroll.left > 0 or scroll.right < sent.width
        whole = scroll.top == 0 and scroll.bottom == sent.height
        if sideways:
            put(f"\x1b[?69h\x1b[{scroll.left + 1};{scroll.right}s")
        if not whole:
            put(f"\x1b[{scroll.top + 1};{scroll.bottom}r")
        count = "" if abs(scroll.rows) == 1 else str(abs(scroll.rows))
        put(f"\x1b[{count}{'S' if scroll.rows > 0 else 'T'}")
        if not whole:
            put("\x1b[r")
        if sideways:
            put("\x1b[?69l")
        if sideways or not whole:
            self._x = self._y = None if sideways else 0
        sent.scroll(scroll.top, scroll.bottom, scroll.left, scroll.right, scroll.rows)

    # -- style and cursor

    def _pen_for(self, style: str, *, blank: bool) -> None:
        """Takes `style`, or one that looks the same where there is no text."""
        if style == self._pen:
            return
        if blank and self._pen is not None and self._styles.blank(style) == self._styles.blank(self._pen):
            return
        self._style(style)

    def _style(self, style: str) -> None:
        if self._pen is None:
            self._out.append("\x1b[m\x1b]8;;\x1b\\" if self._styles.has_links else "\x1b[m")
            self._pen = DEFAULT
        if style != self._pen:
            self._out.append(self._styles.transition(self._pen, style))
            self._pen = style

    def _move(self, x: int, y: int) -> None:
        """Moves the cursor by the shortest way."""
        if (x, y) == (self._x, self._y):
            return
        if x == 0 and self._y is not None and y == self._y + 1:
            self._out.append("\r\n")
            self._x, self._y = x, y
            return
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1 if y else ''}H"]
        if self._y == y:
            ways += self._along(x, self._x)
        elif self._y is not None and y > self._y:
            if self._x == x:
                ways.append(f"\x1b[{_count(y - self._y)}B")
            if y - self._y < 3:
                ways += ["\r" + "\n" * (y - self._y) + way for way in ["", *self._along(x, 0)][bool(x) :]]
        elif self._y is not None and self._x == x:
            ways.append(f"\x1b[{_count(self._y - y)}A")
        self._out.append(min(ways, key=len))
        self._x, self._y = x, y

    @staticmethod
    def _along(x: int, at: int | None) -> list[str]:
        """The ways within a row."""
        ways = ["\r" if x == 0 else f"\x1b[{x + 1}G"]
        if at is not None and x > at:
            ways.append(f"\x1b[{_count(x - at)}C")
        elif at is not None and x < at:
            ways.append("\b" * (at - x) if at - x < 4 else f"\x1b[{at - x}D")
        return ways


def size_of(output: str) -> int:
    """How many bytes `output` is."""
    return len(output) if output.isascii() else len(output.encode(errors="replace"))


def _count(number: int) -> str:
    return "" if number == 1 else str(number)


@lru_cache(maxsize=2048)
def _shortened(run: str) -> str:
    """Text with what is repeated in it said as that."""
    return _REPEATED.sub(_repeated, run)


def _repeated(run: re.Match[str]) -> str:
    """A character and how many more of it."""
    return f"{run[0][0]}\x1b[{len(run[0]) - 1}b"


def _stepped_over(gap: re.Match[str]) -> str:
    """Blanks as an erased stretch."""
    return f"\x1b[{len(gap[0])}X\x1b[{len(gap[0])}C"
