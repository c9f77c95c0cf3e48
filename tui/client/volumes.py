"""Volumes: storage of stacks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.volume import Volume

_PAGE = 200

VolumeOrder = Literal["nameAsc", "nameDesc", "storageAsc", "storageDesc"]


class Volumes(Resource):
    """The volumes of projects and stacks. They are made by declaring them in a stack."""

    def list(
        self,
        project_id: str,
        *,
        stack_id: str | None = None,
        search_term: str | None = None,
        sort_order: VolumeOrder | None = None,
    ) -> Listing[Volume]:
        """The volumes of one project (`GET /v2/projects/{projectId}/volumes`)."""
        return self._list(
            Volume,
            path_of("projects", project_id, "volumes"),
            limit=_PAGE,
            stackId=stack_id,
            searchTerm=search_term,
            sortOrder=sort_order,
        )

    def pages(self, project_id: str) -> AsyncIterator[Page[Volume]]:
        """The volumes of one project, page by page."""
        return self.list(project_id).pages()

    def list_of_stack(
        self, stack_id: str, *, search_term: str | None = None, sort_order: VolumeOrder | None = None
    ) -> Listing[Volume]:
        """The volumes of one stack (`GET /v2/stacks/{stackId}/volumes`)."""
        return self._list(
            Volume, path_of("stacks", stack_id, "volumes"), limit=_PAGE, searchTerm=search_term, sortOrder=sort_order
        )

    async def get(self, stack_id: str, volume_id: str) -> Volume:
        """One volume."""
        return await self._read(Volume, path_of("stacks", stack_id, "volumes", volume_id))

    async def delete(self, stack_id: str, volume_id: str) -> None:
        """Delete the volume with what it holds; 412 while a service still mounts it."""
        await self._write("DELETE", path_of("stacks", stack_id, "volumes", volume_id))
