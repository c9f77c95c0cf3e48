"""Draws the rows of a table as strips, and remembers the strips it has drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.cache import LRUCache
from textual.strip import Strip

from tui.widgets.cells import fit, highlight, safe_text, without_colours
from tui.widgets.column_layout import GAP

if TYPE_CHECKING:
    from rich.console import Console

    from tui.presentation.palette import Glyphs
    from tui.widgets.column_layout import Place
    from tui.widgets.row_filter import RowFilter
    from tui.widgets.table_window import Line

KEPT_STRIPS = 256


class TableStyles(NamedTuple):
    """The styles of a table under the current theme."""

    base: Style
    header: Style
    cursor: Style
    cursor_blurred: Style
    marked: Style
    hit: Style
    empty: Style


class RowPainter:
    """Draws rows for one layout, theme and filter; when one of these changes another painter takes over."""

    def __init__(
        self,
        *,
        places: tuple[Place, ...],
        width: int,
        styles: TableStyles,
        glyphs: Glyphs,
        row_filter: RowFilter,
        console: Console,
        focused: bool,
        colours: bool,
    ) -> None:
        self.places = places
        self.focused = focused
        self._colours = colours
        self._width = width
        self._styles = styles
        self._glyphs = glyphs
        self._console = console
        self._matchers = {place.number: row_filter.matchers_in(place.column.key) for place in places}
        self._strips: LRUCache[tuple[str, bool, bool], tuple[Line, Strip]] = LRUCache(KEPT_STRIPS)

    @property
    def cursor_width(self) -> int:
        """How many cells of a line, from the left, look different with the cursor on it."""
        return self.places[0].x + self.places[0].width if self.places else self._width

    def line(self, line: Line) -> Strip:
        """Draw one line of the window."""
        key = (line.row.key, line.cursor, line.marked)
        kept = self._strips.get(key)
        if kept is not None and line.shows_row_of(kept[0]):
            return kept[1]
        strip = self._row(line)
        self._strips[key] = (line, strip)
        return strip

    def blank(self) -> Strip:
        """Draw what stands below the last row."""
        return Strip.blank(self._width, self._styles.base)

    def header(self, sort_column: str | None, arrow: str) -> Strip:
        """Draw the headings; the column that sorts has an arrow behind its heading."""
        parts: list[Text | str] = [" "]
        for place in self.places:
            heading = self._fit(Text(place.column.label), place)
            if place.column.key == sort_column:
                parts += [self._with_arrow(heading, arrow), " " * (GAP - 1)]
            else:
                parts += [heading, " " * GAP]
        return self._strip(parts, self._styles.header)

    def _with_arrow(self, heading: Text, arrow: str) -> Text:
        """Put the arrow right behind a heading, in the gap where the heading fills its column."""
        end = len(heading.plain.rstrip())
        return Text.assemble(heading[:end], arrow, heading[end:])

    def message(self, message: Text | str) -> Strip:
        """Draw one line that stands where rows would."""
        text = fit(safe_text(message), max(0, self._width - 1), ellipsis=self._glyphs.ellipsis)
        return self._strip([" ", text], self._styles.empty)

    def _row(self, line: Line) -> Strip:
        parts: list[Text | str] = [self._gutter(line)]
        for number, place in enumerate(self.places):
            cell = safe_text(line.cells[place.number])
            if not self._colours:
                cell = without_colours(cell, self._console)
            if number == 0 and line.cursor and self.focused:
                cell.style = self._styles.cursor
            cell = self._fit(cell, place)
            highlight(cell, self._matchers[place.number], self._styles.hit)
            parts += [cell, " " * GAP]
        return self._strip(parts, Style.null())

    def _fit(self, cell: Text, place: Place) -> Text:
        column = place.column
        return fit(cell, place.width, align=column.align, shrink=column.shrink, ellipsis=self._glyphs.ellipsis)

    def _gutter(self, line: Line) -> Text:
        cursor = self._styles.cursor if self.focused else self._styles.cursor_blurred
        match line.cursor, line.marked:
            case True, True:
                return Text(self._glyphs.mark, style=cursor + Style(reverse=True))
            case True, False:
                return Text(self._glyphs.cursor, style=cursor)
            case False, True:
                return Text(self._glyphs.mark, style=self._styles.marked)
            case _:
                return Text(" ")

    def _strip(self, parts: list[Text | str], style: Style) -> Strip:
        base = self._styles.base + style
        segments = [
            Segment(text, base + (own or Style.null()))
            for text, own, _ in Text.assemble(*parts, end="").render(self._console)
            if text
        ]
        return Strip(segments).simplify().adjust_cell_length(self._width, self._styles.base)
