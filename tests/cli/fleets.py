"""Fleets to test with: two projects, three stacks, and names that nobody would choose."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from tests import fleets
from tui.models.project import ProjectSummary
from tui.models.service import Service
from tui.models.stack import Stack
from tui.state.fleet import Fleet

NAMESPACE = UUID("0d2c8f5a-0000-4000-8000-000000000000")
HOSTILE = ("\x1b[31mred", "[/bin/sh]", "a\nb\x00", "\u202egnp", "日本語", "x" * 63, "…/…", "a/b", "\u200b", "-rf", "🦊")
"""Names with control characters, markup, line ends, right-to-left marks, wide characters, slashes and options."""


def identify(*names: str) -> str:
    """The same id for the same names, always."""
    return str(uuid5(NAMESPACE, "/".join(names)))


def make_project(name: str, *, key: str = "") -> ProjectSummary:
    """A project; *key* tells two of the same name apart."""
    number = identify("project", name, key)
    return fleets.project(number, name).model_copy(update={"short_id": f"p-{number[:6]}"})


def make_service(
    project_id: str, stack_id: str, name: str, *, status: str = "running", deployed: str | None = None
) -> Service:
    """A service with ids of its own; with *deployed* its image drifted."""
    number = identify("service", stack_id, name)
    made = fleets.service(name, status, stack=stack_id, project=project_id, deployed=deployed)
    return made.model_copy(update={"id": number, "short_id": f"c-{number[:6]}"})


def make_stack(project: ProjectSummary, name: str, services: Sequence[str]) -> Stack:
    """A stack of running services; the one called `default` is the project's default one."""
    number = project.id if name == "default" else identify("stack", project.id, name)
    made = [make_service(project.id, number, service) for service in services]
    return fleets.stack(number, *made, project=project.id, name=name)


def make_fleet(projects: Sequence[ProjectSummary], stacks: Sequence[Stack]) -> Fleet:
    """All that was read."""
    return fleets.fleet(*stacks, projects=tuple(projects))


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
