"""A question with one safe answer: only `y` does it, everything else does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.screens.dialog import Dialog


class Question(Dialog[bool]):
    """Asks before something is done that can't simply be undone. Gives True for yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n,enter,escape,q", "answer(False)", "No", show=False),
        Binding("ctrl+c", "answer(False)", "No", show=False, priority=True),
    ]

    def __init__(self, title: str, lines: Sequence[str | Text], *, verb: str) -> None:
        """Ask *title*, name what it is about in *lines*; *verb* is what yes does."""
        super().__init__()
        self._title = title
        self._lines = lines
        self._verb = verb

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        body = Text("\n").join(line if isinstance(line, Text) else Text(line) for line in self._lines)
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Text(self._title)
            with VerticalScroll(can_focus=False):
                yield Static(body, markup=False)
            keys = [Text.assemble((key, "bold"), f" {does}") for key, does in self.answers()]
            yield Static(Text("   ").join(keys), classes="dialog-keys")

    def answers(self) -> Sequence[tuple[str, str]]:
        """The keys that answer, and what each does."""
        return ("y", self._verb), ("n", "don't")

    def action_answer(self, yes: bool) -> None:
        """Answer and close."""
        self.dismiss(yes)
