"""Applies what stands in the editor: check, plan, read again, write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.client.errors import ApiError, Invalid, Unreachable
from tui.definitions.apply import Applied, apply_plan
from tui.definitions.declared import declared_of, fingerprint
from tui.definitions.plan import make_plan
from tui.definitions.refusals import place_refusals
from tui.presentation.texts import count
from tui.screens.conflict import ConflictScreen, Decision
from tui.screens.definition_draft import put_aside
from tui.screens.plan import Agreed, PlanScreen

if TYPE_CHECKING:
    from tui.definitions.plan import Plan
    from tui.definitions.problems import Checked
    from tui.models.declaration import DeclaredStack
    from tui.models.stack import Stack
    from tui.screens.definition import DefinitionScreen


class Applying:
    """The way from a text to a changed stack, on behalf of the editor's screen."""

    def __init__(self, screen: DefinitionScreen) -> None:
        self._screen = screen
        self.is_writing = False
        """True while a write is on its way: it can't be taken back by closing the screen."""

    async def run(self) -> None:
        """Apply the text, as far as the person agrees; whatever fails, the text stays."""
        screen = self._screen
        checked = await screen.check_now(screen.text)
        screen.show_checked(checked)
        if checked.declared is None or checked.errors:
            if checked.errors:
                screen.editor.go_to(checked.errors[0])
            return
        while True:
            plan = make_plan(screen.stack, checked.declared)
            if plan.is_empty:
                screen.notify("Nothing to apply: the stack is declared like this already.", markup=False)
                return
            agreed = await screen.app.push_screen_wait(PlanScreen(plan, place=screen.place, look=screen.look))
            if agreed is not None and not await screen.confirms():
                return
            current = await self._read() if agreed is not None else None
            if agreed is None or current is None:
                return
            if fingerprint(current) == fingerprint(screen.stack):
                await self._write(current, plan, agreed, checked)
                return
            if not await self._go_on(current, checked.declared, plan, agreed):
                return

    async def _read(self) -> Stack | None:
        """The stack as it is now; None when it can't be read, which is told."""
        self._screen.busy = "Reading the stack again…"
        try:
            return await self._screen.stacks.get(self._screen.stack.id)
        except ApiError as error:
            self._screen.tell_trouble(f"Nothing was sent. {error.message}")
            return None
        finally:
            self._screen.busy = ""

    async def _go_on(self, current: Stack, declared: DeclaredStack, plan: Plan, agreed: Agreed) -> bool:
        """Decide about a stack that was changed meanwhile; True when the plan is to be made anew."""
        screen = self._screen
        if make_plan(current, declared).is_empty:
            await self._finish(Applied(current, plan, _still_needed(current, agreed)))
            return False
        meanwhile = make_plan(screen.stack, declared_of(current))
        match await screen.app.push_screen_wait(ConflictScreen(meanwhile, screen.look)):
            case Decision.OVERWRITE:
                screen.rebase(current)
                return True
            case Decision.RELOAD:
                if await put_aside(screen.text, screen):
                    screen.start_over(current)
            case _:
                pass
        return False

    async def _write(self, current: Stack, plan: Plan, agreed: Agreed, checked: Checked) -> None:
        screen = self._screen
        screen.busy = "Applying…"
        self.is_writing = True
        try:
            applied = await apply_plan(screen.stacks, current=current, plan=plan, recreate=agreed.recreate)
        except Invalid as error:
            screen.show_refusals(place_refusals(checked, error.problems))
            found = f" {count(len(error.problems), 'problem')} to look at." if error.problems else ""
            screen.tell_trouble(f"{error.message}{found}")
        except Unreachable as error:
            unsure = " It may have come through: the next try finds out." if error.sent else ""
            screen.tell_trouble(f"{error.message}{unsure}")
        except ApiError as error:
            screen.tell_trouble(error.message)
        else:
            await self._finish(applied)
        finally:
            self.is_writing = False
            screen.busy = ""

    async def _finish(self, applied: Applied) -> None:
        await self._screen.keeper.discard()
        self._screen.dismiss(applied)


def _still_needed(stack: Stack, agreed: Agreed) -> tuple[str, ...]:
    return tuple(
        service.id for service in stack.services if service.id in agreed.recreate and service.requires_recreate
    )
