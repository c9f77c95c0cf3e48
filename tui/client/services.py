"""Services: reading, acting on and the logs of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from tui.client.answers import not_json
from tui.client.call import Call, path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.service import Service, ServiceStatus

_PAGE = 200

MAX_LOG_BYTES = 32 * 1024 * 1024
"""How much of a log is kept of one answer, unless the caller wants another amount."""

ServiceOrder = Literal["descriptionAsc", "descriptionDesc"]


class Services(Resource):
    """The services of all stacks the token can see. A service's id may be its short id everywhere."""

    def list_all(self, *, search_term: str | None = None, sort_order: ServiceOrder | None = None) -> Listing[Service]:
        """The services of all projects (`GET /v2/services`)."""
        return self._list(Service, path_of("services"), limit=_PAGE, searchTerm=search_term, sortOrder=sort_order)

    def pages_all(self) -> AsyncIterator[Page[Service]]:
        """The services of all projects, page by page."""
        return self.list_all().pages()

    def list(
        self,
        project_id: str,
        *,
        stack_id: str | None = None,
        status: ServiceStatus | None = None,
        requires_recreate: bool | None = None,
        search_term: str | None = None,
        sort_order: ServiceOrder | None = None,
    ) -> Listing[Service]:
        """The services of one project (`GET /v2/projects/{projectId}/services`)."""
        return self._list(
            Service,
            path_of("projects", project_id, "services"),
            limit=_PAGE,
            stackId=stack_id,
            status=None if status is None else status.value,
            requiresRecreate=requires_recreate,
            searchTerm=search_term,
            sortOrder=sort_order,
        )

    def pages(self, project_id: str) -> AsyncIterator[Page[Service]]:
        """The services of one project, page by page."""
        return self.list(project_id).pages()

    async def get(self, stack_id: str, service_id: str) -> Service:
        """One service."""
        return await self._read(Service, _path(stack_id, service_id))

    async def start(self, stack_id: str, service_id: str) -> None:
        """Start the service; it is under way, not done, when this returns. So with all actions."""
        await self._act(stack_id, service_id, "start")

    async def stop(self, stack_id: str, service_id: str) -> None:
        """Stop the service."""
        await self._act(stack_id, service_id, "stop")

    async def restart(self, stack_id: str, service_id: str) -> None:
        """Stop the service and start what is deployed again."""
        await self._act(stack_id, service_id, "restart")

    async def recreate(self, stack_id: str, service_id: str) -> None:
        """Replace the service by what is pending."""
        await self._act(stack_id, service_id, "recreate")

    async def pull(self, stack_id: str, service_id: str, *, skip_recreate: bool = False) -> None:
        """Pull the image and, unless told otherwise, recreate the service."""
        query = {"skipRecreate": True} if skip_recreate else {}
        await self._write("POST", _path(stack_id, service_id, "actions", "pull"), query=query)

    async def logs(
        self, stack_id: str, service_id: str, *, tail: int | None = None, max_bytes: int = MAX_LOG_BYTES
    ) -> bytes:
        """The last *tail* lines of the log, or all of it, as raw bytes: nothing is decoded, NULs are kept.

        Of more than *max_bytes* only the newest whole lines are given, as with a smaller tail.

        Raises:
            Unreachable: also when the answer broke off in the middle.
        """
        call = Call(
            method="GET",
            path=_path(stack_id, service_id, "logs"),
            query={"tail": tail},
            keep_newest=max_bytes,
        )
        answer = await self._send(call)
        if answer.headers.get("content-type", "").startswith("text/html"):
            raise not_json(answer.headers)
        return answer.body

    async def _act(self, stack_id: str, service_id: str, action: str) -> None:
        await self._write("POST", _path(stack_id, service_id, "actions", action))


def _path(stack_id: str, service_id: str, *more: str) -> str:
    return path_of("stacks", stack_id, "services", service_id, *more)
