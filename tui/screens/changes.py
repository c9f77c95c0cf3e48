"""What changed since the program was started, the newest first; from here one goes to the service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.presentation.changes import change_rows
from tui.presentation.texts import count, plain
from tui.screens.dialog import Modal
from tui.widgets.filter_field import FilterField
from tui.widgets.key_hints import KeyHints
from tui.widgets.resource_table import Column, ResourceTable
from tui.widgets.table_messages import RowSelected
from tui.widgets.watching import unwatch

if TYPE_CHECKING:
    from tui.screens.main import MainScreen
    from tui.state.changes import Change, ChangeLog

COLUMNS = (
    Column("when", "When", min_width=8),
    Column("new", "", width=3, priority=70),
    Column("service", "Service", min_width=7, max_width=32),
    Column("status", "What happened", min_width=18, max_width=30),
    Column("project", "Project", min_width=9, max_width=24, priority=60),
    Column("stack", "Stack", min_width=9, max_width=24, priority=30),
    Column("message", "Message", min_width=16, max_width=200, priority=50, grow=True),
)
KEYS = (("enter", "goes there"), ("/", "filters"), ("esc", "closes"))
EMPTY = "Nothing has changed since the program was started."


class ChangesScreen(Modal["str | None"]):
    """Lists what happened to services. Gives the id of the service to go to, None when nobody wants to go anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", "Out", show=False),
        Binding("q,a", "close", "Close", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]

    def __init__(self, main: MainScreen, log: ChangeLog) -> None:
        super().__init__()
        self._main = main
        self._log = log
        self._rows: dict[str, Change] = {}
        self._drawn = -1

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog large") as dialog:
            dialog.border_title = "What changed"
            yield ResourceTable(COLUMNS, markable=False, glyphs=self._main.app.look.glyphs, empty=EMPTY)
            yield FilterField()
            yield KeyHints(KEYS, classes="dialog-keys")

    def on_mount(self) -> None:
        """Show what there is, and go on with every new picture."""
        self.query_one(ResourceTable).focus()
        self._draw()
        self.watch(self._main, "fleet", self._draw, init=False)

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        unwatch(self._main, self)

    @on(RowSelected)
    def _selected(self, event: RowSelected) -> None:
        event.stop()
        change = self._rows[event.key]
        if self._main.fleet.service(change.service_id) is not None:
            self.dismiss(change.service_id)
        else:
            self.notify(f"{plain(change.service)} is gone.", severity="warning", markup=False)

    def action_filter(self) -> None:
        """Narrow the list by what is typed."""
        self.query_one(FilterField).open(self.query_one(ResourceTable))

    def action_out(self) -> None:
        """Show all again, else close."""
        table = self.query_one(ResourceTable)
        if table.filter_text:
            table.filter_text = ""
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close and stay where one was."""
        self.dismiss(None)

    def _draw(self) -> None:
        if self._log.version == self._drawn:
            return
        self._drawn = self._log.version
        session, changes, new = self._main.app.session, self._log.newest, self._log.unseen
        now = session.client.server_now() if session else datetime.now(UTC)
        rows = change_rows(changes, self._main.fleet, new=new, now=now, look=self._main.app.look)
        self._rows = {row.key: change for row, change in zip(rows, changes, strict=True)}
        self.query_one(ResourceTable).set_rows(rows)
        self.query_one(".dialog", Vertical).border_subtitle = f"{count(len(changes), 'change')}, {len(new)} new"
