"""The rows of a table without any drawing: order, filter, marks, and a cursor that stays on its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tui.presentation.rows import Row
from tui.widgets.row_filter import RowFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Column:
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
        self._index: dict[str, int] = {}
        self._mark_start: str | None = None

    def index_of(self, key: str | None) -> int | None:
        """Give the place of a key among the rows shown, or None."""
        return None if key is None else self._index.get(key)

    @property
    def cursor_index(self) -> int | None:
        """The place of the cursor among the rows shown."""
        return self.index_of(self.cursor_key)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Take new rows; cursor and marks stay with their keys, those of vanished rows go to a neighbour or away."""
        self.rows = {}
        for row in rows:
            self.rows.setdefault(row.key, row)
        if self.marked:
            self.marked &= self.rows.keys()
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show only the rows that match."""
        self.filter = RowFilter.parse(text, self._column_keys)
        self._arrange()

    def sort_by(self, column: str | None, *, reverse: bool = False) -> None:
        """Sort by a column, or keep the given order with None; rows that compare equal keep the given order."""
        self.sort_column, self.sort_reverse = column, reverse
        self._arrange()

    def move_to_index(self, index: int) -> None:
        """Put the cursor on the row at a place, or on the nearest there is."""
        if self.shown:
            self.cursor_key = self.shown[max(0, min(index, len(self.shown) - 1))].key

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

    def _arrange(self) -> None:
        """Filter and sort anew, and take the cursor along."""
        before, was_at = self.shown, self.cursor_index
        keys = self._column_keys
        shown = self.filter.select(self.rows.values(), keys)
        if self.sort_column in keys:
            place = keys.index(self.sort_column)
            shown.sort(key=lambda row: row.sort[place], reverse=self.sort_reverse)
        self.shown = shown
        self._index = {row.key: index for index, row in enumerate(shown)}
        if self.cursor_index is None:
            self.cursor_key = self._neighbour(before, was_at)

    def _neighbour(self, before: list[Row], was_at: int | None) -> str | None:
        """Find the row nearest to a vanished one: the next that is still shown, else the one before it."""
        if not self.shown:
            return None
        if was_at is None:
            return self.shown[0].key
        for row in before[was_at + 1 :]:
            if row.key in self._index:
                return row.key
        for row in reversed(before[:was_at]):
            if row.key in self._index:
                return row.key
        return self.shown[0].key
