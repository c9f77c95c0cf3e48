"""What each command does on the main screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.commands.command import LISTS, Place
from tui.presentation.texts import plain
from tui.screens.columns import next_sorting
from tui.screens.log_commands import LogCommands
from tui.screens.opening import Opening
from tui.screens.service_actions import ServiceActions
from tui.screens.stack_commands import StackCommands
from tui.state.actions import ActionKind
from tui.state.refs import path_of
from tui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.screens.main import MainScreen
    from tui.screens.panes import ListPane


class MainCommands:
    """Does what the commands say, with those who know how."""

    def __init__(self, screen: MainScreen, *, actions: ServiceActions, log: LogCommands, opening: Opening) -> None:
        self._screen = screen
        self._actions = actions
        self._stacks = StackCommands(screen)
        self._log = log
        self._opening = opening

    def by_id(self) -> dict[str, Callable[[], object]]:
        """What each command does, by the command's id."""
        screen, log, go = self._screen, self._log, self._screen.arrangement
        app = screen.app
        return {
            "service.toggle": lambda: self._actions.toggle(self._targets(), screen.fleet),
            "service.restart": lambda: self._act(ActionKind.RESTART),
            "service.recreate": lambda: self._act(ActionKind.RECREATE),
            "service.pull": lambda: self._act(ActionKind.PULL),
            "service.copy": self._copy,
            "service.details": self._opening.details,
            "stack.edit": self._edit,
            "project.domains": self._opening.domains,
            "project.volumes": self._opening.volumes,
            "stack.create": self._stacks.create,
            "stack.rename": self._stacks.rename,
            "stack.schedule": self._stacks.schedule,
            "stack.delete": self._stacks.delete,
            "project.registries": self._opening.registries,
            "log.screen": self._toggle_full_log,
            "log.pin": lambda: screen.together.toggle_pin(self._targets()),
            "log.together": log.switch,
            **log.handlers(),
            "log.taller": lambda: go.resize_log(2),
            "log.shorter": lambda: go.resize_log(-2),
            "list.filter": self._filter,
            "list.sort": self._sort,
            "list.reverse": self._reverse,
            "list.problems": lambda: setattr(screen, "only_problems", not screen.only_problems),
            "list.mark": screen.pane(Place.SERVICES).table.toggle_mark,
            "pane.projects": lambda: go.go(Place.PROJECTS),
            "pane.stacks": lambda: go.go(Place.STACKS),
            "pane.services": lambda: go.go(Place.SERVICES),
            "pane.log": self._go_to_log,
            "pane.jump": self._opening.jump,
            "pane.next": lambda: go.step(1),
            "pane.previous": lambda: go.step(-1),
            "pane.out": self._out,
            "program.refresh": self._refresh_everything,
            "program.theme": app.switch_theme,
            "program.palette": app.action_command_palette,
            "program.changes": self._opening.changes,
            "program.profiles": app.choose_profile,
            "program.help": app.show_help,
            "program.quit": app.leave,
        }

    def _targets(self) -> list[Service]:
        marked = self._screen.pane(Place.SERVICES).table.marked
        if marked:
            found = (self._screen.fleet.service(service_id) for service_id in marked)
            return sorted(filter(None, found), key=lambda service: (service.service_name, service.id))
        service = self._screen.at_hand.service(self._screen.fleet)
        return [service] if service else []

    def _act(self, kind: ActionKind) -> None:
        self._actions.ask(kind, self._targets(), self._screen.fleet)

    def _copy(self) -> None:
        service = self._screen.selection.service(self._screen.fleet)
        if service is None:
            return
        reference = path_of(self._screen.fleet, service)
        self._screen.app.copy_to_clipboard(reference)
        self._screen.notify(f"Copied {plain(reference)}", markup=False)

    def _edit(self) -> None:
        screen = self._screen
        on_service = screen.arrangement.place in (Place.SERVICES, Place.LOG)
        service = screen.at_hand.service(screen.fleet) if on_service else None
        screen.editing.edit(screen.at_hand.stack(screen.fleet), screen.fleet, service)

    def _toggle_full_log(self) -> None:
        screen = self._screen
        if not screen.has_class("log-full"):
            in_log = screen.arrangement.place is Place.LOG
            screen.together.fill_screen_with(None if in_log else screen.selection.service(screen.fleet))
        screen.arrangement.toggle_full_log()
        screen.show_log()

    def _go_to_log(self) -> None:
        """Go to the log, or from one to the next."""
        go, area = self._screen.arrangement, self._screen.log_area
        if go.place is Place.LOG and not area.step(1):
            area.make_current(0)
        go.go(Place.LOG)

    def _filter(self) -> None:
        if self._screen.arrangement.place in {Place.PROJECTS, Place.STACKS, Place.SERVICES}:
            self._screen.query_one(FilterField).open(self._screen.pane(self._screen.arrangement.place).table)

    def _sort(self) -> None:
        if (pane := self._focused_list) is not None:
            shown = [column.key for column in pane.table.columns]
            pane.table.sort_by(next_sorting(shown, pane.table.sorting))
            self._screen.drawing.titles()

    def _reverse(self) -> None:
        if (pane := self._focused_list) is not None and (sorting := pane.table.sorting)[0] is not None:
            pane.table.sort_by(sorting[0], reverse=not sorting[1])
            self._screen.drawing.titles()

    @property
    def _focused_list(self) -> ListPane | None:
        place = self._screen.arrangement.place
        return self._screen.pane(place) if place in LISTS else None

    def _out(self) -> None:
        place = self._screen.arrangement.place
        table = self._screen.pane(place).table if place in {Place.PROJECTS, Place.STACKS, Place.SERVICES} else None
        if table is not None and (table.marked or table.filter_text):
            table.clear_marks()
            table.filter_text = ""
            self._screen.drawing.titles()
        elif place is not Place.LOG or not self._log.leave():
            self._screen.arrangement.out()

    def _refresh_everything(self) -> None:
        self._screen.app.ask_for_everything()
        self._screen.notify("Asking the platform for everything.", timeout=2)
