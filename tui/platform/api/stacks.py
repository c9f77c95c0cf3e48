"""Stacks: lists, the single one, and the writes that declare, change, create and delete."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tui.platform.api.answers import stack_json
from tui.platform.api.context import Paged, ProjectRef, Search, StackId, json_answer, matches
from tui.platform.api.control import Control, find_project, find_stack
from tui.platform.store.records import World


class StackRoutes:
    """The routes of stacks."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/v2/stacks", self.list_all, methods=["GET"])
        router.add_api_route("/v2/projects/{projectId}/stacks", self.list_of_project, methods=["GET"])
        router.add_api_route("/v2/stacks/{stackId}", self.get, methods=["GET"])
        return router

    async def list_all(self, paging: Paged, search: Search = "") -> Response:
        """List the stacks of all projects."""
        stacks = self._world.stacks.values()
        return paging.answer([stack_json(each) for each in stacks if matches(search, each.description)])

    async def list_of_project(self, project_id: ProjectRef, paging: Paged, search: Search = "") -> Response:
        """List the stacks of a project."""
        world = self._world
        stacks = world.stacks_of(find_project(world, project_id))
        return paging.answer([stack_json(each) for each in stacks if matches(search, each.description)])

    async def get(self, stack_id: StackId) -> Response:
        """Show a stack with its services and volumes."""
        return json_answer(stack_json(find_stack(self._world, str(stack_id))))

    @property
    def _world(self) -> World:
        return self._control.store.read_side.world
