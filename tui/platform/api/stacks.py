"""Stacks: lists, the single one, and the writes that declare, change, create and delete."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from starlette.responses import Response

from tui.platform.api.context import Paged, ProjectRef, Search, StackId, json_answer, matches
from tui.platform.api.control import Control
from tui.platform.api.editing import StackEditing
from tui.platform.api.events import etag, no_content
from tui.platform.api.lookup import find_project, find_stack
from tui.platform.api.requests import ComponentBody, CreateBody, DeclareBody, PatchBody, read_body
from tui.platform.api.routes import Routes
from tui.platform.store.records import StackRecord, World


class StackRoutes:
    """The routes of stacks."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._editing = StackEditing(control)

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/stacks", self.list_all)
        routes.add("GET", "/v2/projects/{projectId}/stacks", self.list_of_project)
        routes.add("POST", "/v2/projects/{projectId}/stacks", self.create)
        routes.add("GET", "/v2/stacks/{stackId}", self.get)
        routes.add("PUT", "/v2/stacks/{stackId}", self.declare)
        routes.add("PATCH", "/v2/stacks/{stackId}", self.update)
        routes.add("DELETE", "/v2/stacks/{stackId}", self.delete)
        routes.add("POST", "/v2/stacks/{stackId}/actions/add-template-component", self.join)

    async def list_all(self, paging: Paged, search: Search = "") -> Response:
        """List the stacks of all projects."""
        stacks = self._world.stacks.values()
        return paging.answer(
            [self._control.answers.stack(each) for each in stacks if matches(search, each.description)]
        )

    async def list_of_project(self, project_id: ProjectRef, paging: Paged, search: Search = "") -> Response:
        """List the stacks of a project."""
        world = self._world
        stacks = world.stacks_of(find_project(world, project_id))
        return paging.answer(
            [self._control.answers.stack(each) for each in stacks if matches(search, each.description)]
        )

    async def get(self, stack_id: StackId) -> Response:
        """Show a stack with its services and volumes."""
        return json_answer(self._control.answers.stack(find_stack(self._world, str(stack_id))))

    async def create(self, project_id: ProjectRef, request: Request) -> Response:
        """Create a stack."""
        stack = await self._editing.create(project_id, await read_body(request, CreateBody))
        return self._written(stack, status=HTTPStatus.CREATED)

    async def declare(self, stack_id: StackId, request: Request) -> Response:
        """Declare all services and volumes of a stack."""
        body = await read_body(request, DeclareBody)
        return self._written(await self._editing.declare(str(stack_id), body))

    async def update(self, stack_id: StackId, request: Request, recreate: bool = False) -> Response:
        """Change a stack, and create anew at once what was changed when *recreate*."""
        body = await read_body(request, PatchBody)
        return self._written(await self._editing.update(str(stack_id), body, recreate=recreate))

    async def join(self, stack_id: StackId, request: Request) -> Response:
        """Add what a template makes to a stack."""
        body = await read_body(request, ComponentBody)
        return no_content(await self._editing.join(str(stack_id), body.template_config))

    async def delete(self, stack_id: StackId) -> Response:
        """Delete a stack."""
        return no_content(await self._editing.delete(str(stack_id)))

    def _written(self, stack: StackRecord, status: HTTPStatus = HTTPStatus.OK) -> Response:
        return json_answer(self._control.answers.stack(stack), status=status, headers=etag(self._control.store.event))

    @property
    def _world(self) -> World:
        return self._control.store.read_side.world
