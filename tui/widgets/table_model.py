"""The rows of a table without any drawing: order, filter, marks, and a cursor that stays on its key."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.presentation.rows import Row
from tui.widgets.row_filter import RowFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEAR = 32
"""Rows around its old place in which a row is looked for first."""
_key = attrgetter("key")


class Column(NamedTuple):
    """What a column of a table is called, how wide it may be, and how soon it gives way."""

    key: str
    """The name by which one sorts and filters."""
    label: str
    """The heading."""
    width: int | None = None
    """A fixed width in cells; None fits the content between `min_width` and `max_width`."""
    align: Literal["left", "right"] = "left"
    min_width: int = 4
    """The least width in cells to which a narrow table shrinks the column."""
    max_width: int = 60
    """The greatest width in cells that content may ask for."""
    priority: int = 100
    """Columns of low priority vanish first where the table is narrow; the first column never does."""
    shrink: Literal["end", "middle"] = "end"
    """Where text that does not fit is cut."""
    grow: bool = False
    """Whether the column takes the width that is left over."""


class TableModel:
    """Rows in the order and selection in which they are shown, with cursor and marks by key."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.rows: dict[str, Row] = {}
        """All rows by key, in the order they were given."""
        self.shown: list[Row] = []
        """The rows that pass the filter, in the order shown."""
        self.cursor_key: str | None = None
        self.marked: frozenset[str] = frozenset()
        self.filter = RowFilter.parse("", ())
        self.sort_column: str | None = None
        self.sort_reverse = False
        self._given: Iterable[Row] = ()
        self._cursor_at: int | None = None
        self._mark_start: str | None = None

    def index_of(self, key: str | None) -> int | None:
        """Give the place of a key among the rows shown, or None."""
        return self._cursor_at if key == self.cursor_key else self._find(key, near=self._cursor_at or 0)

    @property
    def cursor_index(self) -> int | None:
        """The place of the cursor among the rows shown."""
        return self._cursor_at

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Take new rows; cursor and marks stay with their keys, those of vanished rows go to a neighbour or away.

        The very same object says that nothing changed.
        """
        if rows is self._given:
            return
        self._given, rows = rows, tuple(rows)
        self.rows = dict(zip(map(_key, rows), rows, strict=True))
        if len(self.rows) < len(rows):
            # Of rows with the same key the first stands.
            self.rows = dict(zip(map(_key, reversed(rows)), reversed(rows), strict=True))
            self.rows = {key: self.rows[key] for key in dict.fromkeys(map(_key, rows))}
        if self.marked:
            self.marked &= self.rows.keys()
        self._arrange(self._selected())

    def set_filter(self, text: str) -> None:
        """Show only the rows that match; of those shown already, where more was typed."""
        before, self.filter = self.filter, RowFilter.parse(text, self._column_keys)
        narrows = self.filter.narrows(before)
        self._arrange(self.filter.select(self.shown, self._column_keys) if narrows else self._selected())

    @property
    def can_sort(self) -> bool:
        """Whether its rows say what they are sorted by."""
        first = next(iter(self.rows.values()), None)
        return first is not None and bool(first.sort)

    def sort_by(self, column: str | None, *, reverse: bool = False) -> None:
        """Sort by a column, or keep the given order with None; rows that compare equal keep the given order."""
        self.sort_column, self.sort_reverse = column, reverse
        self._arrange(self._selected())

    def move_to_index(self, index: int) -> None:
        """Put the cursor on the row at a place, or on the nearest there is."""
        if self.shown:
            self._cursor_at = max(0, min(index, len(self.shown) - 1))
            self.cursor_key = self.shown[self._cursor_at].key

    def toggle_mark(self, key: str | None) -> None:
        """Mark a row, or take its mark away."""
        if key is not None and key in self.rows:
            self._mark_start = key
            self.marked ^= {key}

    def mark_range(self) -> None:
        """Mark all rows shown from the one marked last up to the cursor."""
        last, first = self.cursor_index, self.index_of(self._mark_start)
        if last is None:
            return
        first = last if first is None else first
        first, last = min(first, last), max(first, last)
        self.marked |= {row.key for row in self.shown[first : last + 1]}

    def mark_all(self) -> None:
        """Mark all rows shown."""
        self.marked |= {row.key for row in self.shown}

    def clear_marks(self) -> None:
        """Take all marks away."""
        self._mark_start = None
        self.marked = frozenset()

    @property
    def _column_keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def _selected(self) -> list[Row]:
        """Filter and sort all rows."""
        keys = self._column_keys
        selected = self.filter.select(self.rows.values(), keys)
        if self.sort_column in keys:
            place = keys.index(self.sort_column)
            selected.sort(key=lambda row: row.sort_value(place), reverse=self.sort_reverse)
        return selected

    def _arrange(self, shown: list[Row]) -> None:
        """Show these, and take the cursor along."""
        before, was_at = self.shown, self._cursor_at
        self.shown = shown
        self._cursor_at = self._find(self.cursor_key, near=was_at or 0)
        if self._cursor_at is None:
            self._cursor_at = self._neighbour(before, was_at)
            self.cursor_key = None if self._cursor_at is None else shown[self._cursor_at].key

    def _find(self, key: str | None, *, near: int) -> int | None:
        """Find the place of a key among the rows shown, first about where it may be."""
        row = self.rows.get(key or "")
        if row is None or row.key != key or not self.filter.select((row,), self._column_keys):
            return None
        about = range(max(0, near - NEAR), min(len(self.shown), near + NEAR))
        for index in about:
            if self.shown[index].key == key:
                return index
        return next((index for index, row in enumerate(self.shown) if row.key == key), None)

    def _neighbour(self, before: list[Row], was_at: int | None) -> int | None:
        """Find the place of the row nearest to a vanished one: the next that is still shown, else the one before it."""
        if not self.shown:
            return None
        if was_at is None:
            return 0
        places = {row.key: index for index, row in enumerate(self.shown)}
        nearest = chain(before[was_at + 1 :], reversed(before[:was_at]))
        return next((places[row.key] for row in nearest if row.key in places), 0)
