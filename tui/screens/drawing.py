"""Brings the fleet onto the main screen: rows, titles, header and footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.catalogue import at
from tui.commands.command import Place
from tui.definitions.secrets import mask_text
from tui.presentation import header, line, trust
from tui.presentation.lists import ALL, FleetRows, Moment
from tui.presentation.texts import plain
from tui.screens import columns
from tui.state.actions import DOING
from tui.state.protection import is_protected
from tui.widgets.key_bar import Hint, KeyBar
from tui.widgets.line_bar import LineBar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tui.presentation.service_row import ServiceRow
    from tui.screens.main import MainScreen

TITLES = {Place.PROJECTS: "1 Projects", Place.STACKS: "2 Stacks", Place.SERVICES: "3 Services"}


class Drawing:
    """Draws for the main screen. Every method may be called at any time; what did not change is not drawn."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._rows = FleetRows()
        self._problems: tuple[Sequence[ServiceRow], Sequence[ServiceRow]] = ((), ())

    def everything(self) -> None:
        """Draw all lists and bars."""
        self.projects()
        self.stacks()
        self.services()
        self.bars()

    def projects(self) -> None:
        """Draw the list of projects."""
        screen = self._screen
        table = screen.pane(Place.PROJECTS).table
        table.empty = "This token sees no projects." if screen.fleet.complete else "Reading projects…"
        is_known = screen.fleet.projects or screen.fleet.projects_forbidden
        table.set_rows(self._rows.projects(screen.fleet, screen.app.look) if is_known else [])

    def stacks(self) -> None:
        """Draw the stacks of the highlighted project."""
        screen = self._screen
        table = screen.pane(Place.STACKS).table
        table.empty = "This project has no stacks." if screen.fleet.complete else ""
        rows = self._rows.stacks(screen.fleet, screen.selection.project_id, screen.app.look)
        table.set_rows(rows if screen.fleet.stacks else [])

    def in_steps(self) -> Iterator[None]:
        """Draw all lists and bars, a little at each step."""
        yield from self._rows.prepare(self._screen.fleet, self._moment)
        for step in (self.projects, self.stacks, self._service_rows, self.services, self.bars):
            step()
            yield

    @property
    def _moment(self) -> Moment:
        screen, session = self._screen, self._screen.app.session
        under_way = session.actions.under_way if session else {}
        doing = {service_id: DOING[kind] for service_id, kind in under_way.items()}
        return Moment(now=screen.now, look=screen.app.look, doing=doing, pinned=screen.together.pins.ids)

    def services(self) -> None:
        """Draw the services of the highlighted stack."""
        screen, selection = self._screen, self._screen.selection
        table = screen.pane(Place.SERVICES).table
        rows = self._service_rows()
        repeated = columns.repeated_columns(
            of_many_projects=selection.stack_id == ALL and selection.project_id == ALL,
            of_many_stacks=selection.stack_id == ALL,
        )
        table.hide_columns(repeated | columns.chosen_columns(screen.app.settings.columns.get("services", ())))
        table.empty = self._why_no_services()
        table.set_rows(rows)
        self.titles()

    def _service_rows(self) -> Sequence[ServiceRow]:
        selection = self._screen.selection
        rows = self._rows.services(self._screen.fleet, selection.project_id, selection.stack_id, self._moment)
        return self._problems_of(rows) if self._screen.only_problems else rows

    def _problems_of(self, rows: Sequence[ServiceRow]) -> Sequence[ServiceRow]:
        """Those with a problem; the very same list again for the very same rows."""
        if self._problems[0] is not rows:
            self._problems = rows, [row for row in rows if row.is_problem]
        return self._problems[1]

    def titles(self) -> None:
        """Draw the titles of the panes, and how much of each list is shown."""
        for place, title in TITLES.items():
            pane, notes = self._screen.pane(place), []
            if pane.table.marked:
                notes.append(f"{len(pane.table.marked)} marked")
            if pane.table.filter_text:
                notes.append(f"/{plain(pane.table.filter_text)}  {pane.table.position[1]} of {pane.table.total}")
            if pane.table.sorting[0] is not None:
                notes.append(f"by {pane.table.sorting[0]}{', reversed' if pane.table.sorting[1] else ''}")
            if pane.table.position[1] > pane.table.size.height > 0:
                notes.append("{}/{:,}".format(*pane.table.position))
            if place is Place.PROJECTS and (denied := trust.of_projects(self._screen.fleet)):
                notes.append(denied)
            if age := trust.age_of(self._screen.fleet, self._stacks_in(place), self._screen.now):
                notes.append(age)
            if place is Place.STACKS:
                notes += self._schedule_note()
            if place is Place.SERVICES and self._screen.only_problems:
                notes.append("only problems")
            service = self._screen.selection.service(self._screen.fleet)
            if place is Place.SERVICES and service is not None and service.message:
                notes.append(f"{plain(service.service_name)}: {plain(mask_text(service.message))}")
            pane.entitle(title, "  ".join(notes))

    def _schedule_note(self) -> list[str]:
        """When the highlighted stack is updated by itself, as far as there is room."""
        stack = self._screen.fleet.stacks.get(self._screen.selection.stack_id)
        if stack is None or stack.update_schedule is None:
            return []
        from tui.presentation.schedules import words  # with the models, which are there once there are stacks

        return [f"updated {words(stack.update_schedule)}"]

    def _stacks_in(self, place: Place) -> Collection[str]:
        """The ids of the stacks a list tells of."""
        fleet, selection = self._screen.fleet, self._screen.selection
        if place is Place.SERVICES and selection.stack_id != ALL:
            return {selection.stack_id}
        if place is Place.PROJECTS or selection.project_id == ALL:
            return fleet.stacks.keys()
        return {stack.id for stack in fleet.stacks_of(selection.project_id)}

    def bars(self) -> None:
        """Draw the header and the footer."""
        screen, app, session = self._screen, self._screen.app, self._screen.app.session
        at_hand = screen.at_hand
        project = at_hand.project(screen.fleet)
        told = header.Header(
            place=at_hand.place(screen.fleet),
            profile=app.profile.name,
            profile_colour=app.profile.colour or "",
            read_only=bool(session and session.read_only),
            protected=project is not None and is_protected(app.profile, screen.fleet, project.id),
            rate_left=session.rate_left if session else None,
            broke=len(app.connecting.known.changes.broke),
            broke_key=app.keymap.shown("program.changes"),
            truth=trust.of_fleet(screen.fleet, screen.now, app.look, trouble="not connected" if app.trouble else ""),
            truth_is_bad=bool(app.trouble) or not screen.fleet.health.is_good,
            line=line.warning(app.line),
        )
        screen.log_area.doubt(trust.of_line(screen.fleet.health))
        top = header.render(told, self._rows.totals(screen.fleet), screen.size.width or 80, app.look)
        screen.query_one("#header", LineBar).show(top)
        context = screen.context
        commands = sorted((command for command in at(context.place) if command.footer), key=lambda each: each.footer)
        screen.query_one(KeyBar).show_hints(
            [
                Hint(each.id, app.keymap.shown(each.id), each.label, dimmed=each.refusal(context) is not None)
                for each in commands
            ]
        )

    def _why_no_services(self) -> str:
        fleet = self._screen.fleet
        if not fleet.complete:
            return self._why_nothing()
        if self._screen.only_problems:
            return f"Nothing is broken and nothing has drifted. {self._key('list.problems')} shows all services."
        if not fleet.stacks:
            return f"This token sees no stacks. {self._key('program.profiles')} lists the profiles."
        return f"No services yet. {self._key('stack.edit')} edits the stack's definition: declare the first one there."

    def _why_nothing(self) -> str:
        """Why nothing is known yet, and what helps."""
        app = self._screen.app
        if app.trouble:
            return f"{plain(app.trouble)} {self._key('program.refresh')} tries again."
        if message := self._screen.fleet.health.message:
            return f"{plain(message)} It is tried again by itself; {self._key('program.refresh')} tries now."
        return "Reading the fleet…"

    def _key(self, command_id: str) -> str:
        return self._screen.app.keymap.shown(command_id)
