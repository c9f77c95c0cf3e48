"""The platform's life: the store that remembers, the runtime that runs, and what the one learns from the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tui.models.service import ServiceStatus
from tui.platform.api.answers import Answers
from tui.platform.api.specs import Folders, deployed_spec
from tui.platform.runtime import Runtime, StatusChange
from tui.platform.store.mint import Mint
from tui.platform.store.records import Definition, ServiceRecord, StackRecord
from tui.platform.store.store import Store


class Control:
    """Store and runtime from the platform's start to its end; what requests do is built on it."""

    def __init__(self, data: Path, runtime: Runtime, *, lag: float, mint: Mint) -> None:
        self._data = data
        self._lag = lag
        self._store: Store | None = None
        self.runtime = runtime
        self.mint = mint
        self.folders = Folders(data)
        self.answers = Answers()
        self.user_id = ""
        """The platform's one user."""
        self.proxy_port: int | None = None
        """Where on loopback the proxy answers for the domains; None while it does not."""

    @property
    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            raise RuntimeError("The platform's store is not open.")
        return self._store

    def open(self) -> Store:
        """Open the store.

        Raises:
            PlatformError: It can't be opened; the text says why.
        """
        self._store = Store(self._data, lag=self._lag)
        self.user_id = self._store.fact("user", self.mint.id())
        return self._store

    async def start_up(self) -> None:
        """Run again what has to run, and listen to what becomes of it."""
        now = self.mint.now()
        stacks = {key: _after_restart(stack, now) for key, stack in self.store.world.stacks.items()}
        self.store.put_stacks(stacks)
        self.runtime.on_status(self._status_changed)
        wanted = [(stack, each) for stack in stacks.values() for each in stack.services if each.runs_again]
        await self.runtime.recover([deployed_spec(stack, each, self.folders) for stack, each in wanted])

    async def shut_down(self) -> None:
        """Stop what runs and close the store."""
        try:
            await self.runtime.close()
        finally:
            self.store.close()
            self._store = None

    def mark(self, service: ServiceRecord, status: ServiceStatus, message: str, *, wanted: bool = True) -> int:
        """Write down that an action on *service* was accepted, before it is ordered; gives the event.

        The status is the one on the way, so that a reader who has seen the event never takes the old status for
        the outcome. What the runtime tells comes after it.
        """
        now = self.mint.now()
        return self.store.put_service(
            replace(service, wanted=wanted, status=status, status_set_at=now, message=message)
        )

    def _status_changed(self, change: StatusChange) -> None:
        service = self.store.service(change.service_id)
        if service is None:
            return
        source = change.deployed.source if change.deployed else None
        if isinstance(source, Definition):
            service = replace(service, deployed=source, created=True)
        if not _is_overtaken(service, change.status):
            message = change.message.encode("utf-8", "replace").decode()
            service = replace(service, status=change.status, status_set_at=self.mint.now(), message=message)
        self.store.put_status(service)


def _is_overtaken(service: ServiceRecord, told: ServiceStatus) -> bool:
    """True for a step on the way up that is told after a stop was accepted and before the runtime came to it."""
    on_its_way_down = service.status is ServiceStatus.STOPPING and not service.wanted
    return on_its_way_down and told in (ServiceStatus.CREATING, ServiceStatus.STARTING, ServiceStatus.RUNNING)


def _after_restart(stack: StackRecord, now: datetime) -> StackRecord:
    return replace(stack, services=tuple(_service_after_restart(each, now) for each in stack.services))


def _service_after_restart(service: ServiceRecord, now: datetime) -> ServiceRecord:
    if service.runs_again:
        status = ServiceStatus.STARTING if service.created else ServiceStatus.CREATING
        return replace(service, status=status, status_set_at=now, message="starting with the platform")
    if service.status in (ServiceStatus.STOPPED, ServiceStatus.ERROR):
        return service
    return replace(service, status=ServiceStatus.STOPPED, status_set_at=now, message="stopped")
