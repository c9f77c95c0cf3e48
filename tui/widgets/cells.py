"""Cells of a table: text made safe for a terminal, measured, cut and padded by cells and not by characters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len, split_graphemes
from rich.style import Style
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from tui.widgets.row_filter import Matcher

_NARROW = re.compile("[\x00-\u02ff\u0370-\u0482\u2500-\u25fc]*").fullmatch
"""Matches text in which every character takes one cell, as a table shows it: most text, in a tenth of the time."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """Replace what a terminal could act on or what hides, one character by one, so that positions stay."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else REPLACEMENT


def width_of(cell: Text | str) -> int:
    """Give the width of a cell's text as it will be shown."""
    plain = cell if isinstance(cell, str) else cell.plain
    return len(plain) if _NARROW(plain) else cell_len(safe(plain))


def looks_same(cells: Sequence[Text | str], others: Sequence[Text | str]) -> bool:
    """Tell whether two rows of cells need no other drawing; unlike rich's own comparison it looks at styles too."""
    return len(cells) == len(others) and all(
        _looks_same(cell, other) for cell, other in zip(cells, others, strict=True)
    )


def _looks_same(cell: Text | str, other: Text | str) -> bool:
    if isinstance(cell, str) or isinstance(other, str):
        return isinstance(cell, str) and cell == other
    return cell is other or (cell.plain, cell.style, cell.spans) == (other.plain, other.style, other.spans)


def safe_text(cell: Text | str) -> Text:
    """Give a cell as text that is safe to show."""
    if isinstance(cell, str):
        return Text(safe(cell), end="")
    return Text(safe(cell.plain), style=cell.style, spans=list(cell.spans), end="")


def without_colours(text: Text, console: Console) -> Text:
    """Give text in its other attributes alone: as greys, colours would make red the faintest of all."""
    plain = Text(text.plain, style=_attributes(text.style, console), end="")
    for start, end, style in text.spans:
        plain.stylize(_attributes(style, console), start, end)
    return plain


def _attributes(style: str | Style, console: Console) -> Style:
    return console.get_style(style, default=Style.null()).without_color


def fit(
    text: Text,
    width: int,
    *,
    align: Literal["left", "right"] = "left",
    shrink: Literal["end", "middle"] = "end",
    ellipsis: str = "…",
) -> Text:
    """Cut or pad text to exactly a width in cells."""
    if cell_len(text.plain) > width:
        text = _cut(text, width, shrink, ellipsis)
    padding = " " * (width - cell_len(text.plain))
    return Text.assemble(padding, text, end="") if align == "right" else Text.assemble(text, padding, end="")


def _cut(text: Text, width: int, shrink: Literal["end", "middle"], ellipsis: str) -> Text:
    room = width - cell_len(ellipsis)
    if room <= 0:
        return Text(ellipsis if room == 0 else "", end="")
    # Cut in the middle, the end is kept longer: that is where an image's name and tag stand.
    tail = 0 if shrink == "end" else (room + 1) * 2 // 3
    left, right = _prefix(text.plain, room - tail), _suffix(text.plain, tail)
    return Text.assemble(text[:left], ellipsis, text[right:], end="")


def _prefix(text: str, room: int) -> int:
    """Find how many characters from the start fit into the room."""
    for start, _end, cells in split_graphemes(text)[0]:
        room -= cells
        if room < 0:
            return start
    return len(text)


def _suffix(text: str, room: int) -> int:
    """Find the first of the characters at the end that fit into the room."""
    for _start, end, cells in reversed(split_graphemes(text)[0]):
        room -= cells
        if room < 0:
            return end
    return 0


def highlight(text: Text, matchers: Sequence[Matcher], style: Style) -> None:
    """Lay a style over every hit."""
    plain = text.plain
    for matcher in matchers:
        for start, end in matcher.spans(plain):
            text.stylize(style, start, end)
