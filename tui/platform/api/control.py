"""What the API does: the rules of actions, between the store that remembers and the runtime that runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tui.models.service import ServiceStatus
from tui.platform.api.errors import Invalid, NotFound, PermissionDenied, PreconditionFailed, Problem
from tui.platform.api.merge import change, declare
from tui.platform.api.requests import CreateBody, DeclareBody, PatchBody
from tui.platform.api.specs import Folders, deployed_spec, pending_spec
from tui.platform.runtime import Runtime, StatusChange
from tui.platform.store.mint import Mint
from tui.platform.store.records import Definition, ProjectRecord, ServiceRecord, StackRecord, World
from tui.platform.store.store import Store


class Control:
    """Carries out what requests ask for. Lookups that fail raise the refusal the contract names."""

    def __init__(self, data: Path, runtime: Runtime, *, lag: float, mint: Mint) -> None:
        self._data = data
        self._runtime = runtime
        self._lag = lag
        self.mint = mint
        self._store: Store | None = None
        self.user_id = ""
        """The platform's one user."""
        self._folders = Folders(data)

    @property
    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            raise RuntimeError("The platform's store is not open.")
        return self._store

    def open(self) -> Store:
        """Open the store."""
        self._store = Store(self._data, lag=self._lag)
        self.user_id = self._store.fact("user", self.mint.id())
        return self._store

    async def start_up(self) -> None:
        """Run again what has to run."""
        now = self.mint.now()
        stacks = {key: _after_restart(stack, now) for key, stack in self.store.world.stacks.items()}
        self.store.put_stacks(stacks)
        self._runtime.on_status(self._status_changed)
        wanted = [(stack, each) for stack in stacks.values() for each in stack.services if each.runs_again]
        await self._runtime.recover([deployed_spec(stack, each, self._folders) for stack, each in wanted])

    async def shut_down(self) -> None:
        """Stop what runs and close the store."""
        await self._runtime.close()
        self.store.close()
        self._store = None

    async def create_stack(self, project_id: str, body: CreateBody) -> StackRecord:
        """Create an empty stack."""
        project = find_project(self.store.world, project_id)
        if body.template_config:
            raise NotFound(f"There is no template {body.template_config.template_id}.")
        stack = StackRecord(
            id=self.mint.id(),
            project_id=project.id,
            description=body.description,
            prefix=self.mint.short_id(project.short_id),
        )
        self.store.put_stack(stack)
        return stack

    async def declare_stack(self, stack_id: str, body: DeclareBody) -> StackRecord:
        """Make a stack what a PUT says."""
        stack = find_stack(self.store.world, stack_id)
        return await self._replace(stack, declare(stack, body, home=self._home(stack), mint=self.mint))

    async def update_stack(self, stack_id: str, body: PatchBody, *, recreate: bool) -> StackRecord:
        """Change a stack as a PATCH says, and create anew at once what it changed when *recreate*."""
        stack = find_stack(self.store.world, stack_id)
        changed = await self._replace(stack, change(stack, body, home=self._home(stack), mint=self.mint))
        if not recreate:
            return changed
        for service in changed.services:
            if service.name in body.services and service.drifted:
                await self._deploy(changed, service)
        return self.store.world.stacks[stack.id]

    async def delete_stack(self, stack_id: str) -> int:
        """Delete a stack with all that is in it; gives the event."""
        stack = find_stack(self.store.world, stack_id)
        if stack.is_default:
            raise Invalid([Problem("stackId", "The default stack can't be deleted.", "forbidden")])
        self.store.drop_stack(stack.id)
        for service in stack.services:
            await self._runtime.remove(service.id)
        for volume in stack.volumes:
            await asyncio.to_thread(self._folders.delete_volume, volume.id)
        return self.store.event

    async def delete_volume(self, stack_id: str, volume_id: str) -> int:
        """Delete a volume that no service mounts; gives the event."""
        stack = find_stack(self.store.world, stack_id)
        volume = stack.volume(volume_id)
        if volume is None:
            raise PermissionDenied(f"There is no volume {volume_id} in the stack {stack.description}.")
        if users := [each.name for each in stack.users_of(volume)]:
            raise PreconditionFailed(f"{volume.name} is mounted by {', '.join(users)}; detach it first.")
        event = self.store.put_stack(replace(stack, volumes=tuple(each for each in stack.volumes if each != volume)))
        await asyncio.to_thread(self._folders.delete_volume, volume.id)
        return event

    async def start(self, stack_id: str, service_id: str) -> int:
        """Start a service that is stopped or failed; gives the event."""
        stack, service = find_service(self.store.world, stack_id, service_id)
        _require(service, {ServiceStatus.STOPPED, ServiceStatus.ERROR}, "started")
        spec = deployed_spec(stack, service, self._folders)
        return await self._act(service, wanted=True, act=lambda: self._runtime.start(spec))

    async def stop(self, stack_id: str, service_id: str) -> int:
        """Stop a service that is not stopped; gives the event."""
        _, service = find_service(self.store.world, stack_id, service_id)
        _require(service, set(ServiceStatus) - {ServiceStatus.STOPPED}, "stopped")
        return await self._act(service, wanted=False, act=lambda: self._runtime.stop(service.id))

    async def restart(self, stack_id: str, service_id: str) -> int:
        """Restart a service that runs or failed; gives the event."""
        _, service = find_service(self.store.world, stack_id, service_id)
        _require(service, {ServiceStatus.RUNNING, ServiceStatus.ERROR}, "restarted")
        return await self._act(service, wanted=True, act=lambda: self._runtime.restart(service.id))

    async def recreate(self, stack_id: str, service_id: str) -> int:
        """Create a service anew from its pending state; gives the event."""
        stack, service = find_service(self.store.world, stack_id, service_id)
        spec = pending_spec(stack, service, self._folders)
        return await self._act(service, wanted=True, act=lambda: self._runtime.recreate(spec))

    async def pull(self, stack_id: str, service_id: str, *, recreate: bool) -> int:
        """Take the image as it is now and create the service anew; gives the event.

        The images of this platform are part of it, so there is nothing to fetch.
        """
        if recreate:
            return await self.recreate(stack_id, service_id)
        find_service(self.store.world, stack_id, service_id)
        return self.store.event

    async def logs(self, stack_id: str, service_id: str, tail: int | None) -> bytes:
        """The last lines of a service's log."""
        _, service = find_service(self.store.read_side.world, stack_id, service_id)
        return await self._runtime.logs(service.id, tail)

    async def _replace(self, old: StackRecord, new: StackRecord) -> StackRecord:
        self.store.put_stack(new)
        kept = {each.id for each in new.services}
        known = {each.id for each in old.services}
        for service in old.services:
            if service.id not in kept:
                await self._runtime.remove(service.id)
        for service in new.services:
            if service.id not in known:
                await self._runtime.start(pending_spec(new, service, self._folders))
        await self.store.checkpoint_when_due()
        return self.store.world.stacks[new.id]

    async def _deploy(self, stack: StackRecord, service: ServiceRecord) -> None:
        """Create *service* anew; one that does not run stays as it is, ready to be started with what was changed."""
        if service.status is ServiceStatus.STOPPED:
            self.store.put_service(replace(service, deployed=service.pending))
        else:
            await self._runtime.recreate(pending_spec(stack, service, self._folders))

    def _home(self, stack: StackRecord) -> str:
        return f"/home/{self.store.world.projects[stack.project_id].short_id}"

    async def _act(self, service: ServiceRecord, *, wanted: bool, act: Callable[[], Awaitable[None]]) -> int:
        self.store.put_service(replace(service, wanted=wanted))
        await act()
        await self.store.checkpoint_when_due()
        return self.store.event

    def _status_changed(self, change: StatusChange) -> None:
        service = self.store.service(change.service_id)
        if service is None:
            return
        source = change.deployed.source if change.deployed else None
        deployed = source if isinstance(source, Definition) else None
        self.store.put_service(
            replace(
                service,
                status=change.status,
                status_set_at=self.mint.now(),
                message=change.message.encode("utf-8", "replace").decode(),
                deployed=deployed or service.deployed,
                created=service.created or deployed is not None,
            )
        )


def find_project(world: World, reference: str) -> ProjectRecord:
    """The project with this id or short id, or `PermissionDenied`."""
    found = world.project(reference)
    if found is None:
        raise PermissionDenied(f"There is no project {reference}, or it is not yours.")
    return found


def find_stack(world: World, stack_id: str) -> StackRecord:
    """The stack with this id, or `PermissionDenied`."""
    found = world.stacks.get(stack_id.lower())
    if found is None:
        raise PermissionDenied(f"There is no stack {stack_id}, or it is not yours.")
    return found


def find_service(world: World, stack_id: str, service_id: str) -> tuple[StackRecord, ServiceRecord]:
    """The service with this id or short id and its stack, or `PermissionDenied` or `NotFound`."""
    stack = find_stack(world, stack_id)
    found = stack.service(service_id)
    if found is None:
        raise NotFound(f"There is no service {service_id} in the stack {stack.description}.")
    return stack, found


def _require(service: ServiceRecord, allowed: set[ServiceStatus], done: str) -> None:
    if service.status not in allowed:
        raise PreconditionFailed(f"{service.name} is {service.status.value} and can't be {done} now.")


def _after_restart(stack: StackRecord, now: datetime) -> StackRecord:
    services = tuple(_service_after_restart(each, now) for each in stack.services)
    return stack if services == stack.services else replace(stack, services=services)


def _service_after_restart(service: ServiceRecord, now: datetime) -> ServiceRecord:
    if service.runs_again:
        message = "Starting again with the platform."
        return replace(service, status=ServiceStatus.STARTING, status_set_at=now, message=message)
    if service.status in (ServiceStatus.STOPPED, ServiceStatus.ERROR):
        return service
    return replace(service, status=ServiceStatus.STOPPED, status_set_at=now, message="Stopped.")
