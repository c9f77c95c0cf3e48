"""What the lists of `stackdeck ls` hold: objects in order, and the rows of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tui.cli.output import Cell, Cells, Table
from tui.models.base import ApiModel
from tui.models.project import ProjectSummary
from tui.models.service import Service
from tui.models.stack import Stack
from tui.presentation.ages import age
from tui.presentation.statuses import drift_fields
from tui.state.fleet import Fleet
from tui.state.refs import find_project


def only_project(fleet: Fleet, reference: str | None) -> Fleet:
    """The part of the fleet in one project, or all of it.

    Raises:
        UnresolvedReferenceError: No project, or more than one, is called that.
    """
    if reference is None:
        return fleet
    project = find_project(fleet, reference)
    stacks = {key: stack for key, stack in fleet.stacks.items() if stack.project_id == project.id}
    return Fleet(projects={project.id: project}, stacks=stacks, complete=True)


def objects(fleet: Fleet, kind: str) -> Sequence[ApiModel]:
    """The objects of the API in the order of the table."""
    match kind:
        case "projects":
            return _projects(fleet)
        case "stacks":
            return _stacks(fleet)
        case _:
            return _services(fleet)


def table(fleet: Fleet, kind: str, *, now: datetime) -> Table:
    """The same as a table; ages as of *now*, by the platform's clock."""
    match kind:
        case "projects":
            rows = [_project_row(fleet, project) for project in _projects(fleet)]
            return Table(("ID", "PROJECT", "STACKS", "RUNNING", "ERRORS"), rows, right=frozenset({2, 3, 4}))
        case "stacks":
            rows = [_stack_row(fleet, stack) for stack in _stacks(fleet)]
            return Table(("PROJECT", "STACK", "RUNNING", "ERRORS", "ID"), rows, right=frozenset({2, 3}))
        case _:
            rows = [_service_row(fleet, service, now) for service in _services(fleet)]
            heads = ("ID", "PROJECT", "STACK", "SERVICE", "STATUS", "SINCE", "IMAGE", "DRIFT")
            return Table(heads, rows, right=frozenset({5}))


def _projects(fleet: Fleet) -> list[ProjectSummary]:
    return sorted(fleet.projects.values(), key=lambda project: (project.description.casefold(), project.id))


def _stacks(fleet: Fleet) -> list[Stack]:
    """By project; the default stack first in each."""
    order = {project.id: place for place, project in enumerate(_projects(fleet))}
    return sorted(
        fleet.stacks.values(),
        key=lambda stack: (
            order.get(stack.project_id, len(order)),
            not stack.is_default,
            stack.description.casefold(),
            stack.id,
        ),
    )


def _services(fleet: Fleet) -> list[Service]:
    return [
        service
        for stack in _stacks(fleet)
        for service in sorted(stack.services, key=lambda service: (service.service_name.casefold(), service.id))
    ]


def _project_row(fleet: Fleet, project: ProjectSummary) -> Cells:
    services = tuple(fleet.services_of(project.id))
    stacks = len(fleet.stacks_of(project.id))
    return project.short_id, project.description, str(stacks), *_counts(services)


def _stack_row(fleet: Fleet, stack: Stack) -> Cells:
    return fleet.project_name(stack.project_id), stack.description, *_counts(stack.services), stack.id


def _counts(services: Sequence[Service]) -> tuple[str, Cell]:
    running = sum(service.status == "running" for service in services)
    errors = sum(service.status == "error" for service in services)
    return f"{running}/{len(services)}", Cell(str(errors), "error" if errors else "")


def _service_row(fleet: Fleet, service: Service, now: datetime) -> Cells:
    return (
        service.short_id,
        fleet.project_name(service.project_id),
        fleet.stack_name(service.stack_id),
        service.service_name,
        Cell(service.status, service.status),
        age(service.status_set_at, now),
        service.deployed_state.image or service.pending_state.image,
        ", ".join(drift_fields(service)) or "recreate" if service.requires_recreate else "",
    )
