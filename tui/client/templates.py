"""Templates that stacks can be made from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.template import Template, TemplateType

_PAGE = 50
"""Templates carry long texts."""


class Templates(Resource):
    """The platform's templates."""

    causal = False

    def list(
        self,
        *,
        category: str | None = None,
        search_term: str | None = None,
        type: TemplateType | None = None,  # noqa: A002 -- the API's word
        sort_order: Literal["trend30days", "trendAll"] | None = None,
    ) -> Listing[Template]:
        """The templates, or those that match (`GET /v2/container-templates`)."""
        return self._list(
            Template,
            path_of("container-templates"),
            limit=_PAGE,
            category=category,
            searchTerm=search_term,
            type=None if type is None else type.value,
            sortOrder=sort_order,
        )

    def pages(self) -> AsyncIterator[Page[Template]]:
        """The templates, page by page."""
        return self.list().pages()

    async def get(self, template_id: str) -> Template:
        """One template (`GET /v2/container-templates/{templateId}`)."""
        return await self._read(Template, path_of("container-templates", template_id))
