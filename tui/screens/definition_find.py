"""Finds a text in the definition that is being edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.definitions.find import find_all, next_index

if TYPE_CHECKING:
    from tui.widgets.definition_editor import DefinitionEditor
    from tui.widgets.find_field import FindField


class Finding:
    """What is looked for, and where one is in it."""

    def __init__(self, editor: DefinitionEditor, field: FindField) -> None:
        self._editor = editor
        self.field = field
        """Where one types it."""
        self._wanted = ""
        self._origin = (0, 0)

    @property
    def is_open(self) -> bool:
        """True while one can type what to find."""
        return self.field.is_open

    def open(self) -> None:
        """Ask what to find: what is selected, else what was looked for last."""
        self._editor.dismiss_suggestion()
        wanted = self._wanted
        if not self.is_open:
            self._origin = min(self._editor.selection)
            selected = self._editor.selected_text
            wanted = selected if selected and "\n" not in selected else wanted
        self._wanted = wanted
        self.field.open(wanted)
        self._look()

    def close(self) -> None:
        """Go back to the text; the cursor stays where something was found last."""
        self.field.close()
        self._editor.show_found(())
        self._editor.focus()

    def look_for(self, wanted: str) -> None:
        """Mark all places where `wanted` stands and go to the first one from where one came."""
        if self.is_open and wanted != self._wanted:
            self._wanted = wanted
            self._look()

    def step(self, step: int) -> None:
        """Go to the next place, or to the one before; asks what to find when nothing was looked for yet."""
        if not self._wanted:
            self.open()
            return
        self._editor.dismiss_suggestion()
        self._go(*min(self._editor.selection), step=step)
        self._origin = min(self._editor.selection)

    def look_again(self) -> None:
        """Mark what is found after the text has changed."""
        if self.is_open:
            found = find_all(self._editor.document.lines, self._wanted)
            self._editor.show_found(found)
            self._tell(None, len(found))

    def _look(self) -> None:
        if not self._go(*self._origin, step=0):
            self._editor.move_cursor(self._origin, center=True)

    def _go(self, row: int, column: int, *, step: int) -> bool:
        found = find_all(self._editor.document.lines, self._wanted)
        self._editor.show_found(found if self.is_open else ())
        index = next_index(found, row, column, step=step) if found else None
        if index is not None:
            self._editor.select_found(found[index])
        self._tell(index, len(found))
        return index is not None

    def _tell(self, index: int | None, number: int) -> None:
        if not number:
            self.field.tell("not found" if self._wanted else "")
        elif index is None:
            self.field.tell(f"{number:,}")
        else:
            self.field.tell(f"{index + 1:,} of {number:,}")
