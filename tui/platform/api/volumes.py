"""Volumes: lists, the single one, and deleting one that nothing mounts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from tui.platform.api.answers import volume_json
from tui.platform.api.context import (
    OfStack,
    Paged,
    ProjectRef,
    Search,
    StackId,
    VolumeId,
    json_answer,
    matches,
    ordered,
)
from tui.platform.api.control import Control
from tui.platform.api.editing import StackEditing
from tui.platform.api.errors import NotFound
from tui.platform.api.events import no_content
from tui.platform.api.lookup import find_project, find_stack
from tui.platform.api.routes import Routes
from tui.platform.store.records import StackRecord, VolumeRecord, World

Order = Annotated[Literal["nameAsc", "nameDesc", "storageAsc", "storageDesc"] | None, Query(alias="sortOrder")]
Placed = tuple[StackRecord, VolumeRecord]


class VolumeRoutes:
    """The routes of volumes."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._editing = StackEditing(control)

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/projects/{projectId}/volumes", self.list_of_project)
        routes.add("GET", "/v2/stacks/{stackId}/volumes", self.list_of_stack)
        routes.add("GET", "/v2/stacks/{stackId}/volumes/{volumeId}", self.get)
        routes.add("DELETE", "/v2/stacks/{stackId}/volumes/{volumeId}", self.delete)

    async def list_of_project(
        self,
        project_id: ProjectRef,
        paging: Paged,
        stack_id: OfStack = None,
        search: Search = "",
        order: Order = None,
    ) -> Response:
        """List the volumes of a project."""
        world = self._world
        stacks = world.stacks_of(find_project(world, project_id))
        volumes = [(stack, each) for stack in stacks if stack_id in (None, UUID(stack.id)) for each in stack.volumes]
        return paging.answer(_listed(volumes, search, order))

    async def list_of_stack(
        self, stack_id: StackId, paging: Paged, search: Search = "", order: Order = None
    ) -> Response:
        """List the volumes of a stack."""
        stack = find_stack(self._world, str(stack_id))
        return paging.answer(_listed([(stack, each) for each in stack.volumes], search, order))

    async def get(self, stack_id: StackId, volume_id: VolumeId) -> Response:
        """Show a volume."""
        stack = find_stack(self._world, str(stack_id))
        volume = stack.volume(str(volume_id))
        if volume is None:
            raise NotFound(f"There is no volume {volume_id} in the stack {stack.description}.")
        return json_answer(volume_json(volume, stack))

    async def delete(self, stack_id: StackId, volume_id: VolumeId) -> Response:
        """Delete a volume with all that is in it."""
        return no_content(await self._editing.delete_volume(str(stack_id), str(volume_id)))

    @property
    def _world(self) -> World:
        return self._control.store.read_side.world


def _listed(volumes: list[Placed], search: str, order: str | None) -> list[bytes]:
    found = [(stack, volume) for stack, volume in volumes if matches(search, volume.name)]
    by_size = (order or "").startswith("storage")
    listed = ordered(found, lambda each: f"{each[1].size_bytes:020d}" if by_size else each[1].name, order)
    return [volume_json(volume, stack) for stack, volume in listed]
