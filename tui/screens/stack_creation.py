"""Creates a stack in a form: empty, or from a template whose questions are fields of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.client.errors import ApiError
from tui.models.template import TemplateType
from tui.presentation.new_stack import NewStack
from tui.presentation.stack_forms import NAME
from tui.screens.form import FormScreen
from tui.screens.protected import confirms

if TYPE_CHECKING:
    from tui.models.stack import Stack
    from tui.presentation.forms import Values
    from tui.screens.main import MainScreen
    from tui.state.session import Session


class StackCreation:
    """One form, from the key to the stack."""

    def __init__(self, screen: MainScreen, session: Session) -> None:
        """Create it in the highlighted project; where none is, that is asked too."""
        fleet = screen.fleet
        project = screen.selection.project(fleet)
        everywhere = sorted(fleet.projects.values(), key=lambda each: (each.description.casefold(), each.id))
        self._screen = screen
        self._session = session
        self._new = NewStack(projects=[project] if project else everywhere)
        self.form: FormScreen[Stack] = FormScreen(self._new.form(), self._send, screen.app.look)
        """The screen that asks; it gives the stack."""

    async def read_templates(self) -> None:
        """Offer the templates once they are there."""
        try:
            listing = self._session.client.templates.list(type=TemplateType.STANDALONE)
            found = [each async for each in listing]
            self._new = replace(self._new, templates=found, told="")
        except ApiError as error:
            told = f"The templates can't be read: {error.message} An empty stack can be made all the same."
            self._new = replace(self._new, told=told)
        self.form.describe(self._new.form())

    async def _send(self, values: Values) -> Stack | None:
        project_id = self._new.project_id(values)
        if not await confirms(self._screen, project_id, title="Create a stack?", verb="create", lines=[values[NAME]]):
            return None
        return await self._session.stacks.create(project_id, values[NAME], self._new.template(values))
