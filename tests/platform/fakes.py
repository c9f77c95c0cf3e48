"""A runtime for tests of the API: it runs nothing and tells what a real one would tell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tui.models.service import ServiceStatus
from tui.platform.runtime import ServiceSpec, StatusChange

Listener = Callable[[StatusChange], None]


class FakeRuntime:
    """Statuses come in the order of a real runtime, the last of each action one turn of the loop later."""

    def __init__(self) -> None:
        self.specs: dict[str, ServiceSpec] = {}
        """What was last deployed, by service id."""
        self.running: set[str] = set()
        self.recovered: list[ServiceSpec] = []
        self.removed: list[str] = []
        self.recreated: list[str] = []
        """The names of the services that were created anew, in order."""
        self.lines: dict[str, bytes] = {}
        self.listeners: dict[tuple[str, int], int] = {}
        """Which port of this machine stands for which port of a service."""
        self.closed = False
        self.told = 0
        """How many status changes were told."""
        self._more = asyncio.Event()
        self._listener: Listener | None = None

    def on_status(self, listener: Listener) -> None:
        self._listener = listener

    async def recover(self, running: Sequence[ServiceSpec]) -> None:
        self.recovered = list(running)
        for spec in running:
            await self.start(spec)

    async def start(self, spec: ServiceSpec) -> None:
        if spec.service_id in self.running:
            return
        self.specs[spec.service_id] = spec
        self.tell(spec.service_id, ServiceStatus.STARTING, "Starting.")
        if "/" not in spec.image:
            self.soon(spec.service_id, ServiceStatus.ERROR, f"There is no image {spec.image}.")
            return
        self.running.add(spec.service_id)
        self.soon(spec.service_id, ServiceStatus.RUNNING, "Running.", spec)

    async def stop(self, service_id: str) -> None:
        self.running.discard(service_id)
        self.tell(service_id, ServiceStatus.STOPPING, "Stopping.")
        self.soon(service_id, ServiceStatus.STOPPED, "Stopped.")

    async def restart(self, service_id: str) -> None:
        await self.stop(service_id)
        await self.start(self.specs[service_id])

    async def recreate(self, spec: ServiceSpec) -> None:
        self.recreated.append(spec.name)
        self.running.discard(spec.service_id)
        self.lines.pop(spec.service_id, None)
        await self.start(spec)

    async def remove(self, service_id: str) -> None:
        self.running.discard(service_id)
        self.removed.append(service_id)

    async def logs(self, service_id: str, tail: int | None) -> bytes:
        lines = self.lines.get(service_id, b"").splitlines(keepends=True)
        return b"".join(lines if tail is None else lines[len(lines) - tail :] if tail else [])

    async def find_listener(self, service_id: str, number: int) -> int | None:
        return self.listeners.get((service_id, number)) if service_id in self.running else None

    async def close(self) -> None:
        self.closed = True

    def tell(self, service_id: str, status: ServiceStatus, message: str, deployed: ServiceSpec | None = None) -> None:
        """Tell a status change now."""
        assert self._listener is not None
        self._listener(StatusChange(service_id=service_id, status=status, message=message, deployed=deployed))
        self.told += 1
        self._more.set()

    async def tells_more_than(self, told: int) -> None:
        """Wait until more than *told* status changes were told."""
        while self.told <= told:
            self._more.clear()
            await self._more.wait()

    def soon(self, service_id: str, status: ServiceStatus, message: str, deployed: ServiceSpec | None = None) -> None:
        """Tell a status change in the next turn of the loop, unless the service was removed meanwhile."""
        asyncio.get_running_loop().call_soon(self.tell, service_id, status, message, deployed)
