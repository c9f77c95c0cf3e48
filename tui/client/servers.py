"""Servers: what projects run on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.server import Server

_PAGE = 200


class Servers(Resource):
    """The servers the token can see."""

    causal = False

    def list(
        self,
        *,
        customer_id: str | None = None,
        search_term: str | None = None,
        sort: Literal["createdAt", "description"] | None = None,
        order: Literal["asc", "desc"] | None = None,
    ) -> Listing[Server]:
        """All servers (`GET /v2/servers`)."""
        return self._list(
            Server,
            path_of("servers"),
            limit=_PAGE,
            customerId=customer_id,
            searchTerm=search_term,
            sort=sort,
            order=order,
        )

    def pages(self) -> AsyncIterator[Page[Server]]:
        """All servers, page by page."""
        return self.list().pages()

    async def get(self, server_id: str) -> Server:
        """One server by its id or short id (`GET /v2/servers/{serverId}`)."""
        return await self._read(Server, path_of("servers", server_id))
