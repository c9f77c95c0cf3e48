"""What the unit of a service is told: orders from outside, and what happened to its run."""

from __future__ import annotations

from dataclasses import dataclass

from tui.platform.run import Run
from tui.platform.runtime import ServiceSpec


@dataclass(frozen=True, slots=True)
class Start:
    """Run this spec unless something runs."""

    spec: ServiceSpec


@dataclass(frozen=True, slots=True)
class Stop:
    """End what runs."""


@dataclass(frozen=True, slots=True)
class Restart:
    """End what runs and start it again."""


@dataclass(frozen=True, slots=True)
class Recreate:
    """End what runs and run this spec with an empty log and folder."""

    spec: ServiceSpec


@dataclass(frozen=True, slots=True)
class Remove:
    """End what runs and delete what is kept of the service."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A run counts as running."""

    run: Run


@dataclass(frozen=True, slots=True)
class Exited:
    """The process of a run ended by itself."""

    run: Run


@dataclass(frozen=True, slots=True)
class Due:
    """The pause before a restart is over."""


Order = Start | Stop | Restart | Recreate | Remove
Event = Order | Ready | Exited | Due

SUPERSEDED: dict[type[Event], tuple[type[Event], ...]] = {
    Start: (Start,),
    Stop: (Start, Stop, Restart),
    Restart: (Restart,),
    Recreate: (Start, Stop, Restart, Recreate),
    Remove: (Start, Stop, Restart, Recreate),
}
"""Which waiting orders an order makes pointless."""
