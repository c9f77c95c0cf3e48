"""Actions on services: which status allows which, what is written down, and what the runtime is told to do.

Every action is accepted at once and finishes later: the runtime tells each status on the way.
"""

from __future__ import annotations

from dataclasses import replace

from tui.models.service import ServiceStatus
from tui.platform.api.control import Control
from tui.platform.api.errors import PreconditionFailed
from tui.platform.api.lookup import find_service
from tui.platform.api.specs import deployed_spec, pending_spec
from tui.platform.store.records import ServiceRecord, StackRecord

AT_REST = frozenset({ServiceStatus.STOPPED, ServiceStatus.ERROR})
"""Nothing runs: it was stopped, has failed or waits to be tried again."""


class ServiceActions:
    """Carries out actions; each gives the number of the event it is known by."""

    def __init__(self, control: Control) -> None:
        self._control = control

    async def start(self, stack_id: str, service_id: str) -> int:
        """Start what is deployed; only from stopped or error."""
        stack, service = self._find(stack_id, service_id)
        _require(service, service.status in AT_REST, "started")
        return await self._start(stack, service, "start requested")

    async def stop(self, stack_id: str, service_id: str) -> int:
        """Stop a service; from anything but stopped."""
        _, service = self._find(stack_id, service_id)
        _require(service, service.status is not ServiceStatus.STOPPED, "stopped")
        event = self._control.mark(service, ServiceStatus.STOPPING, "stop requested", wanted=False)
        await self._control.runtime.stop(service.id)
        return event

    async def restart(self, stack_id: str, service_id: str) -> int:
        """Restart what is deployed; only from running or error."""
        stack, service = self._find(stack_id, service_id)
        _require(service, service.status in (ServiceStatus.RUNNING, ServiceStatus.ERROR), "restarted")
        if service.status is ServiceStatus.ERROR:
            # There may be nothing to restart: what failed for good before the platform started is not known to the
            # runtime.
            return await self._start(stack, service, "restart requested")
        event = self._control.mark(service, ServiceStatus.STOPPING, "restart requested")
        await self._control.runtime.restart(service.id)
        return event

    async def recreate(self, stack_id: str, service_id: str) -> int:
        """Create a service anew from its pending state."""
        return await self.create_anew(*self._find(stack_id, service_id), "recreate requested")

    async def pull(self, stack_id: str, service_id: str, *, recreate: bool) -> int:
        """Take the image as it is now, and create the service anew when *recreate*.

        The images are part of this platform, so there is nothing to fetch.
        """
        found = self._find(stack_id, service_id)
        return await self.create_anew(*found, "pull requested") if recreate else self._control.store.event

    async def create_anew(self, stack: StackRecord, service: ServiceRecord, message: str) -> int:
        """Replace what is deployed by what is pending."""
        status = ServiceStatus.CREATING if service.status in AT_REST else ServiceStatus.STOPPING
        event = self._control.mark(service, status, message)
        await self._control.runtime.recreate(pending_spec(stack, service, self._control.folders))
        return event

    async def update(self, stack_id: str) -> None:
        """Take the images of a stack as they are now, and create its services anew; what is stopped stays so."""
        for service in self._control.store.world.stacks[stack_id].services:
            # Read again for each: the one before it may have taken a moment.
            stack = self._control.store.world.stacks.get(stack_id)
            now = stack.service(service.id) if stack else None
            if stack is None or now is None:
                continue
            if now.wanted and now.status is not ServiceStatus.STOPPED:
                await self.create_anew(stack, now, "update is due")
            elif now.drifted and now.status is ServiceStatus.STOPPED:
                self._control.store.put_service(replace(now, deployed=now.pending))

    async def logs(self, stack_id: str, service_id: str, tail: int | None) -> bytes:
        """The last *tail* lines of a service's log, or all that is kept of it."""
        _, service = find_service(self._control.store.read_side.world, stack_id, service_id)
        return await self._control.runtime.logs(service.id, tail)

    async def _start(self, stack: StackRecord, service: ServiceRecord, message: str) -> int:
        event = self._control.mark(service, ServiceStatus.STARTING, message)
        await self._control.runtime.start(deployed_spec(stack, service, self._control.folders))
        return event

    def _find(self, stack_id: str, service_id: str) -> tuple[StackRecord, ServiceRecord]:
        return find_service(self._control.store.world, stack_id, service_id)


def _require(service: ServiceRecord, allowed: bool, done: str) -> None:
    if not allowed:
        raise PreconditionFailed(f"{service.name} is {service.status.value} and can't be {done} now.")
