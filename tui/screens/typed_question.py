"""A question that is answered by typing a name: for what is done in a protected project, or can't be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from tui.presentation.texts import plain
from tui.screens.dialog import Dialog

PROTECTED = "The project is protected: type "


class TypedQuestion(Dialog[bool]):
    """Asks for a name before something is done. Gives True when it was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "No", show=False),
        Binding("ctrl+c", "leave", "No", show=False, priority=True),
    ]

    AROUND = (6, 10)

    def __init__(
        self, title: str, lines: Sequence[str | Text], *, verb: str, names: Sequence[str], why: str = PROTECTED
    ) -> None:
        """Ask *title*, name what it is about in *lines*; one of *names*, behind *why*, does *verb*."""
        super().__init__()
        self._title = title
        self._lines = lines
        self._verb = verb
        self._names = names
        self._why = why

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        body = Text("\n").join(line if isinstance(line, Text) else Text(line) for line in self._lines)
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Text(self._title)
            with VerticalScroll(can_focus=False):
                yield Static(body, markup=False)
            yield Static(self._wanted(), id="wanted", classes="dialog-keys", markup=False)
            yield Input(id="name", compact=True)
            yield Static(
                Text.assemble(("enter", "bold"), f" {self._verb}   ", ("esc", "bold"), " don't"), classes="dialog-keys"
            )

    def on_mount(self) -> None:
        """Take what is typed right behind the key."""
        self.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip() in self._names:
            self.dismiss(True)
            return
        event.input.value = ""
        self.query_one("#wanted", Static).update(self._wanted("That was another name: type "))

    def _wanted(self, why: str = "") -> Text:
        shown = Text(" or ").join(Text(plain(name), style="bold") for name in self._names)
        return Text.assemble(why or self._why, shown)

    def action_leave(self) -> None:
        """Close without doing it."""
        self.dismiss(False)
