"""The profiles: which there are, and the way to another one without leaving."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.presentation.profiles import offers, profile_rows
from tui.presentation.texts import plain
from tui.screens.dialog import Dialog
from tui.widgets.resource_table import Column, ResourceTable
from tui.widgets.table_messages import RowSelected

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.presentation.palette import Look
    from tui.settings import Profile, Settings

COLUMNS = (
    Column("name", "Name", min_width=8, max_width=24),
    Column("where", "Platform", min_width=12, max_width=60, priority=80, shrink="middle"),
    Column("notes", "", min_width=9, max_width=200, priority=90, grow=True),
)


class ProfilesScreen(Dialog["Profile | None"]):
    """Lists the profiles. Gives the one that was chosen, None when all stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,P", "close", "Close", show=False)]

    def __init__(self, settings: Settings, current: Profile, look: Look, *, read_only: bool) -> None:
        """List the profiles of *settings*; *read_only* is what the command line wants for all of them."""
        super().__init__()
        self._current = current
        self._look = look
        self._offers = offers(settings, current, read_only=read_only, environ=os.environ)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog wide") as dialog:
            dialog.border_title = "Profiles"
            yield ResourceTable(COLUMNS, markable=False, glyphs=self._look.glyphs)
            yield Static(
                Text.assemble(("enter", "bold"), " switches   ", ("esc", "bold"), " closes"), classes="dialog-keys"
            )

    def on_mount(self) -> None:
        """Start at the profile that is shown now."""
        table = self.query_one(ResourceTable)
        table.set_rows(profile_rows(self._offers, self._current, self._look))
        table.move_to(self._current.name)
        table.focus()

    def on_resize(self) -> None:
        """Show as many profiles as there is room for."""
        self.query_one(ResourceTable).styles.height = min(len(self._offers) + 1, self.room)

    @on(RowSelected)
    def _selected(self, event: RowSelected) -> None:
        event.stop()
        offer = next(offer for offer in self._offers if offer.name == event.key)
        if offer.profile is None:
            self.notify(plain(offer.problem), severity="warning", timeout=12, markup=False)
        else:
            self.dismiss(None if offer.profile is self._current else offer.profile)

    def action_close(self) -> None:
        """Close and stay with the profile that is shown."""
        self.dismiss(None)
