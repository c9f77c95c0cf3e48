"""Which rows of a table are in its window, and how the window stays where one reads while rows come and go."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.cells import looks_same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from tui.presentation.rows import Row
    from tui.widgets.table_model import TableModel


class Line(NamedTuple):
    """What one line of the window shows."""

    row: Row
    cells: tuple[Text | str, ...]
    """Those of the row as they were when the window was looked at: a row may show its age."""
    cursor: bool = False
    marked: bool = False

    def looks_like(self, other: Line) -> bool:
        """Tell whether it needs no drawing where the other one stood."""
        return (self.cursor, self.marked) == (other.cursor, other.marked) and self.shows_row_of(other)

    def shows_row_of(self, other: Line) -> bool:
        """Tell whether both show the same text in the same style, cursor and mark aside."""
        return self.cells is other.cells or looks_same(self.cells, other.cells)


class TableWindow:
    """A window of so many rows onto the rows that a model shows."""

    def __init__(self, model: TableModel) -> None:
        self._model = model
        self.top = 0
        """The place of the first row in the window."""
        self.page = 1
        """How many rows the window holds."""

    def lines(self) -> tuple[Line, ...]:
        """Give what the window shows now, fewer lines than it holds where there are fewer rows."""
        model = self._model
        rows = model.shown[self.top : self.top + self.page]
        return tuple(Line(row, row.cells, row.key == model.cursor_key, row.key in model.marked) for row in rows)

    def scroll_by(self, rows: int) -> None:
        """Move the window and leave the cursor where it is."""
        self._scroll_to(self.top + rows)

    def show_cursor(self) -> None:
        """Move the window as little as brings the cursor into it."""
        index = self._model.cursor_index
        if index is not None:
            self._scroll_to(min(max(self.top, index - self.page + 1), index))
        else:
            self._scroll_to(0)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the window where it is while the rows change within.

        The row with the cursor keeps its line on the screen, or, where the cursor is not in view, the first row does.
        At the very top the window stays at the top, so that what appears there is seen.
        """
        shown, top, index = self._model.shown, self.top, self._model.cursor_index
        in_view = index is not None and top <= index < top + self.page
        anchor = index if in_view else top
        key = shown[anchor].key if anchor is not None and anchor < len(shown) else None
        yield
        if top > 0:
            now = self._model.cursor_index if in_view else self._model.index_of(key)
            self.top = top if now is None or anchor is None else now - (anchor - top)
        self._scroll_to(self.top)
        if in_view:
            self.show_cursor()

    def _scroll_to(self, top: int) -> None:
        self.top = max(0, min(top, len(self._model.shown) - self.page))
