"""Everything about one service on one screen, kept up to date while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.client.errors import ApiError
from tui.presentation.details import Subject, sections
from tui.presentation.image_details import ImageAnswer
from tui.presentation.texts import plain
from tui.screens.labelled_lines import LabelledLines
from tui.state.actions import DOING
from tui.state.refs import path_of
from tui.widgets.watching import unwatch

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.presentation.entries import Entry, Section
    from tui.presentation.palette import Look
    from tui.screens.main import MainScreen

REVEALED_FOR = 10.0
"""Seconds for which secrets are shown."""


class DetailsScreen(LabelledLines):
    """Shows the service it was opened for, whatever is highlighted meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "reveal", "Show secrets", show=False, priority=True),
    ]
    KEYS = (("y", "copies"), ("/", "searches"), ("^r", "shows secrets"), ("esc", "closes"))

    def __init__(self, main: MainScreen, service: Service) -> None:
        super().__init__()
        self._main = main
        self._service = service
        """As it was last seen."""
        self._reference = path_of(main.fleet, service)
        self._image = ImageAnswer()
        self._reveal_timer: Timer | None = None

    def on_mount(self) -> None:
        """Show the service, and go on with every new picture; Textual mounts the lines as well."""
        self._ask_about_image()
        self.watch(self._main, "fleet", self._take, init=False)

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        unwatch(self._main, self)

    @property
    def look(self) -> Look:
        """As the main screen."""
        return self._main.app.look

    @property
    def is_revealed(self) -> bool:
        """True while secrets are shown."""
        return self._reveal_timer is not None

    def action_reveal(self) -> None:
        """Show secrets for a while, or hide them at once."""
        if self._reveal_timer is not None:
            self._hide()
            return
        self._reveal_timer = self.set_timer(REVEALED_FOR, self._hide)
        self.draw()

    def why_masked(self, entry: Entry) -> str:
        """Say how to see it."""
        return f"{entry.label} is masked. ^r shows it for ten seconds, and y copies it then."

    def _hide(self) -> None:
        if self._reveal_timer is not None:
            self._reveal_timer.stop()
            self._reveal_timer = None
            self.draw()

    def _take(self) -> None:
        service = self._main.fleet.service(self._service.id)
        if service is not None:
            self._service = service
            self._ask_about_image()
        self.draw()

    def draw(self) -> None:
        """Show the service as it is now."""
        super().draw()
        self._entitle()

    def sections(self) -> list[Section]:
        """All about the service."""
        main, session = self._main, self._main.app.session
        under_way = session.actions.under_way.get(self._service.id) if session else None
        subject = Subject(
            service=self._service,
            stack=main.fleet.stacks.get(self._service.stack_id),
            project=main.fleet.projects.get(self._service.project_id),
            reference=self._reference,
            look=main.app.look,
            now=main.now,
            changes=main.app.connecting.known.changes.of(self._service.id),
            image=self._image,
            doing=DOING[under_way] if under_way else None,
            revealed=self.is_revealed,
            remembered_for=main.remembered_for(self._service.stack_id),
        )
        return sections(subject)

    def _entitle(self) -> None:
        place = f" {self._main.app.look.glyphs.separator} ".join(plain(part) for part in self._reference.split("/"))
        gone = self._main.fleet.complete and self._main.fleet.service(self._service.id) is None
        notes = ["it is gone, this was last known"] if gone else []
        notes += ["secrets are shown for ten seconds"] if self.is_revealed else []
        self.entitle(f"Details  {place}", notes)

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
        self.draw()
