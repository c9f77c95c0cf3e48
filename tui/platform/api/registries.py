"""Registries: the list of a project, the single one, and the writes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from tui.platform.api.context import Paged, ProjectRef, RegistryId, json_answer
from tui.platform.api.control import Control
from tui.platform.api.errors import to_json
from tui.platform.api.events import etag, no_content
from tui.platform.api.logins import Logins
from tui.platform.api.lookup import find_project, find_registry
from tui.platform.api.registry_editing import RegistryBody, RegistryEditing, RegistryPatchBody
from tui.platform.api.requests import read_body
from tui.platform.api.routes import Routes
from tui.platform.store.outside import RegistryRecord

HasCredentials = Annotated[bool | None, Query(alias="hasCredentials")]
OF_PROJECT = "/v2/projects/{projectId}/registries"
ONE = "/v2/registries/{registryId}"


class RegistryRoutes:
    """The routes of registries."""

    def __init__(self, control: Control, logins: Logins) -> None:
        self._control = control
        self._editing = RegistryEditing(control, logins)

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", OF_PROJECT, self.list_of_project)
        routes.add("POST", OF_PROJECT, self.create)
        routes.add("GET", ONE, self.get)
        routes.add("PATCH", ONE, self.update)
        routes.add("DELETE", ONE, self.delete)

    async def list_of_project(
        self, project_id: ProjectRef, paging: Paged, has_credentials: HasCredentials = None
    ) -> Response:
        """List the registries of a project."""
        world = self._control.store.read_side.world
        registries = world.registries_of(find_project(world, project_id))
        return paging.answer(
            [registry_json(each) for each in registries if has_credentials in (None, each.login is not None)]
        )

    async def get(self, registry_id: RegistryId) -> Response:
        """Show a registry."""
        return json_answer(registry_json(find_registry(self._control.store.read_side.world, str(registry_id))))

    async def create(self, project_id: ProjectRef, request: Request) -> Response:
        """Add a registry to a project."""
        created = await self._editing.create(project_id, await read_body(request, RegistryBody))
        return json_answer(registry_json(created), status=HTTPStatus.CREATED, headers=etag(self._control.store.event))

    async def update(self, registry_id: RegistryId, request: Request) -> Response:
        """Change a registry."""
        body = await read_body(request, RegistryPatchBody, empty=RegistryPatchBody())
        return no_content(await self._editing.update(str(registry_id), body))

    async def delete(self, registry_id: RegistryId) -> Response:
        """Delete a registry with its login."""
        return no_content(await self._editing.delete(str(registry_id)))


def registry_json(record: RegistryRecord) -> bytes:
    """A registry as it is told: never with the password."""
    answer: dict[str, object] = {
        "id": record.id,
        "projectId": record.project_id,
        "uri": record.uri,
        "description": record.description,
    }
    if record.login:
        answer["credentials"] = {"username": record.login.username, "valid": record.valid}
    return to_json(answer)
