"""Stacks: reading, declaring and changing them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tui.client.answers import parsed
from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.declaration import DeclaredStack, StackPatch, TemplateConfig
from tui.models.stack import Stack

_PAGE = 50
"""Stacks hold their services: a page of big ones is a megabyte."""


class Stacks(Resource):
    """The stacks of all projects the token can see."""

    def list_all(self, *, search_term: str | None = None) -> Listing[Stack]:
        """The stacks of all projects (`GET /v2/stacks`)."""
        return self._list(Stack, path_of("stacks"), limit=_PAGE, searchTerm=search_term)

    def pages_all(self) -> AsyncIterator[Page[Stack]]:
        """The stacks of all projects, page by page: the whole fleet."""
        return self.list_all().pages()

    def list(self, project_id: str, *, search_term: str | None = None) -> Listing[Stack]:
        """The stacks of one project (`GET /v2/projects/{projectId}/stacks`)."""
        return self._list(Stack, path_of("projects", project_id, "stacks"), limit=_PAGE, searchTerm=search_term)

    def pages(self, project_id: str) -> AsyncIterator[Page[Stack]]:
        """The stacks of one project, page by page."""
        return self.list(project_id).pages()

    async def get(self, stack_id: str) -> Stack:
        """One stack (`GET /v2/stacks/{stackId}`); 403 when it is not known."""
        return await self._read(Stack, path_of("stacks", stack_id))

    async def create(self, project_id: str, description: str, *, template: TemplateConfig | None = None) -> Stack:
        """A new stack, empty or from a template (`POST /v2/projects/{projectId}/stacks`)."""
        content: dict[str, object] = {"description": description}
        if template is not None:
            content["templateConfig"] = template.model_dump(mode="json", by_alias=True)
        answer = await self._write("POST", path_of("projects", project_id, "stacks"), content=content)
        return parsed(answer, Stack)

    async def declare(self, stack_id: str, declared: DeclaredStack) -> Stack:
        """Make the stack be what is declared: services left out are deleted, volumes detached (PUT)."""
        content = declared.model_dump_json(by_alias=True, exclude_none=True).encode()
        return parsed(await self._write("PUT", path_of("stacks", stack_id), content=content), Stack)

    async def update(self, stack_id: str, patch: StackPatch, *, recreate: bool = False) -> Stack:
        """Change the fields that are set in *patch*, and only those (PATCH); with *recreate* at once."""
        content = patch.model_dump_json(by_alias=True, exclude_unset=True).encode()
        query = {"recreate": True} if recreate else {}
        return parsed(await self._write("PATCH", path_of("stacks", stack_id), content=content, query=query), Stack)

    async def delete(self, stack_id: str) -> None:
        """Delete the stack with its services (DELETE); the default one can't be."""
        await self._write("DELETE", path_of("stacks", stack_id))

    async def add_template_component(self, stack_id: str, template: TemplateConfig) -> None:
        """Add a template's services to the stack (`…/actions/add-template-component`)."""
        content = {"templateConfig": template.model_dump(mode="json", by_alias=True)}
        await self._write("POST", path_of("stacks", stack_id, "actions", "add-template-component"), content=content)
