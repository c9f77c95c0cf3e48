"""Projects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.project import Project, ProjectSummary

_PAGE = 200


class Projects(Resource):
    """The projects the token can see."""

    causal = False

    def list(
        self,
        *,
        customer_id: str | None = None,
        server_id: str | None = None,
        search_term: str | None = None,
        sort: Literal["createdAt", "description"] | None = None,
        order: Literal["asc", "desc"] | None = None,
    ) -> Listing[ProjectSummary]:
        """All projects (`GET /v2/projects`)."""
        return self._list(
            ProjectSummary,
            path_of("projects"),
            limit=_PAGE,
            customerId=customer_id,
            serverId=server_id,
            searchTerm=search_term,
            sort=sort,
            order=order,
        )

    def pages(self) -> AsyncIterator[Page[ProjectSummary]]:
        """All projects, page by page."""
        return self.list().pages()

    async def get(self, project_id: str) -> Project:
        """One project by its id or short id (`GET /v2/projects/{projectId}`); 403 when it is not known."""
        return await self._read(Project, path_of("projects", project_id))
