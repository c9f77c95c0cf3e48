"""Tables and JSON on stdout: aligned by what a terminal shows, and without anything that could steer it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from tui.logs.clean import printable, width

if TYPE_CHECKING:
    from tui.models.base import ApiModel

_COLOURS = {"running": "32", "error": "31", "stopped": "2", "creating": "33", "starting": "33", "stopping": "33"}
"""The terminal's own colours by status, as in the app: red always means trouble."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the status whose colour it takes."""

    text: str
    status: str = ""


Cells = tuple[Cell | str, ...]
"""A row as it is before it is cleaned."""


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows; columns in *right* are set to the right."""

    heads: tuple[str, ...]
    rows: Sequence[Cells]
    right: frozenset[int] = frozenset()


def wants_colours(stream: TextIO) -> bool:
    """True for a terminal that shows colours to somebody who did not ask for none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def as_table(table: Table, *, colours: bool) -> str:
    """The table as lines, each ended; two blanks stand between columns and none at a line's end."""
    heads = tuple(Cell(head) for head in table.heads)
    rows = [heads, *(tuple(_cleaned(cell) for cell in row) for row in table.rows)]
    widths = [max(width(row[column].text) for row in rows) for column in range(len(heads))]
    return "".join(_line(row, widths, table.right, colours=colours) for row in rows)


def as_json(objects: Sequence[ApiModel], *, encoding: str = "utf-8") -> str:
    """The objects as the API gave them, as a JSON array."""
    return json_text([as_given(one) for one in objects], encoding=encoding)


def as_given(one: ApiModel) -> object:
    """An object as the API gave it, of what JSON knows."""
    return one.model_dump(mode="json", by_alias=True, exclude_unset=True)


def json_text(value: object, *, encoding: str = "utf-8") -> str:
    """The value as JSON.

    Characters that can't be shown, or not be written in *encoding*, stand as JSON's escapes: they reach a program
    unchanged, and a terminal not at all.
    """
    if encoding.lower().replace("-", "") != "utf8":
        return json.dumps(value, indent=2) + "\n"
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "\n".join(line if line.isprintable() else _escaped(line) for line in text.split("\n")) + "\n"


def _cleaned(cell: Cell | str) -> Cell:
    return Cell(printable(cell)) if isinstance(cell, str) else Cell(printable(cell.text), cell.status)


def _line(row: tuple[Cell, ...], widths: list[int], right: frozenset[int], *, colours: bool) -> str:
    parts: list[str] = []
    for column, cell in enumerate(row):
        gap = " " * (widths[column] - width(cell.text))
        code = _COLOURS.get(cell.status) if colours else None
        text = f"\x1b[{code}m{cell.text}\x1b[0m" if code else cell.text
        parts.append(gap + text if column in right else text + gap)
    return "  ".join(parts).rstrip() + "\n"


def _escaped(line: str) -> str:
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in line)
