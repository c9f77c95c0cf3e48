"""The interface of an engine: start, signal, wait, output."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tui.platform.ports import Port
from tui.platform.runtime import ServiceSpec


class CannotRunError(Exception):
    """A service that cannot be started as it is declared; the text is its status message."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: with a code, or by a signal."""

    code: int | None = None
    signal: int | None = None
    reason: str = ""
    """Why it was ended, where the engine has ended it."""

    @classmethod
    def of(cls, returncode: int, *, reason: str = "") -> Exit:
        """The end that *returncode* stands for, in the way of `subprocess`: a signal is negative."""
        return cls(signal=-returncode, reason=reason) if returncode < 0 else cls(code=returncode, reason=reason)

    @property
    def failed(self) -> bool:
        """True unless it ended with code 0."""
        return self.code != 0

    def __str__(self) -> str:
        how = f"exited with code {self.code}" if self.signal is None else f"killed by {_signal_name(self.signal)}"
        return f"{how} ({self.reason})" if self.reason else how


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a service is given on this machine."""

    home: Path
    """Its own folder, where it starts; empty after a recreate."""
    ports: tuple[Port, ...] = ()
    """Its ports, each with the port of this machine that stands for it."""
    hosts: Path
    """The file that tells the addresses of the project's services."""


class Execution(Protocol):
    """One run of a service, from its start to its end."""

    async def read(self) -> bytes:
        """The next bytes of its output, stdout and stderr together; empty at the end. A slow reader holds it back."""

    async def ready(self) -> None:
        """Return once the service has been alive for a moment and listens where its image says so."""

    async def listens(self, port: int) -> bool:
        """Whether the process, or one it has started, is what answers on this port of the loopback address."""

    def signal(self, number: int) -> None:
        """Send a signal to the process and all it has started; nothing happens when they are gone."""

    async def wait(self) -> Exit:
        """How the process ended, once it has; what it had started may still be there."""

    async def gone(self) -> None:
        """Return once the process, which has ended, and all it had started are gone."""

    def close(self) -> None:
        """Forget the run: its output is read no more, its record is removed."""


class Engine(Protocol):
    """Runs services of one kind."""

    def ports(self, spec: ServiceSpec) -> Sequence[str]:
        """The ports to provide: those declared, else those of the image. Raises CannotRunError."""

    async def start(self, spec: ServiceSpec, place: Place) -> Execution:
        """Start the service. Raises CannotRunError."""

    async def end_orphans(self) -> int:
        """End what a platform that was killed has left behind; gives how many processes that were."""
