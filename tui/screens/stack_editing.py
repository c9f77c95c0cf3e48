"""Edits a stack's definition from the main screen: opens the editor, then recreates and follows what was applied."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tui.client.errors import ApiError
from tui.presentation.texts import count, plain
from tui.screens.selection import target_of
from tui.screens.typed_question import TypedQuestion
from tui.settings import child_environment, paths
from tui.state.actions import ActionKind
from tui.state.protection import is_protected, names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.definitions.apply import Applied
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.screens.definition import DefinitionScreen
    from tui.screens.main import MainScreen
    from tui.state.actions import Outcome
    from tui.state.fleet import Fleet
    from tui.state.session import Session

READ_WITHIN = 3.0
"""Seconds to wait for the stack as it is now; after that the text stays what it is."""


class StackEditing:
    """Edits definitions on behalf of a screen."""

    def __init__(self, screen: MainScreen, *, tell: Callable[[Outcome], None]) -> None:
        """Say what came of each service with `tell`."""
        self._screen = screen
        self._tell = tell
        self.stack_id = ""
        """The stack whose definition is in the editor; empty where none is."""

    def edit(self, stack: Stack | None, fleet: Fleet, service: Service | None = None) -> None:
        """Open the editor for `stack`, at the lines of `service`; pinned to them, whatever moves meanwhile.

        It opens with what is known, so that the next key goes there, and shows the stack as it is once that was read.
        """
        screen, session = self._screen, self._screen.app.session
        if stack is None or session is None:
            return
        place = f"{fleet.project_name(stack.project_id)} {screen.app.look.glyphs.separator} {stack.description}"
        editor = self._editor(stack, service.service_name if service else "", place, session, fleet)
        self.stack_id = stack.id
        screen.app.push_screen(editor, partial(self._closed, place, fleet, session))
        screen.run_worker(_read(editor, session), group="reading", name="read a definition")

    def _closed(self, place: str, fleet: Fleet, session: Session, applied: Applied | None) -> None:
        self.stack_id = ""
        if applied is not None:
            following = self._follow(applied, place, fleet, session)
            self._screen.run_worker(following, group="editing", name="follow a definition")

    def _editor(self, stack: Stack, service: str, place: str, session: Session, fleet: Fleet) -> DefinitionScreen:
        from tui.connection import LOCAL_ORIGIN
        from tui.definitions.completion import images_in_use
        from tui.definitions.drafts import Drafts
        from tui.screens.definition import DefinitionScreen

        app = self._screen.app
        return DefinitionScreen(
            stack,
            stacks=session.client.stacks,
            drafts=Drafts(paths.state_dir() / "drafts", now=lambda: datetime.now(UTC)),
            origin=app.profile.url or LOCAL_ORIGIN,
            place=place,
            look=app.look,
            environ=child_environment(os.environ, app.profile.tokens),
            read_only=session.read_only,
            images=images_in_use(fleet.stacks.values()),
            service=service,
            confirms=partial(self._confirms, stack, place, fleet),
        )

    async def _confirms(self, stack: Stack, place: str, fleet: Fleet) -> bool:
        """In a protected project its name is asked for before anything is applied."""
        app = self._screen.app
        if not is_protected(app.profile, fleet, stack.project_id):
            return True
        names = names_of(fleet, stack.project_id)
        return await app.push_screen_wait(
            TypedQuestion("Apply the definition?", [plain(place)], verb="apply", names=names)
        )

    async def _follow(self, applied: Applied, place: str, fleet: Fleet, session: Session) -> None:
        """Say that it is applied, recreate what was agreed on, and follow that and what is new to its end."""
        self._screen.notify(f"Applied to {plain(place)}: {_summary(applied)}.", markup=False)
        if applied.warning:
            told = f"Nothing was recreated, as {plain(place)} could not be read again: {plain(applied.warning)}"
            self._screen.notify(told, severity="warning", timeout=12, markup=False)
        created = {change.name for change in applied.plan.services if change.service_id is None}
        following = []
        for service in applied.stack.services:
            target = target_of(service, fleet)
            if service.id in applied.recreate:
                following.append(session.actions.run(ActionKind.RECREATE, target))
            elif service.service_name in created:
                following.append(session.actions.settle(ActionKind.START, target, None))
        for outcome in await asyncio.gather(*following):
            self._tell(outcome)


async def _read(editor: DefinitionScreen, session: Session) -> None:
    """Show the stack as it is now; where that can't be had soon, what is known; before a write it is read anyway."""
    with suppress(ApiError, TimeoutError):
        async with asyncio.timeout(READ_WITHIN):
            editor.freshen(await session.client.stacks.get(editor.stack.id))


def _summary(applied: Applied) -> str:
    told = []
    for kind in ("created", "changed", "deleted"):
        number = sum(change.kind == kind for change in applied.plan.services)
        if number:
            told.append(f"{count(number, 'service')} {kind}")
    if applied.plan.volumes:
        told.append(f"{count(len(applied.plan.volumes), 'volume')} changed")
    return ", ".join(told) or "nothing changed"
