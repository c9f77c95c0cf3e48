"""Continues where the line dropped: keeps what is open when the terminal goes, and offers it at the next start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tui.commands.command import LISTS, Place
from tui.logs.filters import Filter
from tui.logs.pattern import Pattern
from tui.presentation.texts import count, plain
from tui.screens.question import Question
from tui.settings import paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tui.logs.store import LogStore
    from tui.screens.main import MainScreen
    from tui.state.interrupted import Interrupted, MarkedLine, OpenLog
    from tui.widgets.log_picking import PickingView


class Continuing:
    """Keeps and offers what was open, on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._logs: dict[str, OpenLog] = {}
        """How logs were read that nobody has looked at again yet, by the service's id."""
        self._awaited: dict[LogStore, OpenLog] = {}
        """Those whose filters are back, while their lines are still to come."""
        self._is_settled = False
        """True once nothing from before waits for an answer."""

    def keep(self, stores: Mapping[str, LogStore]) -> None:
        """Write down what is open; *stores* are the logs by their service's id."""
        from tui.state import interrupted  # needed once, at an end that nobody wanted

        screen = self._screen
        tables = {place: screen.pane(place).table for place in LISTS}
        here = interrupted.Interrupted(
            at=datetime.now(UTC),
            pane=screen.arrangement.place,
            full_log=screen.has_class("log-full"),
            filters={str(place): table.filter_text for place, table in tables.items() if table.filter_text},
            marked=tuple(sorted(tables[Place.SERVICES].marked)),
            pinned=screen.together.pins.ids,
            together=screen.together.wanted,
            logs={**self._logs, **dict(self._open_logs(stores))},
            editing=screen.editing.stack_id,
        )
        if here.is_more_than_a_place:
            interrupted.save(_folder(), screen.app.profile.name, here)
        else:
            self.forget()

    def forget(self) -> None:
        """There is nothing to continue, unless it was not offered yet."""
        from tui.state import interrupted

        if self._is_settled:
            interrupted.forget(_folder(), self._screen.app.profile.name)

    def leave(self) -> None:
        """Another platform is shown from now on."""
        self._logs, self._awaited, self._is_settled = {}, {}, False

    def offer(self) -> None:
        """Ask whether to continue, where something was open when the line dropped."""
        from tui.state import interrupted

        profile = self._screen.app.profile.name
        found = interrupted.load(_folder(), profile)
        if found is None:
            self._is_settled = True
            return

        def answered(yes: bool | None) -> None:
            self._is_settled = True
            interrupted.forget(_folder(), profile)
            if yes and self._screen.app.profile.name == profile:
                self._continue(found)

        title = f"Continue where the line dropped on {found.at.astimezone():%-d %B at %H:%M}?"
        self._screen.app.push_screen(Question(title, list(self._told(found)), verb="continue"), answered)

    def log_shown(self, service_id: str, store: LogStore, view: PickingView) -> None:
        """Filter and search a log as it was read, the first time *view* shows it again by itself."""
        log = self._logs.pop(service_id, None)
        if log is None:
            return
        if (reading := view.reading) is not None:
            show, hide = (tuple(map(Pattern, queries)) for queries in (log.show, log.hide))
            reading.show_only(Filter(show=show, hide=hide, level=log.level))
            reading.in_context = log.in_context
            reading.look_for(Pattern(log.search) if log.search else None)
            view.reading_changed()
        self._awaited[store] = log
        self.log_changed(store)

    def log_changed(self, store: LogStore) -> None:
        """Go to the line one was at, once the log has lines."""
        view = next((pane.view for pane in self._screen.log_area.panes if pane.view.store is store), None)
        if view is not None and store.end > store.oldest and (log := self._awaited.pop(store, None)):
            self._screen.run_worker(self._go_back(log, store, view), group="continue a log", name="find the line again")

    async def _go_back(self, log: OpenLog, store: LogStore, view: PickingView) -> None:
        from tui.logs.landmarks import find_landmarks, near

        wanted = {each.line for each in log.marked} | ({log.top} if log.top else set())
        found = await find_landmarks(store, wanted)
        for each in log.marked:
            if each.line in found:
                view.note(store, found[each.line], each.note)
        lost = sum(each.line not in found for each in log.marked)
        if lost:
            told = f"{count(lost, 'marked line')} can't be found in what was read of the log."
            self._screen.notify(told, severity="warning", markup=False)
        if log.top is None or view.store is not store:
            return
        top = found.get(log.top, near(store, log.top))
        if top is not None:
            view.start_at(top)
        if log.top not in found:
            told = "The line you were at is not among those read; this is the nearest by its time."
            self._screen.notify(told, severity="warning", markup=False)

    def _continue(self, found: Interrupted) -> None:
        screen = self._screen
        for name, text in found.filters.items():
            if name in LISTS:
                screen.pane(Place(name)).table.filter_text = text
        table = screen.pane(Place.SERVICES).table
        for service_id in found.marked:
            if screen.fleet.service(service_id) is not None and service_id not in table.marked:
                table.toggle_mark(service_id)
        if found.pinned:
            screen.together.pin_again(found.pinned, found.together)
        self._logs = dict(found.logs)
        screen.show_log()
        if found.full_log:
            screen.arrangement.toggle_full_log()
        elif found.pane in {*LISTS, Place.LOG}:
            screen.arrangement.go(Place(found.pane))
        if (stack := screen.fleet.stacks.get(found.editing)) is not None:
            screen.editing.edit(stack, screen.fleet)
        screen.drawing.titles()

    def _told(self, found: Interrupted) -> Iterator[str | Text]:
        fleet, separator = self._screen.fleet, self._screen.app.look.glyphs.separator
        place = f" {separator} ".join(plain(name) for name in self._screen.selection.place(fleet))
        yield Text(place, style="bold")
        if stack := fleet.stacks.get(found.editing):
            where = f"{plain(fleet.project_name(stack.project_id))} {separator} {plain(stack.description)}"
            yield f"The definition of {where} was being edited; what was typed is a draft."
        for name, text in found.filters.items():
            yield f"The {plain(name)} were filtered by {plain(text)}"
        if found.marked:
            yield f"{count(len(found.marked), 'service was', 'services were')} marked."
        if found.pinned:
            yield f"{count(len(found.pinned), 'log was', 'logs were')} pinned."
        for service_id, log in found.logs.items():
            service = fleet.service(service_id)
            if service is not None:
                yield f"The log of {plain(service.service_name)}: {', '.join(_how(log))}."

    def _open_logs(self, stores: Mapping[str, LogStore]) -> Iterator[tuple[str, OpenLog]]:
        from tui.logs.landmarks import landmark_of
        from tui.state.interrupted import MarkedLine, OpenLog
        from tui.widgets.log_place import Place
        from tui.widgets.log_reading import Reading

        view = self._screen.log_pane.view
        for service_id, store in stores.items():
            place, reading = view.place_in(store) or Place(), view.reading_of(store) or Reading(store)
            marked: list[MarkedLine] = []
            for seq, note in sorted(store.notes.items()):
                if (line := landmark_of(store, seq)) is not None:
                    marked.append(MarkedLine(line=line, note=note))
            wanted = reading.wanted
            log = OpenLog(
                search=reading.search.pattern.query if reading.search else "",
                show=tuple(pattern.query for pattern in wanted.show),
                hide=tuple(pattern.query for pattern in wanted.hide),
                level=wanted.level,
                in_context=reading.in_context,
                top=None if place.follow else landmark_of(store, place.top.seq),
                marked=tuple(marked),
            )
            if log != OpenLog():
                yield service_id, log


def _how(log: OpenLog) -> Iterator[str]:
    if log.search:
        yield f"a search for {plain(log.search)}"
    if log.filters:
        yield count(log.filters, "filter")
    if log.marked:
        yield count(len(log.marked), "marked line")
    if log.top is not None:
        yield "scrolled back"


def _folder() -> Path:
    return paths.state_dir() / "interrupted"
