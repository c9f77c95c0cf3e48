"""What a person does to a whole stack: each write is followed by a picture that has it.

The client remembers the event of a write, so that what is read next is never older than that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.client.errors import ApiError
from tui.models.declaration import StackPatch, TemplateConfig

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.stack import Stack, UpdateSchedule
    from tui.state.poller import Poller


class StackWrites:
    """Creates, changes and deletes stacks. Every method raises `ApiError` when the platform does not do it."""

    def __init__(self, client: Client, poller: Poller) -> None:
        self._client = client
        self._poller = poller

    async def create(self, project_id: str, name: str, template: TemplateConfig | None = None) -> Stack:
        """Create a stack, empty or from a template; gives it as it is at first."""
        stack = await self._client.stacks.create(project_id, name, template=template)
        await self._read(stack.id)
        return stack

    async def rename(self, stack_id: str, name: str) -> Stack:
        """Give the stack another name."""
        return await self._change(stack_id, StackPatch(description=name))

    async def schedule(self, stack_id: str, schedule: UpdateSchedule | None) -> Stack:
        """Have the stack updated by a schedule, None for never by itself."""
        return await self._change(stack_id, StackPatch(update_schedule=schedule))

    async def delete(self, stack_id: str) -> None:
        """Delete the stack with all that is in it."""
        await self._client.stacks.delete(stack_id)
        self._poller.forget_stack(stack_id)

    async def _change(self, stack_id: str, patch: StackPatch) -> Stack:
        stack = await self._client.stacks.update(stack_id, patch)
        await self._read(stack_id)
        return stack

    async def _read(self, stack_id: str) -> None:
        """Publish the stack as it is now. It was written in any case: what can't be read now is read with the fleet."""
        try:
            await self._poller.read_stack(stack_id)
        except ApiError:
            self._poller.refresh()
