"""Creates, renames, schedules and deletes stacks from the main screen, in forms pinned to what was highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.presentation.lists import ALL
from tui.presentation.texts import plain
from tui.screens.selection import Selection

if TYPE_CHECKING:
    from tui.models.stack import Stack
    from tui.screens.main import MainScreen


class StackCommands:
    """Asks about stacks and does what was answered, on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def create(self) -> None:
        """Create a stack in the highlighted project, or in one that is chosen."""
        from tui.screens.stack_creation import StackCreation

        screen, session = self._screen, self._screen.app.session
        if session is not None:
            creation = StackCreation(screen, session)
            screen.app.push_screen(creation.form, self._created)
            screen.run_worker(creation.read_templates(), group="templates", name="read the templates")

    def _created(self, stack: Stack | None) -> None:
        if stack is None:
            return
        screen = self._screen
        screen.notify(f"Created {self._place(stack)}.", markup=False)
        here = screen.selection.project_id
        screen.go_to(Selection(project_id=ALL if here == ALL else stack.project_id, stack_id=stack.id))

    def _place(self, stack: Stack) -> str:
        screen = self._screen
        project = plain(screen.fleet.project_name(stack.project_id))
        return f"{project} {screen.app.look.glyphs.separator} {plain(stack.description)}"
