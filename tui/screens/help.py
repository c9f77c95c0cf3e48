"""The help: every key and what the signs mean, made from the commands' own declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands.catalogue import COMMANDS
from tui.commands.command import Group, shown_key
from tui.presentation.palette import Look

MOVING = (
    ("↑ ↓ j k", "Move one row."),
    ("g G", "Go to the first or the last row."),
    ("page up, page down", "Move a page."),
    ("enter", "Go in: to the stacks, to the services, to the log."),
    ("V, *", "Mark all rows up to here; mark all rows shown."),
)


class HelpScreen(ModalScreen[None]):
    """Shows what every key does; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", "Close", show=False),
        Binding("j,down", "down", "Down", show=False),
        Binding("k,up", "up", "Up", show=False),
    ]

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """Lay out the help."""
        with Vertical(classes="dialog help") as dialog:
            dialog.border_title = "Help"
            with VerticalScroll():
                yield Static(self._signs())
                for group in Group:
                    yield Static(Text(group.value, style="bold"), classes="help-heading")
                    yield Static(_table(_rows(group)))
            yield Static(Text.assemble(("esc", "bold"), " closes"), classes="dialog-keys")

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def _signs(self) -> Text:
        glyphs, palette = self._look.glyphs, self._look.palette
        signs = (
            (glyphs.running, palette.good, "running"),
            (glyphs.moving, palette.moving, "on the way"),
            (glyphs.error, palette.bad, "broken"),
            (glyphs.stopped, palette.muted, "stopped"),
            (glyphs.drift, palette.moving, "changed, recreate to apply"),
        )
        return Text("   ").join(Text.assemble((glyph, style), f" {word}") for glyph, style, word in signs)


def _rows(group: Group) -> Iterable[tuple[str, str]]:
    for command in COMMANDS:
        if command.group is group:
            yield " ".join(shown_key(key) for key in command.keys), command.help
    if group is Group.LIST:
        yield from MOVING


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", min_width=12, no_wrap=True)
    table.add_column()
    for key, text in rows:
        table.add_row(Text(key), Text(text))
    return table
