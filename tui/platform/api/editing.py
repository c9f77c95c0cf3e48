"""Writing stacks and volumes: what changes in the store, and what the runtime is told to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tui.models.service import ServiceStatus
from tui.platform.api.actions import ServiceActions
from tui.platform.api.control import Control
from tui.platform.api.errors import Invalid, PermissionDenied, PreconditionFailed, Problem
from tui.platform.api.lookup import find_project, find_stack
from tui.platform.api.merge import change, declare
from tui.platform.api.requests import CreateBody, DeclareBody, PatchBody, TemplateBody
from tui.platform.api.specs import pending_spec
from tui.platform.api.templating import Templating
from tui.platform.store.outside import IngressRecord
from tui.platform.store.records import StackRecord


class StackEditing:
    """Carries out the writes of stacks and volumes. A refused write changes nothing."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._actions = ServiceActions(control)
        self._templating = Templating(control)

    async def create(self, project_id: str, body: CreateBody) -> StackRecord:
        """Create a stack, empty or from a template."""
        store, mint = self._control.store, self._control.mint
        project = find_project(store.world, project_id)
        empty = StackRecord(
            id=mint.id(),
            project_id=project.id,
            description=body.description,
            prefix=mint.short_id(project.short_id),
        )
        stack, ingresses = self._templating.fill(empty, body.template_config) if body.template_config else (empty, [])
        return await self._replace(empty, stack, ingresses)

    async def join(self, stack_id: str, body: TemplateBody) -> int:
        """Add what a template makes to a stack; gives the event."""
        stack = find_stack(self._control.store.world, stack_id)
        await self._replace(stack, self._templating.join(stack, body))
        return self._control.store.event

    async def declare(self, stack_id: str, body: DeclareBody) -> StackRecord:
        """Make a stack what a PUT says."""
        stack = find_stack(self._control.store.world, stack_id)
        return await self._replace(stack, declare(stack, body, home=self._home(stack), mint=self._control.mint))

    async def update(self, stack_id: str, body: PatchBody, *, recreate: bool) -> StackRecord:
        """Change a stack as a PATCH says, and deploy at once what it changed when *recreate*."""
        store = self._control.store
        stack = find_stack(store.world, stack_id)
        changed = await self._replace(stack, change(stack, body, home=self._home(stack), mint=self._control.mint))
        for name in body.services if recreate else ():
            await self._deploy(store.world.stacks[changed.id], name)
        return store.world.stacks[changed.id]

    async def delete(self, stack_id: str) -> int:
        """Delete a stack with all that is in it; gives the event."""
        stack = find_stack(self._control.store.world, stack_id)
        if stack.is_default:
            raise Invalid([Problem("stackId", "The default stack can't be deleted.", "forbidden")])
        event = self._control.store.drop_stack(stack.id)
        for service in stack.services:
            await self._control.runtime.remove(service.id)
        for volume in stack.volumes:
            await asyncio.to_thread(self._control.folders.delete_volume, volume.id)
        return event

    async def delete_volume(self, stack_id: str, volume_id: str) -> int:
        """Delete a volume that no service mounts; gives the event."""
        stack = find_stack(self._control.store.world, stack_id)
        volume = stack.volume(volume_id)
        if volume is None:
            raise PermissionDenied(
                f"There is no volume {volume_id} in the stack {stack.description}, or it is not yours."
            )
        if users := [each.name for each in stack.users_of(volume)]:
            raise PreconditionFailed(f"{volume.name} is mounted by {', '.join(users)}: detach it first.")
        left = tuple(each for each in stack.volumes if each is not volume)
        event = self._control.store.put_stack(replace(stack, volumes=left))
        await asyncio.to_thread(self._control.folders.delete_volume, volume.id)
        return event

    async def _replace(
        self, old: StackRecord, new: StackRecord, ingresses: Sequence[IngressRecord] = ()
    ) -> StackRecord:
        self._control.store.put_stack(new, ingresses=ingresses)
        before = {each.id for each in old.services}
        after = {each.id for each in new.services}
        for service_id in before - after:
            await self._control.runtime.remove(service_id)
        for service in new.services:
            if service.id not in before:
                await self._control.runtime.start(pending_spec(new, service, self._control.folders))
        return self._control.store.world.stacks[new.id]

    async def _deploy(self, stack: StackRecord, name: str) -> None:
        """Make what is pending the deployed state; a service that was stopped stays so and starts with it later."""
        service = next((each for each in stack.services if each.name == name), None)
        if service is None or not service.drifted:
            return
        if service.status is ServiceStatus.STOPPED:
            self._control.store.put_service(replace(service, deployed=service.pending))
        else:
            await self._actions.create_anew(stack, service, "recreate requested")

    def _home(self, stack: StackRecord) -> str:
        return f"/home/{self._control.store.world.projects[stack.project_id].short_id}"
