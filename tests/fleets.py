"""Services, stacks and projects for tests, made from a few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tui.models.project import ProjectStatus, ProjectSummary
from tui.models.registry import Registry, RegistryCredentials
from tui.models.service import Service, ServiceState, ServiceStatus
from tui.models.stack import Stack
from tui.models.volume import Volume
from tui.state.fleet import Condition, Fleet, Health

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def service(
    name: str,
    status: str = "running",
    *,
    stack: str = "stack",
    project: str = "stack",
    image: str = "stackdeck/web:1",
    deployed: str | None = None,
    message: str | None = None,
    age: float = 60.0,
) -> Service:
    """A service; *deployed* is the image that runs when it is not the one that is wanted."""
    return Service(
        id=f"{stack}-{name}",
        short_id="c-abc123",
        service_name=name,
        description=name,
        project_id=project,
        stack_id=stack,
        status=ServiceStatus(status),
        status_set_at=NOW - timedelta(seconds=age),
        message=message,
        pending_state=ServiceState(image=image),
        deployed_state=ServiceState(image=deployed or image),
        requires_recreate=deployed is not None,
    )


def stack(stack_id: str = "stack", *services: Service, project: str | None = None, name: str = "default") -> Stack:
    """A stack; without *project* the default one of a project of the same id."""
    return Stack(
        id=stack_id,
        project_id=project or stack_id,
        description=name,
        prefix="p-abc123",
        disabled=False,
        services=services,
    )


def project(project_id: str, name: str) -> ProjectSummary:
    """A project that is ready."""
    return ProjectSummary(
        id=project_id,
        short_id="p-abc123",
        description=name,
        customer_id="customer",
        enabled=True,
        is_ready=True,
        status=ProjectStatus.READY,
        status_set_at=NOW,
        created_at=NOW,
    )


def fleet(*stacks: Stack, projects: tuple[ProjectSummary, ...] = ()) -> Fleet:
    """A complete and fresh picture."""
    named = projects or tuple(project(each, each) for each in dict.fromkeys(one.project_id for one in stacks))
    return Fleet(
        projects={each.id: each for each in named},
        stacks={each.id: each for each in stacks},
        complete=True,
        health=Health(condition=Condition.FRESH, read_at=0.0),
    )


def volume(
    name: str, *users: Service, stack: str = "stack", size: int = 12_300_000, age: float = 120.0, orphaned: bool = True
) -> Volume:
    """A volume that *users* mount; without any it is detached, or only unused when it is not *orphaned*."""
    return Volume(
        id=f"{stack}-volume-{name}",
        name=name,
        stack_id=stack,
        orphaned=orphaned and not users,
        linked_services=tuple(user.id for user in users),
        storage_usage_in_bytes=size,
        storage_usage_in_bytes_set_at=NOW - timedelta(seconds=age),
    )


def registry(
    uri: str, *, project: str = "stack", description: str = "Ours", username: str | None = None, valid: bool = True
) -> Registry:
    """A registry of a project; with a login where there is a *username*."""
    credentials = RegistryCredentials(username=username, valid=valid) if username is not None else None
    return Registry(
        id=f"{project}-{uri}", project_id=project, description=description, uri=uri, credentials=credentials
    )
