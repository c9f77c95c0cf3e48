"""The footer: the keys that mean something where the focus is; each can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message

from tui.widgets.line_bar import LineBar


class Hint(NamedTuple):
    """One entry of the footer."""

    command: str
    """The id of the command."""
    key: str
    label: str
    dimmed: bool = False
    """True when it can't be done right now."""


class KeyBar(LineBar):
    """Shows as many hints as fit, those at the end (help and quit) always."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label", "key-bar--dimmed"}

    DEFAULT_CSS = """
    KeyBar { background: $panel; }
    KeyBar .key-bar--key { color: $foreground; text-style: bold; }
    KeyBar .key-bar--label { color: $foreground-muted; }
    KeyBar .key-bar--dimmed { color: $foreground-disabled; }
    """

    @dataclass(eq=False)
    class Pressed(Message):
        """A hint was clicked."""

        command: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- the name Textual gives it
        super().__init__(id=id)
        self._hints: tuple[Hint, ...] = ()
        self._spots: list[tuple[int, int, str]] = []

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Show these, as far as there is room."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._draw()

    def on_resize(self) -> None:
        """Fit the hints to the new width."""
        self._draw()

    def notify_style_update(self) -> None:
        """Take the colours of a new theme, which the parts have only after this."""
        super().notify_style_update()
        self.call_later(self._draw)

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint under the pointer says."""
        for start, end, command in self._spots:
            if start <= event.x < end:
                self.post_message(self.Pressed(command))

    def _draw(self) -> None:
        if not self.size.width:
            return
        line, self._spots = Text(" ", no_wrap=True, end=""), []
        for hint in self._fitting():
            start = line.cell_len
            dim = hint.dimmed
            line.append(
                hint.key, self.get_component_rich_style("key-bar--dimmed" if dim else "key-bar--key", partial=True)
            )
            line.append(" ")
            line.append(
                hint.label, self.get_component_rich_style("key-bar--dimmed" if dim else "key-bar--label", partial=True)
            )
            self._spots.append((start, line.cell_len, hint.command))
            line.append("  ")
        self.show(line)

    def _fitting(self) -> list[Hint]:
        room = self.size.width - 1
        needed = [cell_len(hint.key) + cell_len(hint.label) + 3 for hint in self._hints]
        kept = list(self._hints)
        while kept and sum(needed) > room and len(kept) > 1:
            index = max(0, len(kept) - 3)
            del kept[index], needed[index]
        return kept
