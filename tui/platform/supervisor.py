"""The runtime of the local platform: one unit per service, over an engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from tui.platform.engines.base import Engine, Place
from tui.platform.hosts import HostsBook
from tui.platform.logfile import view_log
from tui.platform.orders import Event, Recreate, Remove, Restart, Start, Stop
from tui.platform.ports import PortBook, container_ports
from tui.platform.runtime import ServiceSpec, StatusChange
from tui.platform.unit import ServiceUnit, Timing
from tui.platform.workplace import Workplace, log_path

_log = logging.getLogger(__name__)


class Supervisor:
    """Runs services as `tui.platform.runtime.Runtime` says, and keeps their logs under the data folder."""

    def __init__(self, data: Path, *, engine: Engine, timing: Timing | None = None) -> None:
        self._services = data / "services"
        self._services.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._engine = engine
        self._timing = timing or Timing()
        self._hosts = HostsBook(data / "hosts")
        self._ports = PortBook(str(data))
        self._units: dict[str, ServiceUnit] = {}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._listeners: list[Callable[[StatusChange], None]] = []
        self._recovery: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def running(self) -> int:
        """How many services have a process now."""
        return sum(unit.runs for unit in self._units.values())

    def on_status(self, listener: Callable[[StatusChange], None]) -> None:
        """Tell every status change from now on to *listener*, in order, on the event loop."""
        self._listeners.append(listener)

    async def recover(self, running: Sequence[ServiceSpec]) -> None:
        """End what a killed platform left behind, then start *running*; returns at once, orders wait for it."""
        self._recovery = asyncio.create_task(self._end_orphans())
        for spec in running:
            self._post(spec.service_id, Start(spec))

    async def start(self, spec: ServiceSpec) -> None:
        """Run *spec*; nothing happens when the service runs already."""
        self._post(spec.service_id, Start(spec))

    async def stop(self, service_id: str) -> None:
        """Stop the service: SIGTERM, SIGKILL after ten seconds."""
        self._post(service_id, Stop())

    async def restart(self, service_id: str) -> None:
        """Stop and start what was started last; a service that was not started in this life stays as it is."""
        self._post(service_id, Restart())

    async def recreate(self, spec: ServiceSpec) -> None:
        """Stop what is deployed, start its log over and run *spec* instead."""
        self._post(spec.service_id, Recreate(spec))

    async def remove(self, service_id: str) -> None:
        """Stop the service for good and delete its log and its folder."""
        self._post(service_id, Remove())

    async def logs(self, service_id: str, tail: int | None) -> bytes:
        """The last *tail* lines of the service's log, or all that is kept of it."""
        with view_log(log_path(self._folder(service_id))) as view:
            return await asyncio.to_thread(view.tail, tail)

    async def find_listener(self, service_id: str, number: int) -> int | None:
        """The port of this machine on which the service's own process listens for its TCP port *number*, if it does."""
        unit = self._units.get(service_id)
        return await unit.find_listener(number) if unit else None

    async def close(self) -> None:
        """Stop everything and tell nobody; can be called again."""
        if self._closed:
            return
        self._closed = True
        self._listeners.clear()
        tasks = [*self._lives.values(), *filter(None, [self._recovery])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(unit.close() for unit in self._units.values()))

    def _post(self, service_id: str, event: Event) -> None:
        if not self._closed:
            self._unit(service_id).post(event)

    def _unit(self, service_id: str) -> ServiceUnit:
        """The service's unit; a new one comes to life with its first order."""
        if service_id not in self._units:
            unit = ServiceUnit(
                service_id,
                engine=self._engine,
                workplace=Workplace(self._folder(service_id)),
                place=self._place,
                tell=self._tell,
                timing=self._timing,
            )
            self._units[service_id] = unit
            life = asyncio.create_task(self._live(unit), name=f"service {service_id}")
            life.add_done_callback(_report)
            self._lives[service_id] = life
        return self._units[service_id]

    async def _live(self, unit: ServiceUnit) -> None:
        if self._recovery is not None:
            # Not this task's own: cancelling one service must not end the recovery of all.
            await asyncio.wait({self._recovery})
        await unit.live()
        self._ports.take_back(unit.service_id)
        self._hosts.drop(unit.service_id)
        del self._units[unit.service_id], self._lives[unit.service_id]

    async def _end_orphans(self) -> None:
        await self._engine.end_orphans()

    def _place(self, spec: ServiceSpec) -> Place:
        """Where *spec* runs; its name and ports are told to the other services of its project."""
        ports = self._ports.give(spec.service_id, container_ports(self._engine.ports(spec)))
        hosts = self._hosts.tell(spec, ports)
        return Place(home=Workplace(self._folder(spec.service_id)).home, ports=ports, hosts=hosts)

    def _folder(self, service_id: str) -> Path:
        # Whatever an id from outside looks like, the name of the folder is a UUID.
        return self._services / str(UUID(service_id))

    def _tell(self, change: StatusChange) -> None:
        # Not from within the unit: a listener that fails must not end the life of the service.
        asyncio.get_running_loop().call_soon(self._pass_on, change)

    def _pass_on(self, change: StatusChange) -> None:
        for listener in self._listeners:
            listener(change)


def _report(task: asyncio.Task[None]) -> None:
    """Write down with what bug a task has ended, at once and not when it is collected."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("%s ended by a bug", task.get_name(), exc_info=error)
