"""The volumes of a project: rows of a list, and everything about one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tui.presentation import ages, statuses
from tui.presentation.details import size
from tui.presentation.entries import Entry, Section
from tui.presentation.rows import Row
from tui.presentation.texts import count, plain

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.models.volume import Volume
    from tui.presentation.palette import Look
    from tui.state.fleet import Fleet

NOBODY = {
    "detached": "nobody, and no stack declares it: it can be deleted",
    "unused": "nobody, but its stack declares it: take it out there as well when you delete it",
}


def word(volume: Volume) -> str:
    """Linked while a service mounts it; unused while nobody does and the stack declares it; else detached."""
    if volume.linked_services:
        return "linked"
    return "detached" if volume.orphaned else "unused"


def state(volume: Volume, look: Look, *, doing: str | None = None) -> Text:
    """How it is used as glyph, colour and word, or what is being done to it."""
    if doing is not None:
        return Text(f"{look.glyphs.moving} {doing}{look.glyphs.ellipsis}", style=look.palette.moving)
    if volume.linked_services:
        return Text(f"{look.glyphs.running} {word(volume)}", style=look.palette.good)
    return Text(f"{look.glyphs.stopped} {word(volume)}", style=look.palette.moving)


def row(volume: Volume, fleet: Fleet, look: Look, *, doing: str | None = None) -> Row:
    """Name, stack, size, state and who uses it."""
    stack, users = fleet.stack_name(volume.stack_id), ", ".join(_users(volume, fleet))
    state_shown = state(volume, look, doing=doing)
    used = Text(plain(users)) if users else Text("nobody", style=look.palette.muted)
    cells = (plain(volume.name), plain(stack), size(volume.storage_usage_in_bytes), state_shown, used)
    sort = (
        volume.name.casefold(),
        stack.casefold(),
        -volume.storage_usage_in_bytes,
        bool(volume.linked_services),
        users.casefold(),
    )
    search = " ".join((volume.name, stack, word(volume), users))
    return Row(volume.id, cells, sort, search)


def summary(volumes: Sequence[Volume]) -> str:
    """How many there are, how large together, and how many nobody uses."""
    if not volumes:
        return ""
    told = [count(len(volumes), "volume"), size(sum(each.storage_usage_in_bytes for each in volumes))]
    words = Counter(word(each) for each in volumes)
    told += [f"{words[each]} {each}" for each in ("unused", "detached") if words[each]]
    return ", ".join(told)


def sections(volume: Volume, fleet: Fleet, look: Look, now: datetime) -> list[Section]:
    """Everything about one volume."""
    measured = volume.storage_usage_in_bytes_set_at
    age = (f"  {ages.age(measured, now)} ago", look.palette.muted)
    number = volume.storage_usage_in_bytes
    exact = (f"  {number:,} bytes" if number >= 1000 else "", look.palette.muted)
    facts = (
        Entry("name", "Name", (Text(plain(volume.name)),), (volume.name,)),
        Entry("state", "State", (state(volume, look),)),
        Entry("size", "Size", (Text.assemble(size(number), exact),), (str(number),)),
        Entry("measured", "Measured", (Text.assemble(f"{measured.astimezone():%Y-%m-%d %H:%M:%S}", age),)),
    )
    users = tuple(_use(volume, service_id, fleet, look) for service_id in volume.linked_services)
    note = NOBODY.get(word(volume), "")
    return [
        Section("volume", "", facts),
        Section("users", "Used by", users, note),
        Section("ids", "Ids", tuple(_ids(volume, fleet))),
    ]


def _users(volume: Volume, fleet: Fleet) -> list[str]:
    """The names of the services that mount it; an id where the name is unknown."""
    services = [(service_id, fleet.service(service_id)) for service_id in volume.linked_services]
    return sorted(service.service_name if service else service_id for service_id, service in services)


def _use(volume: Volume, service_id: str, fleet: Fleet, look: Look) -> Entry:
    service = fleet.service(service_id)
    if service is None:
        return Entry(service_id, "Service", (Text(plain(service_id)),), (service_id,))
    status = Text.assemble(statuses.sign(service.status, look), " ", statuses.word(service.status, look))
    where = ", ".join(_mounts(volume, service))
    told = Text.assemble(status, (f"  at {plain(where)}" if where else "", look.palette.muted))
    return Entry(service_id, plain(service.service_name), (told,), (where or service.service_name,))


def _mounts(volume: Volume, service: Service) -> Iterator[str]:
    """Where the service mounts it, now or after the next recreate."""
    states = (service.deployed_state, service.pending_state)
    mounts = dict.fromkeys(mount for each in states for mount in each.volumes or ())
    return (mount.partition(":")[2] for mount in mounts if mount.partition(":")[0] == volume.name)


def _ids(volume: Volume, fleet: Fleet) -> Iterator[Entry]:
    stack = fleet.stack_name(volume.stack_id)
    for key, label, value in (("stack-name", "Stack", stack), ("stack", "Stack id", volume.stack_id)):
        yield Entry(key, label, (Text(plain(value)),), (value,))
    yield Entry("volume", "Volume id", (Text(plain(volume.id)),), (volume.id,))
