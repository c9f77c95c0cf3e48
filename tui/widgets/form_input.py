"""What is typed in: any text is shown as it is, and nothing in it acts on the terminal."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Input, TextArea

from tui.presentation.texts import plain


class FormInput(Input):
    """An input of one row. What is typed in a password is shown and copied nowhere."""

    DEFAULT_CSS = """
    FormInput { width: 1fr; background: $panel; padding: 0; }
    FormInput:focus { background-tint: $foreground 0%; }
    """

    def __init__(self, value: str = "", *, password: bool = False, ascii_only: bool = False) -> None:
        super().__init__(value, password=password, compact=True, select_on_focus=False)
        self.cursor_blink = False  # an idle screen sends nothing
        self._dot = "*" if ascii_only else "\N{BULLET}"

    @property
    def _value(self) -> Text:
        """The value as it is shown, of as many characters as it has."""
        shown = (self._dot if self.password else _visible(character) for character in self.value)
        return Text("".join(shown), no_wrap=True, overflow="ignore", end="")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave enter to the form: a message that it was pressed would come after the keys behind it."""
        return action != "submit" and super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Copy what is selected, unless it is a password."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected; a password is taken away without being copied."""
        if self.password:
            self.delete_selection()
        else:
            super().action_cut()


class FormLines(TextArea):
    """Several lines; tab goes on to the next field."""

    DEFAULT_CSS = """
    FormLines { width: 1fr; height: 4; border: none; padding: 0; background: $panel; }
    FormLines:focus { border: none; }
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, tab_behavior="focus")
        self.cursor_blink = False

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown, of as many characters as it has."""
        line = super().get_line(line_index)
        line.plain = "".join(_visible(character) for character in self.document.get_line(line_index))
        return line


def _visible(character: str) -> str:
    """A character that could move or hide what is beside it as one that stands still."""
    return character if plain(character) == character else "\N{REPLACEMENT CHARACTER}"
