"""The seam between the platform's API and whatever really runs its services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tui.models.service import RestartPolicy, ServiceStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSpec:
    """All that is needed to run one service; made from its pending state."""

    service_id: str
    short_id: str
    """`c-xxxxxx`; safe as a file name, unlike the service's own name."""
    name: str
    stack_id: str
    project_id: str
    image: str
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    """As declared: `<public>:<container>/<protocol>`, `3306/tcp`, ranges."""
    volumes: tuple[tuple[Path, str], ...] = ()
    """Pairs of the folder on this machine and the mount point declared for it."""
    memory_bytes: int | None = None
    restart_policy: RestartPolicy = RestartPolicy.UNLESS_STOPPED
    source: object = field(default=None, compare=False, repr=False)
    """What the caller made the spec from; the runtime hands it back untouched with `StatusChange.deployed`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusChange:
    """A service went to another status, told by the runtime."""

    service_id: str
    status: ServiceStatus
    message: str
    deployed: ServiceSpec | None = None
    """The spec that now runs, when the change made it the deployed one."""


class Runtime(Protocol):
    """Runs services. Every method returns at once or nearly; what happens next is told to the listener."""

    def on_status(self, listener: Callable[[StatusChange], None]) -> None:
        """Tell every status change from now on to *listener*, in order, on the event loop."""

    async def recover(self, running: Sequence[ServiceSpec]) -> None:
        """End what an earlier life left behind, then start *running* again."""

    async def start(self, spec: ServiceSpec) -> None:
        """Run *spec*; nothing happens when the service runs already."""

    async def stop(self, service_id: str) -> None:
        """Stop the service: SIGTERM, SIGKILL after ten seconds."""

    async def restart(self, service_id: str) -> None:
        """Stop and start what is deployed, unchanged."""

    async def recreate(self, spec: ServiceSpec) -> None:
        """Stop what is deployed, start its log over and run *spec* instead."""

    async def remove(self, service_id: str) -> None:
        """Stop the service for good and delete its log."""

    async def logs(self, service_id: str, tail: int | None) -> bytes:
        """The last *tail* lines of the service's log, or all that is kept of it."""

    async def find_listener(self, service_id: str, number: int) -> int | None:
        """The port of this machine on which the service's own process listens for its TCP port *number*, if it does."""

    async def close(self) -> None:
        """Stop everything; what ran is not told as stopped, so that it runs again at the next start."""
