"""Creates, renames, schedules and deletes stacks from the main screen, in forms pinned to what was highlighted."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.client.errors import ApiError
from tui.presentation.lists import ALL
from tui.presentation.texts import plain
from tui.screens.selection import Selection
from tui.state.protection import is_protected

if TYPE_CHECKING:
    from tui.models.stack import Stack
    from tui.presentation.forms import Form, Values
    from tui.presentation.stack_forms import Deletion
    from tui.screens.form import FormScreen
    from tui.screens.main import MainScreen
    from tui.state.session import Session

ZONES = "zoneinfo/"
LOCAL_TIME = Path("/etc/localtime")


class StackCommands:
    """Asks about stacks and does what was answered, on behalf of the main screen. Forms are imported when needed."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def create(self) -> None:
        """Create a stack in the highlighted project, or in one that is chosen."""
        from tui.screens.stack_creation import StackCreation

        screen, session = self._screen, self._screen.app.session
        if session is not None:
            creation = StackCreation(screen, session)
            screen.app.push_screen(creation.form, self._created)
            screen.run_worker(creation.read_templates(), group="forms", name="read the templates")

    def _created(self, stack: Stack | None) -> None:
        if stack is None:
            return
        screen = self._screen
        screen.notify(f"Created {self._place(stack)}.", markup=False)
        here = screen.selection.project_id
        screen.go_to(Selection(project_id=ALL if here == ALL else stack.project_id, stack_id=stack.id))

    def rename(self) -> None:
        """Give the highlighted stack another name."""
        from tui.presentation.stack_forms import NAME, rename_form

        stack, session = self._highlighted, self._screen.app.session
        if stack is None or session is None:
            return

        async def send(values: Values) -> Stack | None:
            if not await self._confirms(stack, "Rename the stack?", "rename"):
                return None
            return await session.stacks.rename(stack.id, values[NAME])

        before = self._place(stack)
        self._open(
            rename_form(stack, self._project(stack)),
            send,
            lambda renamed: f"Renamed {before} to {plain(renamed.description)}.",
        )

    def schedule(self) -> None:
        """Say when the highlighted stack is updated by itself."""
        from tui.presentation.stack_forms import schedule_form, schedule_of

        stack, session = self._highlighted, self._screen.app.session
        if stack is None or session is None:
            return

        async def send(values: Values) -> Stack | None:
            if not await self._confirms(stack, "Schedule updates?", "set"):
                return None
            return await session.stacks.schedule(stack.id, schedule_of(values))

        form = schedule_form(stack, self._project(stack), zone=_local_zone(), now=session.client.server_now)
        self._open(form, send, self._scheduled)

    def _scheduled(self, stack: Stack) -> str:
        from tui.presentation.schedules import words  # with the models, which are there once there are stacks

        schedule = stack.update_schedule
        return f"{self._place(stack)} is updated {words(schedule) if schedule else 'by hand alone'}."

    def delete(self) -> None:
        """Delete the highlighted stack with all that is in it, once its name was typed."""
        from tui.presentation.stack_forms import Deletion

        screen, stack, session = self._screen, self._highlighted, self._screen.app.session
        if stack is None or session is None:
            return

        async def send(_values: Values) -> Stack | None:
            await session.stacks.delete(stack.id)
            return stack

        protected = is_protected(screen.app.profile, screen.fleet, stack.project_id)
        deletion = Deletion(stack=stack, project=self._project(stack), is_protected=protected)
        place = self._place(stack)
        form = self._open(deletion.form(), send, lambda _deleted: f"Deleted {place}.")
        screen.run_worker(_read_domains(form, deletion, session), group="forms", name="read the domains")

    @property
    def _highlighted(self) -> Stack | None:
        return self._screen.selection.stack(self._screen.fleet)

    def _open(
        self, form: Form, send: Callable[[Values], Awaitable[Stack | None]], told: Callable[[Stack], str]
    ) -> FormScreen[Stack]:
        """Open a form that sends with *send*, and say what *told* says when it was done."""
        from tui.screens.form import FormScreen

        screen = self._screen

        def done(stack: Stack | None) -> None:
            if stack is not None:
                screen.notify(told(stack), markup=False)

        opened: FormScreen[Stack] = FormScreen(form, send, screen.app.look)
        screen.app.push_screen(opened, done)
        return opened

    async def _confirms(self, stack: Stack, title: str, verb: str) -> bool:
        from tui.screens.protected import confirms

        return await confirms(self._screen, stack.project_id, title=title, verb=verb, lines=[stack.description])

    def _project(self, stack: Stack) -> str:
        return self._screen.fleet.project_name(stack.project_id)

    def _place(self, stack: Stack) -> str:
        return f"{plain(self._project(stack))} {self._screen.app.look.glyphs.separator} {plain(stack.description)}"


async def _read_domains(form: FormScreen[Stack], deletion: Deletion, session: Session) -> None:
    """Say which domains lead to the stack once that is known."""
    try:
        domains = await session.client.ingresses.list(project_id=deletion.stack.project_id).all()
        deletion = replace(deletion, domains=domains, told="")
    except ApiError as error:
        deletion = replace(deletion, told=f"not known, as they can't be read: {error.message}")
    form.describe(deletion.form())


def _local_zone() -> str:
    """The time zone of this machine by its name, UTC where it has none."""
    from tui.presentation.stack_forms import zones

    named = os.environ.get("TZ", "").removeprefix(":") or str(LOCAL_TIME.resolve()).partition(ZONES)[2]
    return named if named in zones() else "UTC"
