"""Ingresses: the list, the single one, the writes, and what keeps a domain from working."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from tui.platform.api.context import IngressId, Paged, json_answer
from tui.platform.api.control import Control
from tui.platform.api.dns_watch import IPS, DnsWatch
from tui.platform.api.errors import NotFound, to_json
from tui.platform.api.events import etag, no_content
from tui.platform.api.ingress_bodies import AcmeBody, IngressBody, PathsBody
from tui.platform.api.ingress_editing import IngressEditing
from tui.platform.api.lookup import find_ingress
from tui.platform.api.paging import ALL
from tui.platform.api.requests import read_body
from tui.platform.api.routes import Routes
from tui.platform.store.outside import IngressRecord

OfProject = Annotated[str | None, Query(alias="projectId", max_length=36)]
WithCertificate = Annotated[UUID | None, Query(alias="certificateId")]
WithHostname = Annotated[str, Query(alias="hostnameSubstring", max_length=253)]
ToInstallation = Annotated[str | None, Query(alias="appInstallationId")]
ToContainer = Annotated[UUID | None, Query(alias="containerId")]
ONE = "/v2/ingresses/{ingressId}"


class IngressRoutes:
    """The routes of ingresses."""

    def __init__(self, control: Control, watch: DnsWatch) -> None:
        self._control = control
        self._editing = IngressEditing(control, watch)

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/ingresses", self.list_all)
        routes.add("POST", "/v2/ingresses", self.create)
        routes.add("GET", ONE, self.get)
        routes.add("DELETE", ONE, self.delete)
        routes.add("PATCH", f"{ONE}/paths", self.update_paths)
        routes.add("PATCH", f"{ONE}/tls", self.update_tls)
        routes.add("POST", f"{ONE}/actions/verify-ownership", self.verify_ownership)
        routes.add("POST", f"{ONE}/actions/request-acme-certificate-issuance", self.request_certificate)

    async def list_all(
        self,
        paging: Paged,
        project_id: OfProject = None,
        certificate_id: WithCertificate = None,
        hostname: WithHostname = "",
        installation_id: ToInstallation = None,
        container_id: ToContainer = None,
    ) -> Response:
        """List ingresses."""
        world = self._control.store.read_side.world
        project = world.project(project_id) if project_id else None
        if project_id and project is None:
            raise NotFound(f"There is no project {project_id}.")
        found = [
            each
            for each in world.ingresses.values()
            if (project is None or each.project_id == project.id)
            and hostname.casefold() in each.hostname.text.casefold()
            and (container_id is None or str(container_id) in _containers(each))
        ]
        if certificate_id or installation_id:
            found = []  # neither exists here
        return paging.answer([self._json(each) for each in found], default=ALL)

    async def get(self, ingress_id: IngressId) -> Response:
        """Show an ingress."""
        return json_answer(self._json(find_ingress(self._control.store.read_side.world, str(ingress_id))))

    async def create(self, request: Request) -> Response:
        """Connect a domain to a project."""
        created = await self._editing.create(await read_body(request, IngressBody))
        answer = to_json({"id": created.id, "ownership": _ownership(created)})
        return json_answer(answer, status=HTTPStatus.CREATED, headers=etag(self._control.store.event))

    async def update_paths(self, ingress_id: IngressId, request: Request) -> Response:
        """Replace the paths of a domain."""
        body = await read_body(request, PathsBody, field="paths")
        return no_content(await self._editing.update_paths(str(ingress_id), body.paths))

    async def update_tls(self, ingress_id: IngressId, request: Request) -> Response:
        """Change where the certificate of a domain comes from."""
        body = await read_body(request, AcmeBody)
        return json_answer(b"{}", headers=etag(await self._editing.update_tls(str(ingress_id), body)))

    async def verify_ownership(self, ingress_id: IngressId) -> Response:
        """Look for the TXT record of a domain."""
        return json_answer(b"{}", headers=etag(await self._editing.verify_ownership(str(ingress_id))))

    async def request_certificate(self, ingress_id: IngressId) -> Response:
        """Request a certificate."""
        return no_content(await self._editing.request_certificate(str(ingress_id)))

    async def delete(self, ingress_id: IngressId) -> Response:
        """Disconnect a domain."""
        return no_content(await self._editing.delete(str(ingress_id)))

    def _json(self, record: IngressRecord) -> bytes:
        answer: dict[str, object] = {
            "id": record.id,
            "projectId": record.project_id,
            "hostname": record.hostname.text,
            "isDefault": record.is_default,
            "isEnabled": True,
            "ownership": _ownership(record),
            "dnsValidationErrors": list(record.dns_errors),
            "ips": {"v4": list(IPS), "v6": []},
            "paths": [path.model_dump(mode="json", by_alias=True, exclude_none=True) for path in record.paths],
            "tls": {"acme": False, "isCreated": False},
        }
        if self._control.proxy_port is not None:
            # Not among the contract's fields, which know port 80 alone; others ignore it.
            answer["httpPort"] = self._control.proxy_port
        return to_json(answer)


def _ownership(record: IngressRecord) -> dict[str, object]:
    return {"verified": True} if record.verified else {"verified": False, "txtRecord": record.txt_record}


def _containers(record: IngressRecord) -> Iterator[str]:
    return (path.target.container.id for path in record.paths if path.target.container)
