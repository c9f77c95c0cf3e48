"""Asks for a token where none is found or the platform refuses it; what is open stays."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from tui.presentation.texts import plain
from tui.screens.dialog import Dialog
from tui.settings import Token


class TokenScreen(Dialog[Token | None]):
    """Gives the token that was typed, or None when nobody wants to type one. It is kept in memory only."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Not now", show=False)]

    AROUND = (4, 8)

    def __init__(self, profile: str, why: str) -> None:
        super().__init__()
        self._profile = profile
        self._why = why

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Text(f"Token for {plain(self._profile)}")
            with VerticalScroll(can_focus=False):
                yield Static(Text(self._why))
                yield Static("It is used until the program ends and is not written down.", classes="dialog-note")
            yield Input(password=True, placeholder="paste a token", id="token", compact=True)
            yield Static(
                Text.assemble(("enter", "bold"), " connects   ", ("esc", "bold"), " not now"), classes="dialog-keys"
            )

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if text:
            self.dismiss(Token(text))

    def action_close(self) -> None:
        """Close without a token."""
        self.dismiss(None)
