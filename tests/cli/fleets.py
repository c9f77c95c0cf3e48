"""Fleets to test with: two projects, three stacks, and names that nobody would choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from tui.models.project import ProjectStatus, ProjectSummary
from tui.models.service import Service, ServiceState, ServiceStatus
from tui.models.stack import Stack
from tui.state.fleet import Fleet

NAMESPACE = UUID("0d2c8f5a-0000-4000-8000-000000000000")
NOW = datetime(2025, 3, 1, 3, 0, tzinfo=UTC)
HOSTILE = ("\x1b[31mred", "[/bin/sh]", "a\nb\x00", "\u202egnp", "日本語", "x" * 63, "…/…", "a/b", "\u200b", "-rf", "🦊")
"""Names with control characters, markup, line ends, right-to-left marks, wide characters, slashes and options."""


def identify(*names: str) -> str:
    """The same id for the same names, always."""
    return str(uuid5(NAMESPACE, "/".join(names)))


def make_project(name: str, *, key: str = "") -> ProjectSummary:
    """A project; *key* tells two of the same name apart."""
    number = identify("project", name, key)
    return ProjectSummary(
        id=number,
        short_id=f"p-{number[:6]}",
        description=name,
        customer_id=identify("customer"),
        enabled=True,
        is_ready=True,
        status=ProjectStatus.READY,
        status_set_at=NOW,
        created_at=NOW,
    )


def make_service(
    project_id: str,
    stack_id: str,
    name: str,
    *,
    status: ServiceStatus = ServiceStatus.RUNNING,
    image: str = "shop/web:1",
    deployed: str | None = None,
) -> Service:
    """A service; with *deployed* its image drifted."""
    number = identify("service", stack_id, name)
    return Service(
        id=number,
        short_id=f"c-{number[:6]}",
        service_name=name,
        description=name,
        project_id=project_id,
        stack_id=stack_id,
        status=status,
        status_set_at=NOW,
        pending_state=ServiceState(image=image),
        deployed_state=ServiceState(image=deployed or image),
        requires_recreate=deployed is not None,
    )


def make_stack(project: ProjectSummary, name: str, services: Sequence[str]) -> Stack:
    """A stack of running services; the one called `default` is the project's default one."""
    number = project.id if name == "default" else identify("stack", project.id, name)
    return Stack(
        id=number,
        project_id=project.id,
        description=name,
        prefix=project.short_id,
        disabled=False,
        services=tuple(make_service(project.id, number, service) for service in services),
    )


def make_fleet(projects: Sequence[ProjectSummary], stacks: Sequence[Stack]) -> Fleet:
    """All that was read."""
    return Fleet(
        projects={project.id: project for project in projects},
        stacks={stack.id: stack for stack in stacks},
        complete=True,
    )


SHOP = make_project("shop")
INTRANET = make_project("intranet")
FLEET = make_fleet(
    [SHOP, INTRANET],
    [
        make_stack(SHOP, "observability", ["grafana", "web"]),
        make_stack(SHOP, "default", ["worker", "web"]),
        make_stack(INTRANET, "default", ["wiki", "web"]),
    ],
)
"""Two projects; `web` is in three stacks of them, `worker` and `wiki` in one."""
