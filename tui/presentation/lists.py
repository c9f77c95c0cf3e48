"""What stands in the rows of the three lists: cells, what they sort by, and what a filter looks in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from tui.presentation import ages, statuses
from tui.presentation.palette import Look
from tui.presentation.rows import Row
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.state.fleet import Fleet

ALL = "*"
"""The key of the row that stands for everything."""


def project_rows(fleet: Fleet, look: Look) -> list[Row]:
    """The whole fleet first, then the projects by name."""
    everything = [service.status for service in fleet.services.values()]
    lines = [Row(ALL, (Text("All projects"), statuses.worst(everything, look)), ("", _worst_of(everything)), "")]
    for project in sorted(fleet.projects.values(), key=lambda project: project.description.casefold()):
        found = [service.status for service in fleet.services_of(project.id)]
        name = _project_name(project, look)
        search = f"{project.description} {project.short_id}"
        sort = (project.description.casefold(), _worst_of(found))
        lines.append(Row(project.id, (name, statuses.worst(found, look)), sort, search))
    return lines


def stack_rows(fleet: Fleet, project_id: str, look: Look) -> list[Row]:
    """The stacks of a project; of all projects each with its project's name, behind a row for all of them."""
    if project_id != ALL:
        return [_stack_row(stack, stack.description, look) for stack in fleet.stacks_of(project_id)]
    everything = [service.status for service in fleet.services.values()]
    lines = [Row(ALL, (Text("All stacks"), _running(everything, look)), ("", 0), "")]
    named = [
        (f"{fleet.project_name(stack.project_id)} {look.glyphs.separator} {stack.description}", stack)
        for stack in fleet.stacks.values()
    ]
    named.sort(key=lambda pair: (not pair[1].services, pair[0].casefold(), pair[1].id))
    return [*lines, *(_stack_row(stack, name, look) for name, stack in named)]


class _Made(NamedTuple):
    """What a service's row was made from; a row made from the same is the same row."""

    service: Service
    project: str
    stack: str
    age: str
    doing: str | None
    look: Look


class ServiceRows:
    """Makes the rows of services, and gives the very same row again while nothing in it changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Made, Row]] = {}

    def make(
        self, fleet: Fleet, services: list[Service], *, now: datetime, look: Look, doing: Mapping[str, str]
    ) -> list[Row]:
        """The given services, with what is being done to them right now (a word by service id)."""
        known, self._known = self._known, {}
        for service in services:
            made = _Made(
                service,
                fleet.project_name(service.project_id),
                fleet.stack_name(service.stack_id),
                ages.age(service.status_set_at, now),
                doing.get(service.id),
                look,
            )
            before = known.get(service.id)
            same = before is not None and before[0].service is service and before[0][1:] == made[1:]
            self._known[service.id] = before if before is not None and same else (made, _service_row(made))
        return [row for _made, row in self._known.values()]


def services_at(fleet: Fleet, project_id: str, stack_id: str) -> list[Service]:
    """The services of a place: of one stack by name, of everything worst first."""
    if stack_id != ALL:
        stack = fleet.stacks.get(stack_id)
        return sorted(stack.services, key=_by_name) if stack else []
    if project_id != ALL:
        return sorted(fleet.services_of(project_id), key=_by_name)
    return sorted(fleet.services.values(), key=lambda service: (*_worst_first(service), *_by_name(service)))


def is_problem(service: Service) -> bool:
    """True where somebody should look: broken, or changed and not recreated."""
    return service.status == "error" or service.requires_recreate


def _service_row(made: _Made) -> Row:
    service, look = made.service, made.look
    image = service.deployed_state.image or service.pending_state.image
    message = plain(service.message or "")
    cells: tuple[Text | str, ...] = (
        Text.assemble(statuses.sign(service.status, look), " ", Text(plain(service.service_name))),
        plain(made.project),
        plain(made.stack),
        statuses.word(service.status, look, doing=made.doing),
        Text(made.age, style=look.palette.muted),
        plain(image),
        statuses.drift(service, look),
        Text(message, style=look.palette.bad if service.status == "error" else look.palette.muted),
    )
    sort = (
        service.service_name.casefold(),
        made.project.casefold(),
        made.stack.casefold(),
        statuses.severity(service.status),
        -service.status_set_at.timestamp(),
        image,
        not service.requires_recreate,
        message,
    )
    words = (service.service_name, made.project, made.stack, service.status, image, service.short_id, message)
    return Row(service.id, cells, sort, " ".join(words))


def _stack_row(stack: Stack, name: str, look: Look) -> Row:
    found = [service.status for service in stack.services]
    return Row(stack.id, (Text(plain(name)), _running(found, look)), (name.casefold(), _worst_of(found)), name)


def _running(found: list[Any], look: Look) -> Text:
    running = sum(status == "running" for status in found)
    if not found:
        return Text(look.glyphs.dot, style=look.palette.muted)
    broken = any(status == "error" for status in found)
    style = look.palette.bad if broken else "" if running == len(found) else look.palette.muted
    return Text(f"{running}/{len(found)}", style=style)


def _project_name(project: ProjectSummary, look: Look) -> Text:
    name = Text(plain(project.description))
    if not project.enabled:
        name.append(" disabled", style=look.palette.muted)
    return name


def _worst_of(found: list[Any]) -> int:
    return min((statuses.severity(status) for status in found), default=len(statuses.WORST_FIRST))


def _worst_first(service: Service) -> tuple[int, bool]:
    return statuses.rank(service.status), not service.requires_recreate


def _by_name(service: Service) -> tuple[str, str]:
    return service.service_name.casefold(), service.id
