"""A screen of labelled values in sections, one line after the other, that can be searched and copied from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.presentation.entries import Entry, Line, Section, lay_out
from tui.screens.dialog import Modal
from tui.widgets.column_layout import GUTTER
from tui.widgets.filter_field import FilterField
from tui.widgets.key_hints import KeyHints
from tui.widgets.resource_table import Column, ResourceTable

if TYPE_CHECKING:
    from tui.presentation.palette import Look

REDRAW_AGES = 30.0
"""Seconds between two looks at the ages."""
LINES = (Column("line", "", max_width=1000, grow=True),)


class LabelledLines(Modal[None]):
    """Shows what `sections` gives, and again at each `draw`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", "Out", show=False),
        Binding("q,d", "close", "Close", show=False),
        Binding("slash", "filter", "Search", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("y", "copies"), ("/", "searches"), ("esc", "closes"))
    """The keys told at the bottom, each with what it does."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, Line] = {}

    def sections(self) -> Sequence[Section]:
        """What there is to show now."""
        raise NotImplementedError

    @property
    def look(self) -> Look:
        """How it is drawn."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the lines and the keys."""
        with Vertical(classes="dialog large"):
            yield ResourceTable(LINES, header=False, markable=False, glyphs=self.look.glyphs)
            yield FilterField()
            yield KeyHints(self.KEYS, classes="dialog-keys")

    def on_mount(self) -> None:
        """Take the keys, and keep the ages fresh."""
        self.table.focus()
        self.set_interval(REDRAW_AGES, self.draw)

    def on_resize(self) -> None:
        """Lay the lines out for the new width, once the layout has it."""
        self.call_after_refresh(self.draw)

    @property
    def table(self) -> ResourceTable:
        """The lines."""
        return self.query_one(ResourceTable)

    def draw(self) -> None:
        """Show what there is now; the cursor stays on its line."""
        width = self.table.size.width - GUTTER - 1
        if width < 1:
            return
        lines = lay_out(self.sections(), width, self.look)
        self._lines = {line.row.key: line for line in lines}
        self.table.set_rows([line.row for line in lines])

    def entitle(self, title: str, notes: Sequence[str] = ()) -> None:
        """Put *title* into the upper border and *notes* into the lower one; neither is read as markup."""
        dialog = self.query_one(".dialog", Vertical)
        dialog.border_title = Text(title)
        dialog.border_subtitle = Text(", ".join(notes))

    def action_filter(self) -> None:
        """Show only the lines that contain what is typed."""
        self.query_one(FilterField).open(self.table)

    def action_out(self) -> None:
        """Show all lines again, else close."""
        if self.table.filter_text:
            self.table.filter_text = ""
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the value of the line with the cursor, unless it is masked."""
        line = self._lines.get(self.table.cursor_key or "")
        entry = line.entry if line else None
        if line is None or entry is None or not (line.copy or entry.is_masked):
            self.notify("There is nothing to copy in this line.", severity="warning", markup=False)
        elif entry.is_masked:
            self.notify(self.why_masked(entry), severity="warning", markup=False)
        else:
            self.app.copy_to_clipboard(line.copy)
            self.notify(f"Copied {entry.label.strip() or 'it'}", markup=False)

    def why_masked(self, entry: Entry) -> str:
        """What to say where the value of *entry* is hidden, and so not copied."""
        return f"{entry.label} is masked."
