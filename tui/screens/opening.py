"""Opens the screens that stand over the main one, and goes where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import NEAR_A_SERVICE, Place
from tui.screens.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from tui.models.project import ProjectSummary
    from tui.screens.main import MainScreen


class Opening:
    """Opens screens on behalf of the main one. Each is imported when somebody needs it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def changes(self) -> None:
        """List what changed; when that is left, nothing of it is new any longer."""
        from tui.screens.changes import ChangesScreen

        app = self._screen.app

        def left(service_id: str | None) -> None:
            app.connecting.looked_at_changes()
            self._go_to_service(service_id)

        app.push_screen(ChangesScreen(self._screen, app.connecting.known.changes), left)

    def details(self) -> None:
        """Show everything about the highlighted service."""
        from tui.screens.details import DetailsScreen

        screen = self._screen
        if (service := screen.at_hand.service(screen.fleet)) is not None:
            screen.app.push_screen(DetailsScreen(screen, service))

    def domains(self) -> None:
        """List the domains of the highlighted project; where one is at a service, those that lead to it first."""
        from tui.screens.domains import DomainsScreen

        screen = self._screen
        near = screen.arrangement.place in NEAR_A_SERVICE
        service = screen.selection.service(screen.fleet) if near else None
        self._of_project(lambda main, project: DomainsScreen(main, project, service))

    def volumes(self) -> None:
        """List the volumes of the highlighted project."""
        from tui.screens.volumes import VolumesScreen

        self._of_project(VolumesScreen)

    def registries(self) -> None:
        """List the registries of the highlighted project."""
        from tui.screens.registries import RegistriesScreen

        self._of_project(RegistriesScreen)

    def jump(self) -> None:
        """Label everything in view, and go to what is typed."""
        from tui.screens.jump import JumpScreen, Spot

        screen = self._screen

        def left(spot: Spot | None) -> None:
            if spot is None:
                return
            if spot.place is Place.LOG:
                screen.log_area.make_current(int(spot.key or 0))
            elif spot.key is not None:
                screen.pane(spot.place).table.move_to(spot.key)
            screen.arrangement.go(spot.place)

        screen.app.push_screen(JumpScreen(screen), left)

    def _of_project(self, make: Callable[[MainScreen, ProjectSummary], Screen[None]]) -> None:
        screen = self._screen
        if (project := screen.selection.project(screen.fleet)) is not None:
            screen.app.push_screen(make(screen, project))

    def _go_to_service(self, service_id: str | None) -> None:
        screen = self._screen
        service = screen.fleet.service(service_id or "")
        if service is not None:
            screen.go_to(Selection(project_id=service.project_id, stack_id=service.stack_id, service_id=service.id))
            screen.arrangement.go(Place.SERVICES)
