"""What projects have beside stacks, for `stackdeck ls`: registries, domains and volumes, read and as tables."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.cli.domains import target_path
from tui.cli.output import Cell, Cells, Table
from tui.client import Client
from tui.client.errors import Forbidden, NotFound
from tui.models.ingress import Ingress
from tui.models.registry import Registry
from tui.models.volume import Volume
from tui.presentation.details import size
from tui.presentation.domains import Standing, Told, certificate, reachability
from tui.state.fleet import Fleet

KINDS = ("registries", "domains", "volumes")
Thing = Registry | Ingress | Volume
_AT_ONCE = 6
"""Projects that are asked about at the same time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Belongings:
    """The things of one kind in a part of the fleet."""

    fleet: Fleet
    """The names of what the things mention."""
    kind: str
    things: Sequence[Thing]
    """In the order of the table."""
    untold: Sequence[tuple[str, str]] = ()
    """Projects that may not be asked about, each with what the platform said."""

    def table(self, *, now: datetime) -> Table:
        """The things as a table, as of *now* by the platform's clock; a domain has a row for each of its paths."""
        heads, rows = _HEADS[self.kind], [row for thing in self.things for row in _rows(self.fleet, thing, now)]
        return Table(heads, rows, right=frozenset({3}) if self.kind == "volumes" else frozenset())


_HEADS = {
    "registries": ("PROJECT", "REGISTRY", "LOGIN", "STATE", "DESCRIPTION", "ID"),
    "domains": ("PROJECT", "DOMAIN", "PATH", "TARGET", "STATE", "TLS", "ID"),
    "volumes": ("PROJECT", "STACK", "VOLUME", "SIZE", "USED BY", "ID"),
}


async def read_belongings(client: Client, fleet: Fleet, kind: str, *, project_id: str | None = None) -> Belongings:
    """All things of *kind*, in all projects of *fleet* or in one.

    Domains come in one list; of the rest each project is asked, and one that may not be asked about is told of.

    Raises:
        ApiError: There was no answer, or the one project may not be asked about.
    """
    things: Sequence[Thing]
    untold: Sequence[tuple[str, str]] = ()
    if kind == "domains":
        things = await client.ingresses.list(project_id=project_id).all()
    elif project_id is not None:
        things = await _of_project(client, kind, project_id)
    else:
        things, untold = await _of_projects(client, kind, fleet)
    ordered = sorted(things, key=lambda each: _order(fleet, each))
    return Belongings(fleet=fleet, kind=kind, things=ordered, untold=untold)


async def _of_projects(client: Client, kind: str, fleet: Fleet) -> tuple[list[Thing], list[tuple[str, str]]]:
    found: list[Thing] = []
    untold: list[tuple[str, str]] = []
    few = asyncio.Semaphore(_AT_ONCE)

    async def ask(project_id: str) -> None:
        try:
            async with few:
                found.extend(await _of_project(client, kind, project_id))
        except (Forbidden, NotFound) as error:
            untold.append((fleet.project_name(project_id), error.message))

    await asyncio.gather(*map(ask, fleet.projects))
    return found, sorted(untold)


async def _of_project(client: Client, kind: str, project_id: str) -> Sequence[Thing]:
    if kind == "registries":
        return await client.registries.list(project_id).all()
    return await client.volumes.list(project_id).all()


def _order(fleet: Fleet, thing: Thing) -> tuple[str, ...]:
    """By project, and then as one looks for them."""
    project_id = _project_of(fleet, thing)
    match thing:
        case Registry():
            own: tuple[str, ...] = (thing.uri,)
        case Ingress():
            own = ("" if thing.is_default else thing.hostname.casefold(),)
        case Volume():
            own = (fleet.stack_name(thing.stack_id).casefold(), thing.name.casefold())
    return (fleet.project_name(project_id).casefold(), project_id, *own, thing.id)


def _project_of(fleet: Fleet, thing: Thing) -> str:
    if not isinstance(thing, Volume):
        return thing.project_id
    stack = fleet.stacks.get(thing.stack_id)
    return stack.project_id if stack else thing.stack_id


def _rows(fleet: Fleet, thing: Thing, now: datetime) -> Iterator[Cells]:
    project = fleet.project_name(_project_of(fleet, thing))
    match thing:
        case Registry():
            yield project, thing.uri, *_login(thing), thing.description, thing.id
        case Volume():
            stack = fleet.stack_name(thing.stack_id)
            yield project, stack, thing.name, size(thing.storage_usage_in_bytes), _users(fleet, thing), thing.id
        case Ingress():
            state, secured = reachability(thing), certificate(thing, now)
            for path in thing.paths:
                target = target_path(fleet, path.target)
                yield project, thing.hostname, path.path, target, _told(state), _told(secured), thing.id


def _login(registry: Registry) -> tuple[str, Cell]:
    if registry.credentials is None:
        return "none", Cell("")
    state = Cell("accepted", "running") if registry.credentials.valid else Cell("refused", "error")
    return registry.credentials.username, state


_STATUSES = {Standing.BROKEN: "error", Standing.WAITING: "starting", Standing.GOOD: "running", Standing.OFF: "stopped"}
"""The status of a service that has the colour of a standing."""


def _told(told: Told) -> Cell:
    return Cell(told.words, _STATUSES[told.standing])


def _users(fleet: Fleet, volume: Volume) -> Cell:
    names = [service.service_name if (service := fleet.services.get(each)) else each for each in volume.linked_services]
    if not names:
        return Cell("detached" if volume.orphaned else "no service", "stopped")
    return Cell(", ".join(sorted(names)))
