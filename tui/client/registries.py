"""Registries: where a project's images come from, and how it logs in there."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tui.client.answers import parsed
from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.registry import Registry, RegistryDeclaration, RegistryPatch

_PAGE = 200


class Registries(Resource):
    """The registries of projects."""

    def list(self, project_id: str, *, has_credentials: bool | None = None) -> Listing[Registry]:
        """The registries of one project (`GET /v2/projects/{projectId}/registries`)."""
        path = path_of("projects", project_id, "registries")
        return self._list(Registry, path, limit=_PAGE, hasCredentials=has_credentials)

    def pages(self, project_id: str) -> AsyncIterator[Page[Registry]]:
        """The registries of one project, page by page."""
        return self.list(project_id).pages()

    async def get(self, registry_id: str) -> Registry:
        """One registry (`GET /v2/registries/{registryId}`); 403 when it is not known."""
        return await self._read(Registry, path_of("registries", registry_id))

    async def create(self, project_id: str, declared: RegistryDeclaration) -> Registry:
        """Add a registry to the project (`POST /v2/projects/{projectId}/registries`)."""
        content = declared.model_dump_json(by_alias=True, exclude_none=True).encode()
        return parsed(
            await self._write("POST", path_of("projects", project_id, "registries"), content=content), Registry
        )

    async def update(self, registry_id: str, patch: RegistryPatch) -> None:
        """Change the fields that are set in *patch*; credentials set to None are removed (PATCH)."""
        content = patch.model_dump_json(by_alias=True, exclude_unset=True).encode()
        await self._write("PATCH", path_of("registries", registry_id), content=content)

    async def delete(self, registry_id: str) -> None:
        """Remove the registry (DELETE)."""
        await self._write("DELETE", path_of("registries", registry_id))
