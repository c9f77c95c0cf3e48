"""The line in which one types what to find in a definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class FindField(Horizontal):
    """Hidden until it is opened; says how many places there are."""

    DEFAULT_CSS = """
    FindField { height: 1; background: $panel; padding: 0 1; display: none; }
    FindField.-open { display: block; }
    FindField .label { width: auto; color: $text-muted; }
    FindField Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    """

    @dataclass
    class Typed(Message):
        """What to find has changed."""

        wanted: str

    @dataclass
    class Next(Message):
        """Enter was pressed: on to the next place."""

    def __init__(self) -> None:
        super().__init__()
        self._input = Input(compact=True, select_on_focus=True)
        self._count = Static(classes="label", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the word, the field and the count."""
        yield Static("Find  ", classes="label", markup=False)
        yield self._input
        yield self._count

    @property
    def is_open(self) -> bool:
        """True while it can be typed in."""
        return self.has_class("-open")

    def open(self, wanted: str) -> None:
        """Ask what to find, `wanted` to begin with."""
        self.add_class("-open")
        self._input.value = wanted
        self._input.focus()

    def close(self) -> None:
        """Hide."""
        self.remove_class("-open")

    def tell(self, count: str) -> None:
        """Say `count` at the end of the line."""
        self._count.update(f"  {count}" if count else "")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Next())
