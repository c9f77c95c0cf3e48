"""Text from outside made safe and short for one line."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""What asks for another form of the character in front, which is wider for some terminals and not for others."""
_HIDDEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def plain(text: str) -> str:
    """*text* on one line, without anything that could move, hide or reorder what stands beside it."""
    if not text.isascii():
        text = _VARIANT.sub("", text)
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if character in _HIDDEN:
        return ""
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) == "Zs" else "�"


def cut_middle(text: str, width: int, ellipsis: str = "…") -> str:
    """*text* in at most *width* cells; what is too much goes from the middle, more of the end is kept."""
    if cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return ellipsis[: max(width, 0)]
    room = width - cell_len(ellipsis)
    tail = (room + 1) * 2 // 3
    return _head(text, room - tail) + ellipsis + _head(text[::-1], tail)[::-1]


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return text[:index]
    return text


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 service`, `2 services`, `1,204 lines`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
