"""Ingresses: domains, where their paths lead, and what keeps them from working."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tui.client.answers import parsed
from tui.client.call import path_of
from tui.client.paging import Listing, Page
from tui.client.resource import Resource
from tui.models.ingress import CreatedIngress, Ingress, IngressPath, Tls

_PAGE = 200


class Ingresses(Resource):
    """The domains the token can see."""

    def list(
        self,
        *,
        project_id: str | None = None,
        certificate_id: str | None = None,
        hostname_substring: str | None = None,
        app_installation_id: str | None = None,
        container_id: str | None = None,
    ) -> Listing[Ingress]:
        """The domains of all projects, or those that match (`GET /v2/ingresses`)."""
        return self._list(
            Ingress,
            path_of("ingresses"),
            limit=_PAGE,
            projectId=project_id,
            certificateId=certificate_id,
            hostnameSubstring=hostname_substring,
            appInstallationId=app_installation_id,
            containerId=container_id,
        )

    def pages(self, *, project_id: str | None = None) -> AsyncIterator[Page[Ingress]]:
        """The domains of all projects or of one, page by page."""
        return self.list(project_id=project_id).pages()

    async def get(self, ingress_id: str) -> Ingress:
        """One domain (`GET /v2/ingresses/{ingressId}`)."""
        return await self._read(Ingress, path_of("ingresses", ingress_id))

    async def create(self, project_id: str, hostname: str, paths: Sequence[IngressPath] = ()) -> CreatedIngress:
        """Connect a domain to the project (`POST /v2/ingresses`); tells how to prove that it is one's own."""
        content = {"hostname": hostname, "projectId": project_id, "paths": _content(paths)}
        return parsed(await self._write("POST", path_of("ingresses"), content=content), CreatedIngress)

    async def update_paths(self, ingress_id: str, paths: Sequence[IngressPath]) -> None:
        """Replace all paths (`PATCH …/paths`)."""
        await self._write("PATCH", path_of("ingresses", ingress_id, "paths"), content=_content(paths))

    async def update_tls(self, ingress_id: str, tls: Tls) -> None:
        """Use the uploaded certificate that *tls* names, or else ACME or not (`PATCH …/tls`)."""
        content = {"certificateId": tls.certificate_id} if tls.certificate_id else {"acme": bool(tls.acme)}
        await self._write("PATCH", path_of("ingresses", ingress_id, "tls"), content=content)

    async def verify_ownership(self, ingress_id: str) -> None:
        """Have the platform look for the TXT record now; `Invalid` or `NotFound` says what it missed."""
        await self._write("POST", path_of("ingresses", ingress_id, "actions", "verify-ownership"))

    async def request_certificate(self, ingress_id: str) -> None:
        """Have the platform ask for a certificate by ACME now."""
        await self._write("POST", path_of("ingresses", ingress_id, "actions", "request-acme-certificate-issuance"))

    async def delete(self, ingress_id: str) -> None:
        """Disconnect the domain (DELETE)."""
        await self._write("DELETE", path_of("ingresses", ingress_id))


def _content(paths: Sequence[IngressPath]) -> list[dict[str, object]]:
    return [path.model_dump(mode="json", by_alias=True, exclude_none=True) for path in paths]
