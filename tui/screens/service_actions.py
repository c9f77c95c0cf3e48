"""Start, stop, restart, recreate and pull from the main screen: one question, then each outcome as a toast."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tui.commands import refusals
from tui.presentation.texts import count, plain
from tui.screens.question import Question
from tui.screens.selection import target_of
from tui.screens.typed_question import TypedQuestion
from tui.state.actions import ActionKind, Outcome, Result, Target, toggle_of
from tui.state.protection import is_protected, names_of

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.screens.main import MainScreen
    from tui.state.fleet import Fleet

CONSEQUENCE = {
    ActionKind.START: "It starts as it is deployed.",
    ActionKind.STOP: "It stays stopped until somebody starts it.",
    ActionKind.RESTART: "It is not available until it runs again.",
    ActionKind.RECREATE: "Its container is replaced, pending changes take effect, its log starts over.",
    ActionKind.PULL: "Its image is pulled again, its container replaced, its log starts over.",
}


class ServiceActions:
    """Does things to services on behalf of a screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def toggle(self, services: Sequence[Service], fleet: Fleet) -> None:
        """Start what is stopped; where anything is not, stop that instead."""
        kinds = {service.id: toggle_of(service) for service in services}
        to_stop = [service for service in services if kinds[service.id] is ActionKind.STOP]
        to_start = [service for service in services if kinds[service.id] is ActionKind.START]
        if to_stop:
            self.ask(ActionKind.STOP, to_stop, fleet)
        elif to_start:
            self.ask(ActionKind.START, to_start, fleet)

    def ask(self, kind: ActionKind, services: Sequence[Service], fleet: Fleet) -> None:
        """Do it, after a question where it interrupts something; pinned to these services whatever moves meanwhile."""
        targets = [target_of(service, fleet) for service in services]
        if not targets or self._refuses_remembered(services):
            return
        protected = self._protected(targets, fleet)
        if len(protected) > 1:
            told = f"These services are in {len(protected)} protected projects. Act on one of them at a time."
            self._screen.notify(told, severity="warning", timeout=12, markup=False)
            return
        if not protected and not self._asks(kind):
            self._start(kind, targets)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._start(kind, targets)

        # Pushed here and now: what is typed right behind the key is already meant for the question.
        names = names_of(fleet, protected[0]) if protected else ()
        self._screen.app.push_screen(_question(kind, targets, names), answered)

    def _refuses_remembered(self, services: Sequence[Service]) -> bool:
        """Say so where one of them, marked perhaps, was not read again yet: nothing is done to what may be gone."""
        for service in services:
            if (ago := self._screen.remembered_for(service.stack_id)) is not None:
                told = refusals.remembered(service.service_name, ago)
                self._screen.notify(plain(told), severity="warning", markup=False)
                return True
        return False

    def _protected(self, targets: Sequence[Target], fleet: Fleet) -> list[str]:
        """The ids of the protected projects among those of the targets."""
        profile = self._screen.app.profile
        found = dict.fromkeys(target.project_id for target in targets)
        return [project_id for project_id in found if is_protected(profile, fleet, project_id)]

    def _asks(self, kind: ActionKind) -> bool:
        """Starting interrupts nothing; the rest asks unless the settings say otherwise."""
        return kind is not ActionKind.START and bool(getattr(self._screen.app.settings.confirm, kind))

    def _start(self, kind: ActionKind, targets: Sequence[Target]) -> None:
        self._screen.run_worker(self._do(kind, targets), group="actions", name=f"{kind} services")

    async def _do(self, kind: ActionKind, targets: Sequence[Target]) -> None:
        session = self._screen.app.session
        if session is None:
            return
        outcomes = await asyncio.gather(*(session.actions.run(kind, target) for target in targets))
        for outcome in _worth_telling(kind, outcomes):
            self.tell(outcome)

    def tell(self, outcome: Outcome) -> None:
        """One toast that says what happened, and where."""
        severity = {Result.DONE: "information", Result.FAILED: "error", Result.PENDING: "warning"}[outcome.result]
        seconds = 4 if outcome.result is Result.DONE else 12
        self._screen.notify(plain(outcome.message), severity=severity, timeout=seconds, markup=False)  # type: ignore[arg-type]


def _question(kind: ActionKind, targets: Sequence[Target], names: Sequence[str]) -> Question | TypedQuestion:
    """What to ask; where there are *names*, one of them has to be typed."""
    verb = kind.capitalize()
    if len(targets) == 1:
        (target,) = targets
        title, done = f"{verb} {plain(target.service)}?", f"{kind}"
        lines = [
            Text.assemble(("Project  ", "dim"), plain(target.project)),
            Text.assemble(("Stack    ", "dim"), plain(target.stack)),
            Text.assemble(("Service  ", "dim"), (plain(target.service), "bold")),
            Text(),
            Text(CONSEQUENCE[kind]),
        ]
    else:
        title, done = f"{verb} {count(len(targets), 'service')}?", f"{kind} all"
        lines = [Text(f"• {plain(target.place)}") for target in targets]
    if names:
        return TypedQuestion(title, lines, verb=done, names=names)
    return Question(title, lines, verb=done)


def _worth_telling(kind: ActionKind, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Every failure; the good ones each while they are few, else in one line."""
    bad = [outcome for outcome in outcomes if outcome.result is not Result.DONE]
    good = [outcome for outcome in outcomes if outcome.result is Result.DONE]
    if len(good) <= 2:
        return [*good, *bad]
    first = good[0]
    told = Outcome(
        kind=kind,
        target=first.target,
        result=Result.DONE,
        message=f"{kind.capitalize()}: {count(len(good), 'service')} done.",
    )
    return [told, *bad]
