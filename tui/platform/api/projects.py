"""Projects and servers: read only."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from tui.platform.api.answers import CUSTOMER_ID, project_item_json, project_json, server_json
from tui.platform.api.context import Paged, ProjectRef, Search, ServerRef, json_answer, matches, ordered
from tui.platform.api.control import Control
from tui.platform.api.errors import NotFound
from tui.platform.api.lookup import find_project
from tui.platform.api.paging import ALL
from tui.platform.api.routes import Routes
from tui.platform.store.records import ProjectRecord, ServerRecord, World

Customer = Annotated[str | None, Query(alias="customerId")]
OfServer = Annotated[UUID | None, Query(alias="serverId")]
Sort = Literal["createdAt", "description"]
Order = Literal["asc", "desc"]


class ProjectRoutes:
    """The routes of projects and servers."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/projects", self.list_projects)
        routes.add("GET", "/v2/projects/{projectId}", self.get_project)
        routes.add("GET", "/v2/servers", self.list_servers)
        routes.add("GET", "/v2/servers/{serverId}", self.get_server)

    async def list_projects(
        self,
        paging: Paged,
        customer: Customer = None,
        server: OfServer = None,
        search: Search = "",
        sort: Sort = "createdAt",
        order: Order = "asc",
    ) -> Response:
        """List projects."""
        world = self._world
        found = [
            each
            for each in world.projects.values()
            if customer in (None, CUSTOMER_ID)
            and (server is None or str(server) == each.server_id)
            and matches(search, each.description, each.short_id)
        ]
        listed = ordered(found, lambda each: _sort_key(each, sort), order)
        return paging.answer([project_item_json(each, world.servers[each.server_id]) for each in listed], default=ALL)

    async def get_project(self, project_id: ProjectRef) -> Response:
        """Show a project."""
        world = self._world
        project = find_project(world, project_id)
        return json_answer(project_json(project, world.servers[project.server_id]))

    async def list_servers(
        self,
        paging: Paged,
        customer: Customer = None,
        search: Search = "",
        sort: Sort = "createdAt",
        order: Order = "asc",
    ) -> Response:
        """List servers."""
        servers = self._world.servers.values() if customer in (None, CUSTOMER_ID) else ()
        found = [each for each in servers if matches(search, each.description, each.short_id)]
        listed = ordered(found, lambda each: _sort_key(each, sort), order)
        return paging.answer([server_json(each) for each in listed], default=ALL)

    async def get_server(self, server_id: ServerRef) -> Response:
        """Show a server."""
        server = self._world.server(server_id)
        if server is None:
            raise NotFound(f"There is no server {server_id}.")
        return json_answer(server_json(server))

    @property
    def _world(self) -> World:
        return self._control.store.read_side.world


def _sort_key(record: ProjectRecord | ServerRecord, sort: Sort) -> str:
    return record.description.casefold() if sort == "description" else record.created_at.isoformat()
