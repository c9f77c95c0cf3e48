"""A service's status as glyph, colour and word; never colour alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from tui.presentation.palette import Look
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.service import Service

MOVING = frozenset({"creating", "starting", "stopping"})
WORST_FIRST = ("error", "creating", "starting", "stopping", "unknown", "running", "stopped")


def severity(status: str) -> int:
    """The place of a status when the worst comes first."""
    return WORST_FIRST.index(status) if status in WORST_FIRST else WORST_FIRST.index("unknown")


def rank(status: str) -> int:
    """The place of a service in a list with the worst first: what is on its way stays among what runs.

    A row must not wander because somebody restarts it.
    """
    match status:
        case "error":
            return 0
        case "stopped":
            return 2
        case _:
            return 1


def glyph(status: str, look: Look) -> str:
    """The one-cell sign of a status."""
    if status in MOVING:
        return look.glyphs.moving
    match status:
        case "running":
            return look.glyphs.running
        case "stopped":
            return look.glyphs.stopped
        case "error":
            return look.glyphs.error
        case _:
            return look.glyphs.unknown


def colour(status: str, look: Look) -> str:
    """The colour of a status."""
    if status in MOVING:
        return look.palette.moving
    match status:
        case "running":
            return look.palette.good
        case "error":
            return look.palette.bad
        case "stopped":
            return look.palette.muted
        case _:
            return look.palette.moving


def sign(status: str, look: Look) -> Text:
    """The glyph of a status in its colour."""
    return Text(glyph(status, look), style=colour(status, look))


def word(status: str, look: Look, *, doing: str | None = None) -> Text:
    """The status in its colour, or what is being done to it right now."""
    if doing is not None and status not in MOVING:
        return Text(f"{doing}{look.glyphs.ellipsis}", style=look.palette.moving)
    return Text(plain(status), style=colour(status, look))


def worst(counts: Mapping[str, int], look: Look) -> Text:
    """The worst status of many with how many have it: `▲ 1`, or nothing where there is none."""
    if not counts:
        return Text("")
    status = min(counts, key=severity)
    group = sum(number for name, number in counts.items() if glyph(name, look) == glyph(status, look))
    return Text(f"{glyph(status, look)} {group}", style=colour(status, look))


def totals(statuses: Mapping[str, int], look: Look) -> Text:
    """How many there are of each kind: `● 11  ◐ 1  ▲ 1  ○ 2`; kinds without any are left out."""
    counts: Counter[str] = Counter()
    for status, having in statuses.items():
        counts[glyph(status, look)] += having
    text = Text()
    for status in ("running", "starting", "unknown", "error", "stopped"):
        if number := counts.get(glyph(status, look)):
            if text:
                text.append("  ")
            text.append(f"{glyph(status, look)} {number}", style=colour(status, look))
    return text


def is_problem(service: Service) -> bool:
    """True where somebody should look: broken, or changed and not recreated."""
    return service.status == "error" or service.requires_recreate


def drift_fields(service: Service) -> tuple[str, ...]:
    """In which fields the pending state differs from the deployed one, in the words of a definition."""
    pending, deployed = service.pending_state, service.deployed_state
    names = {
        "image": pending.image != deployed.image,
        "env": (pending.envs or {}) != (deployed.envs or {}),
        "command": (pending.command or ()) != (deployed.command or ()),
        "entrypoint": (pending.entrypoint or ()) != (deployed.entrypoint or ()),
        "ports": (pending.ports or ()) != (deployed.ports or ()),
        "volumes": (pending.volumes or ()) != (deployed.volumes or ()),
    }
    return tuple(name for name, differs in names.items() if differs)


def drift(service: Service, look: Look) -> Text:
    """`↻ image, env` where something waits for a recreate, else nothing."""
    if not service.requires_recreate:
        return Text("")
    fields = ", ".join(drift_fields(service)) or "recreate"
    return Text(f"{look.glyphs.drift} {fields}", style=look.palette.moving)
