"""Everything about one service on one screen, kept up to date while it is open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from tui.client.errors import ApiError
from tui.presentation.details import Subject, sections
from tui.presentation.entries import Line, lay_out
from tui.presentation.image_details import ImageAnswer
from tui.presentation.texts import plain
from tui.state.actions import DOING
from tui.state.refs import path_of
from tui.widgets.column_layout import GUTTER
from tui.widgets.filter_field import FilterField
from tui.widgets.resource_table import Column, ResourceTable

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.screens.main import MainScreen

REVEALED_FOR = 10.0
"""Seconds for which secrets are shown."""
REDRAW_AGES = 30.0
"""Seconds between two looks at the ages."""
LINES = (Column("line", "", max_width=1000, grow=True),)
KEYS = (("y", "copies"), ("/", "searches"), ("^r", "shows secrets"), ("esc", "closes"))


class DetailsScreen(ModalScreen[None]):
    """Shows the service it was opened for, whatever is highlighted meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", "Out", show=False),
        Binding("q,d", "close", "Close", show=False),
        Binding("slash", "filter", "Search", show=False),
        Binding("ctrl+r", "reveal", "Show secrets", show=False, priority=True),
        Binding("y", "copy", "Copy", show=False),
    ]

    def __init__(self, main: MainScreen, service: Service) -> None:
        super().__init__()
        self._main = main
        self._service = service
        """As it was last seen."""
        self._reference = path_of(main.fleet, service)
        self._image = ImageAnswer()
        self._lines: dict[str, Line] = {}
        self._reveal_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the lines and the keys."""
        with Vertical(classes="dialog large"):
            yield ResourceTable(LINES, header=False, markable=False, glyphs=self._main.app.look.glyphs)
            yield FilterField()
            yield Static(
                Text("   ").join(Text.assemble((key, "bold"), f" {what}") for key, what in KEYS),
                classes="dialog-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """Show the service, and go on with every new picture."""
        self.table.focus()
        self._ask_about_image()
        self.watch(self._main, "fleet", self._take, init=False)
        self.set_interval(REDRAW_AGES, self._draw)

    def on_resize(self) -> None:
        """Lay the lines out for the new width, once the layout has it."""
        self.call_after_refresh(self._draw)

    @property
    def table(self) -> ResourceTable:
        """The lines."""
        return self.query_one(ResourceTable)

    @property
    def is_revealed(self) -> bool:
        """True while secrets are shown."""
        return self._reveal_timer is not None

    def action_filter(self) -> None:
        """Show only the lines that contain what is typed."""
        self.query_one(FilterField).open(self.table)

    def action_out(self) -> None:
        """Show all lines again, else close."""
        if self.table.filter_text:
            self.table.filter_text = ""
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_reveal(self) -> None:
        """Show secrets for a while, or hide them at once."""
        if self._reveal_timer is not None:
            self._hide()
            return
        self._reveal_timer = self.set_timer(REVEALED_FOR, self._hide)
        self._draw()

    def action_copy(self) -> None:
        """Copy the value of the line with the cursor, unless it is masked."""
        line = self._lines.get(self.table.cursor_key or "")
        entry = line.entry if line else None
        if line is None or entry is None or not (line.copy or entry.is_masked):
            self.notify("There is nothing to copy in this line.", severity="warning", markup=False)
        elif entry.is_masked:
            told = f"{entry.label} is masked. ^r shows it for ten seconds, and y copies it then."
            self.notify(told, severity="warning", markup=False)
        else:
            self.app.copy_to_clipboard(line.copy)
            self.notify(f"Copied {entry.label.strip() or 'it'}", markup=False)

    def _hide(self) -> None:
        if self._reveal_timer is not None:
            self._reveal_timer.stop()
            self._reveal_timer = None
            self._draw()

    def _take(self) -> None:
        service = self._main.fleet.service(self._service.id)
        if service is not None:
            self._service = service
            self._ask_about_image()
        self._draw()

    def _draw(self) -> None:
        width = self.table.size.width - GUTTER - 1
        if width < 1:
            return
        main, session = self._main, self._main.app.session
        under_way = session.actions.under_way.get(self._service.id) if session else None
        subject = Subject(
            service=self._service,
            stack=main.fleet.stacks.get(self._service.stack_id),
            project=main.fleet.projects.get(self._service.project_id),
            reference=self._reference,
            look=main.app.look,
            now=session.client.server_now() if session else datetime.now(UTC),
            changes=main.app.connecting.known.changes.of(self._service.id),
            image=self._image,
            doing=DOING[under_way] if under_way else None,
            revealed=self.is_revealed,
        )
        lines = lay_out(sections(subject), width, main.app.look)
        self._lines = {line.row.key: line for line in lines}
        self.table.set_rows([line.row for line in lines])
        self._entitle()

    def _entitle(self) -> None:
        dialog = self.query_one(".dialog", Vertical)
        place = f" {self._main.app.look.glyphs.separator} ".join(plain(part) for part in self._reference.split("/"))
        gone = self._main.fleet.complete and self._main.fleet.service(self._service.id) is None
        dialog.border_title = Text(f"Details  {place}")
        notes = ["it is gone, this was last known"] if gone else []
        notes += ["secrets are shown for ten seconds"] if self.is_revealed else []
        dialog.border_subtitle = Text(", ".join(notes))

    def _ask_about_image(self) -> None:
        """Ask once for each image the service had while this is open: it is what runs that counts."""
        reference = self._service.deployed_state.image or self._service.pending_state.image
        if reference and reference != self._image.reference:
            self._image = ImageAnswer(reference=reference)
            self.run_worker(self._read_image(reference), group="image", name="read the image", exclusive=True)

    async def _read_image(self, reference: str) -> None:
        session = self._main.app.session
        if session is None:
            self._image = ImageAnswer(reference=reference, problem="There is no connection to ask over.")
        else:
            try:
                config = await session.client.images.config(reference, project_id=self._service.project_id)
                self._image = ImageAnswer(reference=reference, config=config)
            except ApiError as error:
                self._image = ImageAnswer(reference=reference, problem=error.message)
        self._draw()
