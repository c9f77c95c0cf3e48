"""How wide the columns of a table are, and which of them a narrow table leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.cells import width_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tui.presentation.rows import Row
    from tui.widgets.table_model import Column

GUTTER = 1
"""Cells in front of the first column, for cursor and mark."""
GAP = 2
"""Cells between two columns."""


class Place(NamedTuple):
    """Where a column stands."""

    number: int
    """Its place among all columns, and that of its cell in a row."""
    column: Column
    x: int
    """Its first cell."""
    width: int


MEASURED_AT_ONCE = 200
"""Rows that are measured before they are seen; of more than that only those that come into view."""


class ContentWidths:
    """The width each column's content asks for.

    It only grows while rows are the same ones, so that the columns of a live table don't jump; and only rows that are
    new or changed are measured.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._flexible = tuple(index for index, column in enumerate(columns) if column.width is None)
        self.widths = self._least()
        self._measured = False

    def take(self, before: Mapping[str, Row], rows: Mapping[str, Row]) -> bool:
        """Fit the widths to rows that were others before, both by key; True where a width changed."""
        old = list(self.widths)
        if before.keys().isdisjoint(rows):
            self.widths = self._least()
        if len(rows) <= MEASURED_AT_ONCE:
            known: Mapping[str, Row] = before if self._measured else {}
            self._measured = True
            self._measure([row for key, row in rows.items() if known.get(key) is not row])
        return self.widths != old

    def see(self, rows: Sequence[Row]) -> bool:
        """Fit the widths to rows that came into view; True where a width changed."""
        old = list(self.widths)
        self._measure(rows)
        return self.widths != old

    def _least(self) -> list[int]:
        return [column.width or max(width_of(column.label), column.min_width) for column in self._columns]

    def _measure(self, rows: Sequence[Row]) -> None:
        for index in self._flexible:
            most = self._columns[index].max_width
            width = self.widths[index]
            for row in rows:
                if width >= most:
                    break
                text = row.shown_in(index)
                # Most text is shorter than half of what was found already, and then needs no measuring.
                if 2 * len(text) > width:
                    width = max(width, width_of(text))
            self.widths[index] = min(width, most)


def lay_out(
    columns: Sequence[Column], wanted: Sequence[int], width: int, hidden: Collection[str] = ()
) -> tuple[Place, ...]:
    """Place columns in a width: those of low priority go until the rest fits, then the flexible ones shrink."""
    kept = [index for index, column in enumerate(columns) if column.key not in hidden]
    least = [column.width or column.min_width for column in columns]
    while len(kept) > 1 and _total(least, kept) > width:
        # Of equals the one furthest right goes; the first column names the row and stays.
        kept.remove(min(kept[1:], key=lambda index: (columns[index].priority, -index)))
    given = _shrink(list(wanted), least, kept, width)
    spare = width - _total(given, kept)
    growing = [index for index in kept if columns[index].grow]
    if growing and spare > 0:
        given[growing[0]] += spare
    places = []
    x = GUTTER
    for index in kept:
        cells = max(0, min(given[index], width - x))
        places.append(Place(index, columns[index], x, cells))
        x += cells + GAP
    return tuple(places)


def _total(widths: Sequence[int], kept: Sequence[int]) -> int:
    return GUTTER + sum(widths[index] for index in kept) + GAP * (len(kept) - 1)


def _shrink(given: list[int], least: Sequence[int], kept: Sequence[int], width: int) -> list[int]:
    """Take what is too much from the columns that can give, the widest slack first."""
    excess = _total(given, kept) - width
    while excess > 0:
        widest = max(kept, key=lambda index: given[index] - least[index])
        slack = given[widest] - least[widest]
        if slack <= 0:
            break
        given[widest] -= 1
        excess -= 1
    return given
