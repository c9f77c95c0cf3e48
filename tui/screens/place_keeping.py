"""Opens the main screen where it was left, or where the command line says, and remembers where one is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.presentation.lists import ALL
from tui.presentation.texts import plain
from tui.screens.selection import Selection
from tui.settings import paths
from tui.state import whereabouts
from tui.state.refs import UnresolvedReferenceError, find_place
from tui.state.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tui.screens.main import MainScreen
    from tui.state.fleet import Fleet


class PlaceKeeping:
    """Keeps the place of the main screen from one run to the next, for each profile."""

    def __init__(self, screen: MainScreen, *, wanted: str | None) -> None:
        """Go to *wanted*, a reference, in place of where one was."""
        self._screen = screen
        self._wanted = wanted
        self._arrived = False
        self._offered = False

    def arrive(self, fleet: Fleet) -> None:
        """Go there once everything is known, and offer to continue once it was read; after that this does nothing."""
        if self._offered or not fleet.complete or not (fleet.projects or fleet.projects_forbidden):
            return
        if self._wanted is not None:
            self._offered = self._arrived = self._go_to_reference(fleet, self._wanted)
            return
        if not self._arrived and (known := whereabouts.load(_file(), self._screen.app.profile.name)) is not None:
            self._go_on(fleet, known)
        self._arrived = True
        if not fleet.is_remembered:
            self._offered = True
            self._screen.continuing.offer()

    @property
    def has_arrived(self) -> bool:
        """False until the fleet was seen."""
        return self._arrived

    def remember(self) -> None:
        """Write down where one is; before the fleet was seen there is nothing to remember."""
        if not self._arrived:
            return
        selection = self._screen.selection
        here = Whereabouts(
            project_id="" if selection.project_id == ALL else selection.project_id,
            stack_id="" if selection.stack_id == ALL else selection.stack_id,
            service_id=selection.service_id or "",
            only_problems=self._screen.only_problems,
            log_rows=self._screen.arrangement.log_rows,
        )
        whereabouts.save(_file(), self._screen.app.profile.name, here)

    def _go_to_reference(self, fleet: Fleet, reference: str) -> bool:
        """Go there, or say why not; False where it may yet be in what was not read again so far."""
        try:
            place = find_place(fleet, reference)
        except UnresolvedReferenceError as error:
            if fleet.is_remembered:
                return False
            self._screen.notify(plain(str(error)), severity="warning", timeout=12, markup=False)
            return True
        self._go(Selection(project_id=place.project_id, stack_id=place.stack_id or ALL, service_id=place.service_id))
        return True

    def _go_on(self, fleet: Fleet, known: Whereabouts) -> None:
        """What is gone by now falls back to what is around it."""
        project = known.project_id if known.project_id in fleet.projects else ALL
        stack = known.stack_id if known.stack_id in fleet.stacks else ALL
        service = known.service_id if fleet.service(known.service_id) else None
        self._screen.only_problems = known.only_problems
        self._screen.arrangement.log_rows = known.log_rows
        self._go(Selection(project_id=project, stack_id=stack, service_id=service))

    def _go(self, selection: Selection) -> None:
        if selection.stack_id == ALL and selection.project_id != ALL:
            selection = Selection().in_project(selection.project_id, self._screen.fleet)
        self._screen.go_to(selection)


def _file() -> Path:
    return paths.state_dir() / "place.json"
