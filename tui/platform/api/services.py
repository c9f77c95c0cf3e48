"""Services: lists, the single one, its actions and its log."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from tui.platform.api.actions import ServiceActions
from tui.platform.api.context import (
    OfStack,
    Paged,
    ProjectRef,
    Search,
    ServiceRef,
    StackId,
    json_answer,
    matches,
    ordered,
)
from tui.platform.api.control import Control
from tui.platform.api.events import no_content
from tui.platform.api.lookup import find_project, find_service
from tui.platform.api.routes import Routes
from tui.platform.store.records import ServiceRecord, World

OfStatus = Annotated[
    Literal["running", "stopped", "error", "creating", "starting", "stopping"] | None, Query(alias="status")
]
Drifted = Annotated[bool | None, Query(alias="requiresRecreate")]
Order = Annotated[Literal["descriptionAsc", "descriptionDesc"] | None, Query(alias="sortOrder")]
Tail = Annotated[int | None, Query(ge=0, le=2**63 - 1)]

ONE = "/v2/stacks/{stackId}/services/{serviceId}"


class ServiceRoutes:
    """The routes of services."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._actions = ServiceActions(control)

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/services", self.list_all)
        routes.add("GET", "/v2/projects/{projectId}/services", self.list_of_project)
        routes.add("GET", ONE, self.get)
        routes.add("GET", f"{ONE}/logs", self.logs)
        routes.add("POST", f"{ONE}/actions/start", self.start)
        routes.add("POST", f"{ONE}/actions/stop", self.stop)
        routes.add("POST", f"{ONE}/actions/restart", self.restart)
        routes.add("POST", f"{ONE}/actions/recreate", self.recreate)
        routes.add("POST", f"{ONE}/actions/pull", self.pull)

    async def list_all(self, paging: Paged, search: Search = "", order: Order = None) -> Response:
        """List the services of all projects."""
        services = [each for stack in self._world.stacks.values() for each in stack.services]
        return paging.answer([self._control.answers.service(each) for each in _listed(services, search, order)])

    async def list_of_project(
        self,
        project_id: ProjectRef,
        paging: Paged,
        stack_id: OfStack = None,
        status: OfStatus = None,
        drifted: Drifted = None,
        search: Search = "",
        order: Order = None,
    ) -> Response:
        """List the services of a project."""
        world = self._world
        services = [
            each
            for stack in world.stacks_of(find_project(world, project_id))
            for each in stack.services
            if stack_id in (None, UUID(stack.id))
            and status in (None, each.status.value)
            and drifted in (None, each.drifted)
        ]
        return paging.answer([self._control.answers.service(each) for each in _listed(services, search, order)])

    async def get(self, stack_id: StackId, service_id: ServiceRef) -> Response:
        """Show a service."""
        _, service = find_service(self._world, str(stack_id), service_id)
        return json_answer(self._control.answers.service(service))

    async def logs(self, stack_id: StackId, service_id: ServiceRef, tail: Tail = None) -> Response:
        """Give the last lines of a service's log, or all of it."""
        text = await self._actions.logs(str(stack_id), service_id, tail)
        return Response(text, media_type="text/plain")

    async def start(self, stack_id: StackId, service_id: ServiceRef) -> Response:
        """Start a service."""
        return no_content(await self._actions.start(str(stack_id), service_id))

    async def stop(self, stack_id: StackId, service_id: ServiceRef) -> Response:
        """Stop a service."""
        return no_content(await self._actions.stop(str(stack_id), service_id))

    async def restart(self, stack_id: StackId, service_id: ServiceRef) -> Response:
        """Restart a service as it is deployed."""
        return no_content(await self._actions.restart(str(stack_id), service_id))

    async def recreate(self, stack_id: StackId, service_id: ServiceRef) -> Response:
        """Create a service anew as it should be."""
        return no_content(await self._actions.recreate(str(stack_id), service_id))

    async def pull(
        self,
        stack_id: StackId,
        service_id: ServiceRef,
        skip_recreate: Annotated[bool, Query(alias="skipRecreate")] = False,
    ) -> Response:
        """Pull a service's image, and create the service anew unless that is skipped."""
        return no_content(await self._actions.pull(str(stack_id), service_id, recreate=not skip_recreate))

    @property
    def _world(self) -> World:
        return self._control.store.read_side.world


def _listed(services: list[ServiceRecord], search: str, order: str | None) -> list[ServiceRecord]:
    found = [each for each in services if matches(search, each.name, each.description, each.short_id)]
    return ordered(found, lambda each: each.description.casefold(), order)
