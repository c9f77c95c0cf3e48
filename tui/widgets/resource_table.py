"""A table of resources on the Line API: rows synced by key, a cursor nothing moves, only what changed is drawn."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.geometry import Region
from textual.scroll_view import ScrollView

from tui.commands.bindings import command_binding, move_bindings
from tui.commands.moves import LIST_MOVES
from tui.presentation.entries import fold
from tui.presentation.palette import UNICODE, Glyphs
from tui.presentation.rows import Row
from tui.widgets import table_messages
from tui.widgets.cells import safe_text
from tui.widgets.column_layout import MEASURED_AT_ONCE, ContentWidths, lay_out
from tui.widgets.row_painter import RowPainter, TableStyles
from tui.widgets.table_model import Column, TableModel
from tui.widgets.table_window import Line, TableWindow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.style import Style
    from textual import events
    from textual.strip import Strip

__all__ = ["Column", "ResourceTable"]

WHEEL_LINES = 3
_COMPONENTS = ("header", "cursor", "cursor-blurred", "marked", "hit", "empty")


class ResourceTable(ScrollView, can_focus=True):
    """Rows of resources with cursor, marks, filter and sort order, all held by the key of a row.

    It keeps its place itself, as the number of the first row in its window: new rows cost no layout of the screen, and
    lines that show what they showed before are not drawn again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"resource-table--{name}" for name in _COMPONENTS}
    DEFAULT_CSS = """
    ResourceTable {
        overflow: hidden hidden;
        & > .resource-table--header { color: $text-muted; }
        & > .resource-table--cursor { color: $text-accent; text-style: bold; }
        & > .resource-table--cursor-blurred { color: $text-muted; }
        & > .resource-table--marked { color: $text-accent; }
        & > .resource-table--hit { text-style: underline; }
        & > .resource-table--empty { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *move_bindings(LIST_MOVES),
        command_binding("list.mark", "mark('row')"),
    ]
    ALLOW_SELECT = False

    RowHighlighted = table_messages.RowHighlighted
    RowSelected = table_messages.RowSelected
    MarksChanged = table_messages.MarksChanged
    SortChanged = table_messages.SortChanged

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: Text | str = "",
        header: bool = True,
        glyphs: Glyphs = UNICODE,
        clear_key: str = "esc",
        markable: bool = True,
        id: str | None = None,  # noqa: A002 -- Textual's own name for it.
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._model = TableModel(columns)
        self._window = TableWindow(self._model)
        self._content = ContentWidths(columns)
        self._empty = empty
        self._header_lines = 1 if header else 0
        self._glyphs = glyphs
        self._clear_key = clear_key
        self._markable = markable
        self._hidden: frozenset[str] = frozenset()
        self._painter: RowPainter | None = None
        self._drawn: tuple[Line, ...] = ()

    @property
    def cursor_key(self) -> str | None:
        """The key of the row the cursor is on; None only where no row is shown."""
        return self._model.cursor_key

    @property
    def marked(self) -> frozenset[str]:
        """The keys of all marked rows, those that a filter hides among them."""
        return self._model.marked

    @property
    def position(self) -> tuple[int, int]:
        """The cursor's place counted from 1, 0 without one, and how many rows are shown."""
        index = self._model.cursor_index
        return (0 if index is None else index + 1), len(self._model.shown)

    @property
    def total(self) -> int:
        """How many rows there are, those that a filter hides among them."""
        return len(self._model.rows)

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys of the rows shown, in their order."""
        return tuple(row.key for row in self._model.shown)

    @property
    def rows_in_view(self) -> tuple[tuple[str, int], ...]:
        """The keys of the rows in the window, each with its line on the screen."""
        top = self.region.y + self._header_lines
        return tuple((line.row.key, top + number) for number, line in enumerate(self._drawn))

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, those that the width leaves out among them."""
        return self._model.columns

    def hide_columns(self, keys: Collection[str]) -> None:
        """Leave these columns out and show all others; filters and sorting still know them."""
        if self._hidden != frozenset(keys):
            self._hidden = frozenset(keys)
            self._redraw()

    @property
    def empty(self) -> Text | str:
        """What stands there while there are no rows at all: why, and which key helps."""
        return self._empty

    @empty.setter
    def empty(self, text: Text | str) -> None:
        if text != self._empty:
            self._empty = text
            if not self._model.rows:
                self._redraw()

    def set_look(self, glyphs: Glyphs) -> None:
        """Use other signs for cursor, mark and cut text."""
        self._glyphs = glyphs
        self._redraw()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on; the cursor stays on its key, the window where it is, what is equal stays drawn.

        A row that is the same object as before costs next to nothing, so hand over again what did not change.
        """
        cursor, before = self.cursor_key, self._model.rows
        with self._window.kept():
            self._model.set_rows(rows)
        if self._content.take(before, self._model.rows) or bool(before) != bool(self._model.rows):
            self._redraw()
        self._settle(cursor)

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row and bring it into view; False where it is not shown."""
        index = self._model.index_of(key)
        if index is None:
            return False
        self._move(index)
        return True

    @property
    def filter_text(self) -> str:
        """What a row must match to be shown; `tui.widgets.row_filter` says how it is read."""
        return self._model.filter.text

    @filter_text.setter
    def filter_text(self, text: str) -> None:
        if text != self.filter_text:
            cursor = self.cursor_key
            with self._window.kept():
                self._model.set_filter(text)
            self._redraw()
            self._settle(cursor)

    @property
    def sorting(self) -> tuple[str | None, bool]:
        """The column that sorts the rows, None for the order they came in, and whether it is reversed."""
        return self._model.sort_column, self._model.sort_reverse

    def sort_by(self, column: str | None, *, reverse: bool = False) -> None:
        """Sort by a column; None gives the order in which the rows came."""
        if self.sorting != (column, reverse):
            cursor = self.cursor_key
            self._model.sort_by(column, reverse=reverse)
            self._window.show_cursor()
            self._redraw()
            self._settle(cursor)
            self.post_message(self.SortChanged(self, column, reverse=reverse))

    def toggle_mark(self, key: str | None = None) -> None:
        """Mark a row, by default the one with the cursor, or take its mark away."""
        before = self.marked
        self._model.toggle_mark(self.cursor_key if key is None else key)
        self._marks_changed(before)

    def mark_range(self) -> None:
        """Mark all rows from the one marked last up to the cursor."""
        before = self.marked
        self._model.mark_range()
        self._marks_changed(before)

    def mark_all(self) -> None:
        """Mark all rows shown."""
        before = self.marked
        self._model.mark_all()
        self._marks_changed(before)

    def clear_marks(self) -> None:
        """Take all marks away."""
        before = self.marked
        self._model.clear_marks()
        self._marks_changed(before)

    def _marks_changed(self, before: frozenset[str]) -> None:
        if self.marked != before:
            self._repaint_changes()
            self.post_message(self.MarksChanged(self, self.marked))

    # Moving

    def _move(self, index: int) -> None:
        cursor = self.cursor_key
        self._model.move_to_index(index)
        self._window.show_cursor()
        self._settle(cursor)

    def _scroll_by(self, rows: int) -> None:
        self._window.scroll_by(rows)
        self._repaint_changes()

    def _settle(self, cursor: str | None) -> None:
        """Draw what changed, and tell when the cursor is on another key than it was."""
        self._repaint_changes()
        if self.cursor_key != cursor:
            self.post_message(self.RowHighlighted(self, self.cursor_key))

    def action_move(self, where: str) -> None:
        """Move the cursor up or down, a page up or down, or to the first or last row."""
        here, page = self._model.cursor_index or 0, self._window.page
        places = {
            "up": here - 1,
            "down": here + 1,
            "page up": here - page,
            "page down": here + page,
            "first": 0,
            "last": len(self._model.shown) - 1,
        }
        self._move(places[where])

    def action_select(self) -> None:
        """Open the row with the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.RowSelected(self, self.cursor_key))

    def action_mark(self, which: str) -> None:
        """Mark the row with the cursor or take its mark away, or mark a range up to it, or all rows shown."""
        {"row": self.toggle_mark, "range": self.mark_range, "all": self.mark_all}[which]()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys for marks to others where rows can't be marked."""
        if action == "mark" and not self._markable:
            return False
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click is; open the row on the second; sort by a heading."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y < self._header_lines:
            self._sort_at(offset.x)
            return
        index = self._window.top + offset.y - self._header_lines
        if index < len(self._model.shown):
            self._move(index)
            if event.chain == 2:
                self.action_select()

    def _sort_at(self, x: int) -> None:
        if not self._model.can_sort:
            return
        for place in self._ready_painter().places:
            if place.x <= x < place.x + place.width:
                column, reverse = self.sorting
                self.sort_by(place.column.key, reverse=column == place.column.key and not reverse)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window down."""
        event.stop()
        self._scroll_by(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window up."""
        event.stop()
        self._scroll_by(-WHEEL_LINES)

    # Drawing

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old styles."""
        super().notify_style_update()
        self._painter = None

    def on_resize(self) -> None:
        """Lay the columns out anew and keep the cursor in view."""
        with self._window.kept():
            self._window.page = max(1, self.size.height - self._header_lines)
        self._redraw()
        self._repaint_changes()

    def _redraw(self) -> None:
        """Draw everything anew: the layout, the styles or the hits are others."""
        self._painter = None
        self.refresh()

    def _repaint_changes(self) -> None:
        """Have those lines drawn that show something else than before."""
        before, self._drawn = self._drawn, self._window.lines()
        if self.total > MEASURED_AT_ONCE and self._content.see([line.row for line in self._drawn if line.row]):
            self._redraw()
            return
        for y, (old, new) in enumerate(zip_longest(before, self._drawn), self._header_lines):
            if old is None or new is None:
                self._refresh_line(y, self.size.width)
            elif not new.looks_like(old):
                only_cursor = new.shows_row_of(old)
                self._refresh_line(y, self._ready_painter().cursor_width if only_cursor else self.size.width)

    def _refresh_line(self, y: int, width: int) -> None:
        self.refresh(Region(0, y, width, 1))

    def _ready_painter(self) -> RowPainter:
        """Give the painter for the layout, theme and filter of now."""
        if self._painter is None or self._painter.focused != self.has_focus:
            width = self.size.width
            styles = [self._style(name) for name in _COMPONENTS]
            self._painter = RowPainter(
                places=lay_out(self.columns, self._content.widths, width, self._hidden),
                width=width,
                styles=TableStyles(self.rich_style, *styles),
                glyphs=self._glyphs,
                row_filter=self._model.filter,
                console=self.app.console,
                focused=self.has_focus,
                colours=not self.app.no_color,
            )
        return self._painter

    def _style(self, name: str) -> Style:
        # A hit is underlined in whatever colour stands there.
        return self.get_component_rich_style(f"resource-table--{name}", partial=name == "hit")

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        painter, y = self._ready_painter(), y - self._header_lines
        if y < 0:
            column, reverse = self.sorting
            return painter.header(column, "↓" if reverse else "↑")
        if y < len(self._drawn):
            return painter.line(self._drawn[y])
        told = fold(safe_text(self._message()), self.size.width - 1) if not self._drawn else []
        return painter.message(told[y]) if y < len(told) else painter.blank()

    def _message(self) -> Text | str:
        """Say why there are no rows."""
        if self._model.rows:
            return f"No match for “{self.filter_text}”; {self._clear_key} clears the filter"
        return self._empty
