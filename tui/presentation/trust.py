"""How far what is shown can be trusted, in few words: for the header, and for each pane."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tui.presentation.ages import age

if TYPE_CHECKING:
    from collections.abc import Collection

    from tui.presentation.palette import Look
    from tui.state.fleet import Fleet, Health


def of_fleet(fleet: Fleet, now: datetime, look: Look, *, trouble: str = "") -> tuple[str, ...]:
    """What has to be known about the data as a whole, in many words and in ever fewer; nothing while it is fresh.

    *trouble* is what stands in the way of asking at all.
    """
    wrong, old = trouble or of_line(fleet.health), ""
    if fleet.is_remembered and fleet.remembered_at is not None:
        old = age(fleet.remembered_at, now)
    if not wrong:
        return (f"{look.glyphs.moving} last known, {old} old", f"{old} old") if old else ()
    wrong = f"{look.glyphs.error} {wrong}"
    if old:
        return f"{wrong}, last known {old} ago", f"{wrong}, {old} old", f"{look.glyphs.error} {old} old"
    if fleet.health.condition in {"unreachable", "stale"} and (fleet.projects or fleet.stacks) and not trouble:
        return f"{wrong}, showing what was last known", wrong
    return (wrong,)


def of_projects(fleet: Fleet) -> str:
    """What has to be known about the list of projects alone."""
    return "not allowed" if fleet.projects_forbidden else ""


def age_of(fleet: Fleet, stacks: Collection[str], now: datetime) -> str:
    """How old what is shown of these stacks is, where one of them was not read since the program started."""
    if fleet.remembered_at is None or fleet.remembered.isdisjoint(stacks):
        return ""
    return f"{age(fleet.remembered_at, now)} old"


def of_line(health: Health) -> str:
    """What is wrong with the answers of the platform; empty while nothing is."""
    since = f" since {health.since.astimezone():%H:%M}" if health.since else ""
    match health.condition:
        case "stale":
            return f"no answer{since}"
        case "unreachable":
            return f"unreachable{since}"
        case "refused":
            return "token refused"
        case "forbidden":
            return "not allowed"
        case "limited":
            return "rate limit used up" + (f" until {health.until.astimezone():%H:%M:%S}" if health.until else "")
        case "failed":
            return f"no usable answer{since}"
        case _:
            return ""
