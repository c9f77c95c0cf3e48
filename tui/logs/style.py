"""Colours and attributes of log text as its SGR sequences set them, independent of any user interface."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

Colour = int | tuple[int, int, int]
"""A number of the 256-colour palette (0 to 15 are the terminal's own) or red, green and blue, each 0 to 255."""


class Style(NamedTuple):
    """How a stretch of text looks."""

    foreground: Colour | None = None
    background: Colour | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False
    escaped: bool = False
    """The text stands for a character that must not be shown as it is, like `\\x9b`."""


PLAIN: Final = Style()

_ATTRIBUTES: Final[dict[int, dict[str, bool]]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"reverse": True},
    9: {"strike": True},
    21: {"underline": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"reverse": False},
    29: {"strike": False},
}
_FOREGROUND: Final = 38
_BACKGROUND: Final = 48
_UNDERLINE_COLOUR: Final = 58
_HIGHEST_NUMBER: Final = 255


@lru_cache(maxsize=1024)
def apply_sgr(style: Style, parameters: str) -> Style:
    """*style* changed by the SGR sequence with *parameters* (what stands between `ESC [` and `m`).

    Blinking and concealment are ignored: nothing in a log may hide or flicker. Unknown numbers change nothing.
    """
    fields = iter(parameters.split(";"))
    for field in fields:
        code, *details = (_number(part) for part in field.split(":"))
        if code in (_FOREGROUND, _BACKGROUND, _UNDERLINE_COLOUR):
            colour = _colour_of(details) if details else _colour_from(fields)
            style = _with_colour(style, code, colour)
        elif code == 4 and details:
            style = style._replace(underline=details[0] != 0)
        else:
            style = _apply(style, code)
    return style


def _with_colour(style: Style, code: int, colour: Colour | None) -> Style:
    if colour is not None and code == _FOREGROUND:
        return style._replace(foreground=colour)
    if colour is not None and code == _BACKGROUND:
        return style._replace(background=colour)
    return style


def _apply(style: Style, code: int) -> Style:
    if code in _ATTRIBUTES:
        return style._replace(**_ATTRIBUTES[code])
    match code:
        case 0:
            return PLAIN
        case 39:
            return style._replace(foreground=None)
        case 49:
            return style._replace(background=None)
    tens, digit = divmod(code, 10)
    if digit < 8:
        match tens:
            case 3 | 9:
                return style._replace(foreground=digit if tens == 3 else digit + 8)
            case 4 | 10:
                return style._replace(background=digit if tens == 4 else digit + 8)
    return style


def _colour_from(fields: Iterator[str]) -> Colour | None:
    """The colour in the fields that follow 38 or 48: `5;N` or `2;R;G;B`."""
    kind = _number(next(fields, ""))
    count = {5: 1, 2: 3}.get(kind, 0)
    return _colour_of([kind, *(_number(next(fields, "")) for _ in range(count))])


def _colour_of(details: list[int]) -> Colour | None:
    """The colour in the parts of one field: `5:N`, `2:R:G:B` or `2:SPACE:R:G:B`."""
    match details:
        case [5, number, *_] if number <= _HIGHEST_NUMBER:
            return number
        case [2, red, green, blue] | [2, _, red, green, blue, *_] if max(red, green, blue) <= _HIGHEST_NUMBER:
            return (red, green, blue)
    return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0
