"""The help: every key and what the signs mean, made from the commands' own declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.commands.command import Command, Group, Place
from tui.commands.keymap import EVERYTHING, Keymap
from tui.commands.moves import Move
from tui.presentation.palette import Look
from tui.screens.dialog import Modal


class HelpScreen(Modal[None]):
    """Shows what every key does; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", "Close", show=False),
        Binding("j,down", "down", "Down", show=False),
        Binding("k,up", "up", "Up", show=False),
    ]

    def __init__(self, look: Look, keymap: Keymap, *, line: str = "") -> None:
        """Show the keys of *keymap*, and *line*: a sentence on the line to the terminal."""
        super().__init__()
        self._look = look
        self._keymap = keymap
        self._line = line

    def compose(self) -> ComposeResult:
        """Lay out the help."""
        with Vertical(classes="dialog help") as dialog:
            dialog.border_title = "Help"
            with VerticalScroll():
                yield Static(self._signs())
                for group in Group:
                    yield Static(Text(group.value, style="bold"), classes="help-heading")
                    yield Static(_table(self._rows(group)))
                if self._line:
                    yield Static("Line", classes="help-heading", markup=False)
                    yield Static(self._line, markup=False)
            yield Static(Text.assemble(("esc", "bold"), " closes"), classes="dialog-keys")

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def _rows(self, group: Group) -> Iterable[tuple[str, str]]:
        for each in EVERYTHING.values():
            if (each.group if isinstance(each, Command) else _group(each)) is group:
                yield self._keymap.all_shown(each.id), each.help

    def _signs(self) -> Text:
        glyphs, palette = self._look.glyphs, self._look.palette
        signs = (
            (glyphs.running, palette.good, "running"),
            (glyphs.moving, palette.moving, "on the way"),
            (glyphs.error, palette.bad, "broken"),
            (glyphs.stopped, palette.muted, "stopped"),
            (glyphs.drift, palette.moving, "changed, recreate to apply"),
            (glyphs.pin, palette.muted, "log pinned"),
        )
        return Text("   ").join(Text.assemble((glyph, style), f" {word}") for glyph, style, word in signs)


def _group(move: Move) -> Group:
    return Group.LOG if Place.LOG in move.where else Group.LIST


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", min_width=12, no_wrap=True)
    table.add_column()
    for key, text in rows:
        table.add_row(Text(key), Text(text))
    return table
