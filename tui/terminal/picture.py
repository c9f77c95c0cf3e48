"""A screen as rows of text and rows of styles."""

from __future__ import annotations

from functools import lru_cache
from operator import ne, or_
from typing import Final

from tui.terminal.styles import DEFAULT, UNKNOWN
from tui.terminal.widths import CONTINUED

_DIFFERS: Final = bytes([0] + [1] * 255)
"""What becomes of each byte of two rows that are compared."""


class Picture:
    """What a terminal shows: for every row one character of text and one of style per cell."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.text = [" " * width] * height
        self.styles = [DEFAULT * width] * height
        self.cursor = (0, 0)
        """Column and row, from 0."""

    def put(self, x: int, y: int, text: str, styles: str) -> None:
        """Puts cells into a row, which blanks what is left of a wide character; what is outside is cut off."""
        if not text or y >= self.height or x >= self.width:
            return
        end = x + len(text)
        if x == 0 and end == self.width:
            self.text[y], self.styles[y] = text, styles
            return
        row = self.text[y]
        left, right = row[:x], row[end:]
        if row[x] == CONTINUED and text[0] != CONTINUED:
            left = left[:-1] + " "
        if right.startswith(CONTINUED):
            right = " " + right[1:]
        self.text[y] = _cut(left + text + right, self.width)
        self.styles[y] = (self.styles[y][:x] + styles + self.styles[y][end:])[: self.width]

    def resize(self, width: int, height: int) -> None:
        """Takes another size; what both have stays."""
        wider = max(0, width - self.width)
        self.text = [_cut(row, width) + " " * wider for row in self.text[:height]]
        self.styles = [row[:width] + DEFAULT * wider for row in self.styles[:height]]
        missing = max(0, height - len(self.text))
        self.text += [" " * width] * missing
        self.styles += [DEFAULT * width] * missing
        self.width, self.height = width, height
        self.cursor = min(self.cursor[0], width - 1), min(self.cursor[1], height - 1)

    def forget(self) -> None:
        """Knows of no cell any more what it shows."""
        self.text = [" " * self.width] * self.height
        self.styles = [UNKNOWN * self.width] * self.height

    def scroll(self, top: int, bottom: int, left: int, right: int, rows: int) -> None:
        """Moves the cells of rows `top` to `bottom` and columns `left` to `right` (excluded) up by `rows`, or down.

        What comes in is unknown: terminals do not agree on its background.
        """
        old_text, old_styles = self.text[top:bottom], self.styles[top:bottom]
        for y in range(top, bottom):
            source = y + rows - top
            if 0 <= source < len(old_text):
                text, styles = old_text[source][left:right], old_styles[source][left:right]
            else:
                text, styles = " " * (right - left), UNKNOWN * (right - left)
            if left == 0 and right == self.width:
                self.text[y], self.styles[y] = text, styles
            else:
                self.text[y] = self.text[y][:left] + text + self.text[y][right:]
                self.styles[y] = self.styles[y][:left] + styles + self.styles[y][right:]


def _cut(row: str, width: int) -> str:
    """A row no longer than `width`; half a wide character at its end becomes blank."""
    return row[: width - 1] + " " if row[width : width + 1] == CONTINUED else row[:width]


@lru_cache(maxsize=128)  # To find out what has scrolled, and to paint what is left, the same rows are compared.
def difference(text: str, styles: str, old_text: str, old_styles: str) -> bytes:
    """A byte for each cell of two rows of one length: 1 where they differ."""
    if old_styles.startswith(UNKNOWN) and old_styles == UNKNOWN * len(text):
        return b"\x01" * len(text)
    try:
        bits = _bits(text, old_text) if text != old_text else 0
        if styles != old_styles:
            bits |= _bits(styles, old_styles)
    except UnicodeEncodeError:
        return bytes(map(or_, map(ne, text, old_text), map(ne, styles, old_styles)))
    return bits.to_bytes(len(text), "big").translate(_DIFFERS)


def _bits(row: str, old: str) -> int:
    """A byte for each cell, 0 where both rows are alike; rows of other characters than Latin-1 raise an error."""
    return int.from_bytes(row.encode("latin-1"), "big") ^ int.from_bytes(old.encode("latin-1"), "big")
