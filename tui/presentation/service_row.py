"""A service's row. Of twenty thousand only those in the window are ever looked at, so all of it is made on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rich.text import Text

from tui.definitions.secrets import mask_text
from tui.presentation import ages, statuses
from tui.presentation.palette import Look
from tui.presentation.rows import Row
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.service import Service

MINUTE = 60


@dataclass(eq=False, slots=True)
class Scene:
    """What all rows share and what changes under them: how they look, and when."""

    now: datetime
    """The platform's time."""
    look: Look
    version: int = 0
    """Grows whenever cells have to be made again."""

    def change(self, now: datetime, look: Look) -> None:
        """Show the same rows in this look at this time; ages are told in minutes."""
        if look is not self.look or now.timestamp() // MINUTE != self.now.timestamp() // MINUTE:
            self.now, self.look = now, look
            self.version += 1


class ServiceRow(Row):
    """The row of one service in a scene; *doing* is the word for what is being done to it, *pinned* its log.

    Where all that is known of it is *remembered* the row has no colour that would speak of now. What is needed of every
    row of a fleet, to put it in order and to find it, is made at once; the rest when somebody looks.
    """

    def __init__(
        self,
        service: Service,
        scene: Scene,
        *,
        project: str,
        stack: str,
        doing: str | None = None,
        remembered: bool = False,
        pinned: bool = False,
    ) -> None:
        # Written past the frozen base: this is done for every service of a fleet.
        known = self.__dict__
        known["key"], known["service"], known["project"], known["stack"] = service.id, service, project, stack
        known["scene"], known["doing"], known["remembered"], known["pinned"] = scene, doing, remembered, pinned
        name = service.service_name
        known["worst_first"] = (
            f"{statuses.rank(service.status)}{0 if service.requires_recreate else 1}{name.casefold()}\0{service.id}"
        )
        words = (name, project, stack, service.status, self._image, service.short_id, service.message or "")
        search = " ".join(words)
        folded = search.casefold()
        known["search"], known["folded"] = search, search if folded == search else folded

    service: Service
    project: str
    stack: str
    scene: Scene
    doing: str | None
    remembered: bool
    pinned: bool
    worst_first: str
    """Where it stands in a list that has the worst first."""

    @cached_property
    def by_name(self) -> tuple[str, str]:
        """Where it stands in a list by name."""
        return self.service.service_name.casefold(), self.service.id

    @property
    def is_problem(self) -> bool:
        """True where somebody should look."""
        return statuses.is_problem(self.service)

    @property
    def look(self) -> Look:
        """How it looks."""
        return self.scene.look

    @property
    def cells(self) -> tuple[Text | str, ...]:
        """Name, project, stack, status, since, image, drift, message; the same objects until the scene changes."""
        known = self.__dict__
        if known.get("cells_of") != self.scene.version:
            cells = self._coloured
            if self.remembered:
                cells = tuple(Text(str(cell), style=self.look.palette.muted) for cell in cells)
            known["made"], known["cells_of"] = cells, self.scene.version
        made: tuple[Text | str, ...] = known["made"]
        return made

    @property
    def _coloured(self) -> tuple[Text | str, ...]:
        service, look = self.service, self.look
        return (
            Text.assemble(statuses.sign(service.status, look), " ", Text(plain(service.service_name)), self._pin),
            plain(self.project),
            plain(self.stack),
            statuses.word(service.status, look, doing=self.doing),
            Text(ages.age(service.status_set_at, self.scene.now), style=look.palette.muted),
            plain(self._image),
            statuses.drift(service, look),
            Text(
                plain(mask_text(service.message or "")),
                style=look.palette.bad if service.status == "error" else look.palette.muted,
            ),
        )

    def sort_value(self, place: int) -> Any:
        """What one column sorts by; nobody sorts by all of them."""
        service = self.service
        match place:
            case 0 | 1 | 2:
                return (service.service_name, self.project, self.stack)[place].casefold()
            case 3:
                return statuses.severity(service.status)
            case 4:
                return -service.status_set_at.timestamp()
            case 5:
                return self._image
            case 6:
                return not service.requires_recreate
            case _:
                return service.message or ""

    def text_in(self, place: int) -> str:
        """The text of one cell; those that can be told without making it are."""
        match place:
            case 0:
                return self.service.service_name
            case 1:
                return self.project
            case 2:
                return self.stack
            case 3:
                return self.doing or self.service.status
            case 5:
                return self._image
            case 6 if not self.service.requires_recreate:
                return ""
            case 7 if not self.service.message:
                return ""
            case _:
                return str(self.cells[place])

    def shown_in(self, place: int) -> str:
        """What one cell shows; most of it can be told without making the cells."""
        match place:
            case 0:
                return f"{statuses.glyph(self.service.status, self.look)} {plain(self.service.service_name)}"
            case 1 | 2 | 5:
                return plain(self.text_in(place))
            case 6 | 7 if not self.text_in(place):
                return ""
            case _:
                return str(self.cells[place])

    @property
    def _pin(self) -> Text:
        return Text(f" {self.look.glyphs.pin}" if self.pinned else "", style=self.look.palette.muted)

    @property
    def _image(self) -> str:
        return self.service.deployed_state.image or self.service.pending_state.image
