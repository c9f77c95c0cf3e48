"""Labelled values in sections, laid out as lines of a width: wanted beside deployed, or below it where it is narrow."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.presentation.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.presentation.palette import Look

NARROW = 84
"""Cells below which what is wanted and what is deployed stand one below the other."""
LONGEST_LABEL = 28
SIGN = 2
"""Cells in front of a label, for what is not deployed yet."""
GAP = 2
WANTED, DEPLOYED = "wanted", "deployed"


class Entry(NamedTuple):
    """A value with its label."""

    key: str
    """Names it within its section."""
    label: str
    values: tuple[Text, ...]
    """One where there is one; else what is wanted and what is deployed."""
    copies: tuple[str, ...] = ()
    """What is copied of each value; nothing where there is nothing to copy."""
    is_masked: bool = False
    """True where the value is hidden, so that it is not copied either."""


class Section(NamedTuple):
    """Entries under a heading."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    note: str = ""


class Line(NamedTuple):
    """One line of the screen, and the entry it belongs to; None for a heading."""

    row: Row
    entry: Entry | None = None
    copy: str = ""
    """What is copied at this line: what is wanted, where that and what is deployed stand in one."""


def lay_out(sections: Sequence[Section], width: int, look: Look) -> list[Line]:
    """The sections as lines of at most *width* cells; long values go on in the next line."""
    labels = [cell_len(entry.label) for section in sections for entry in section.entries]
    label = min(max(labels, default=0), LONGEST_LABEL, max(width // 3, 8))
    return [line for section in sections for line in _section(section, width, label, look)]


def _section(section: Section, width: int, label: int, look: Look) -> Iterator[Line]:
    if section.title:
        yield Line(Row(f"{section.key}:", (_heading(section, width, label, look),)))
    for entry in section.entries:
        # Every line is found by all of the entry, so that a filter never leaves half a value.
        search = f"{entry.label} {' '.join(value.plain for value in entry.values)}"
        for number, (text, side) in enumerate(_entry(entry, width, label, look)):
            row = Row(f"{section.key}:{entry.key}:{number}", (text,), (), search)
            yield Line(row, entry, entry.copies[side] if side < len(entry.copies) else "")


def _heading(section: Section, width: int, label: int, look: Look) -> Text:
    title, note = Text(section.title, style="bold"), Text(section.note, style=look.palette.muted)
    if width < NARROW or all(len(entry.values) == 1 for entry in section.entries):
        return _cut(Text.assemble(title, "  ", note), width)
    heads = f"{WANTED.ljust(_half(width, label) + GAP)}{DEPLOYED}   "
    return _cut(Text.assemble(_fit(title, SIGN + label + GAP), (heads, look.palette.muted), note), width)


def _entry(entry: Entry, width: int, label: int, look: Look) -> Iterator[tuple[Text, int]]:
    """The lines of an entry, each with the number of the value it is about."""
    sign = Text(look.glyphs.drift, style=look.palette.moving) if len(entry.values) > 1 else Text()
    if len(entry.values) > 1 and width >= NARROW:
        half = _half(width, label)
        for line in _lines(sign, entry.label, [fold(value, half) for value in entry.values], half, label, look):
            yield line, 0
        return
    names = (entry.label, f"  {DEPLOYED}")
    for side, (name, value) in enumerate(zip(names, entry.values, strict=False)):
        parts = fold(value, width - SIGN - label - GAP)
        for line in _lines(Text() if side else sign, name, [parts], width, label, look):
            yield line, side


def _lines(sign: Text, name: str, columns: list[list[Text]], room: int, label: int, look: Look) -> Iterator[Text]:
    for number, parts in enumerate(zip_longest(*columns)):
        first = number == 0
        line = Text.assemble(
            _fit(sign if first else Text(), SIGN),
            _fit(Text(name if first else "", style=look.palette.muted), label + GAP),
        )
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            line.append_text((part or Text()) if is_last else _fit(part or Text(), room + GAP))
        yield line


def _half(width: int, label: int) -> int:
    return (width - SIGN - label - 2 * GAP) // 2


def _fit(text: Text, width: int) -> Text:
    """*text* in exactly *width* cells, the last of them blank."""
    cut = _cut(text, width - 1) if text.cell_len >= width else text.copy()
    return cut.append(" " * (width - cut.cell_len))


def _cut(text: Text, width: int) -> Text:
    if text.cell_len <= width:
        return text
    kept = set_cell_size(text.plain, max(width, 0))
    return text[: len(kept.rstrip())]


def fold(text: Text, width: int) -> list[Text]:
    """*text* in pieces of at most *width* cells, parted behind a space where one is near enough."""
    width = max(width, 4)
    cuts: list[int] = []
    start, used, space = 0, 0, -1
    for index, character in enumerate(text.plain):
        cells = cell_len(character)
        if used + cells > width:
            cut = space + 1 if space >= start + width // 2 else index
            cuts.append(cut)
            start, used = cut, cell_len(text.plain[cut:index])
        used += cells
        if character == " ":
            space = index
    return list(text.divide(cuts)) if cuts else [text]
