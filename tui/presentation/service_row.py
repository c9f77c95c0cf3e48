"""A service's row. Of twenty thousand only those in the window are ever looked at, so all of it is made on demand."""

from __future__ import annotations

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


class ServiceRow(Row):
    """The row of one service, as of *now*; *doing* is the word for what is being done to it.

    Where all that is known of it is *remembered* the row has no colour that would speak of now.
    """

    def __init__(
        self,
        service: Service,
        *,
        project: str,
        stack: str,
        now: datetime,
        look: Look,
        doing: str | None = None,
        remembered: bool = False,
    ) -> None:
        # Written past the frozen base: this is done for every service of a fleet.
        known = self.__dict__
        known["key"], known["service"], known["project"], known["stack"] = service.id, service, project, stack
        known["now"], known["look"], known["doing"], known["remembered"] = now, look, doing, remembered

    service: Service
    project: str
    stack: str
    now: datetime
    look: Look
    doing: str | None
    remembered: bool

    @cached_property
    def worst_first(self) -> tuple[int, bool, str, str]:
        """Where it stands in a list that has the worst first."""
        service = self.service
        return statuses.rank(service.status), not service.requires_recreate, *self.by_name

    @cached_property
    def by_name(self) -> tuple[str, str]:
        """Where it stands in a list by name."""
        return self.service.service_name.casefold(), self.service.id

    @property
    def is_problem(self) -> bool:
        """True where somebody should look."""
        return statuses.is_problem(self.service)

    @cached_property
    def cells(self) -> tuple[Text | str, ...]:
        """Name, project, stack, status, since, image, drift, message."""
        cells = self._coloured
        if not self.remembered:
            return cells
        return tuple(Text(str(cell), style=self.look.palette.muted) for cell in cells)

    @property
    def _coloured(self) -> tuple[Text | str, ...]:
        service, look = self.service, self.look
        return (
            Text.assemble(statuses.sign(service.status, look), " ", Text(plain(service.service_name))),
            plain(self.project),
            plain(self.stack),
            statuses.word(service.status, look, doing=self.doing),
            Text(ages.age(service.status_set_at, self.now), style=look.palette.muted),
            plain(self._image),
            statuses.drift(service, look),
            Text(
                plain(mask_text(service.message or "")),
                style=look.palette.bad if service.status == "error" else look.palette.muted,
            ),
        )

    @cached_property
    def sort(self) -> tuple[Any, ...]:
        """What each column sorts by."""
        service = self.service
        return (
            service.service_name.casefold(),
            self.project.casefold(),
            self.stack.casefold(),
            statuses.severity(service.status),
            -service.status_set_at.timestamp(),
            self._image,
            not service.requires_recreate,
            service.message or "",
        )

    @cached_property
    def search(self) -> str:
        """All that a filter looks in."""
        service = self.service
        words = (service.service_name, self.project, self.stack, service.status, self._image, service.short_id)
        return " ".join((*words, service.message or ""))

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
            case _:
                return str(self.cells[place])

    @property
    def _image(self) -> str:
        return self.service.deployed_state.image or self.service.pending_state.image
