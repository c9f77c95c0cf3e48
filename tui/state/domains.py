"""The domains of projects: their addresses, and what a person changes about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from tui.client.errors import BadAnswer
from tui.definitions.domains import ascii_hostname
from tui.models.ingress import ContainerTarget, IngressPath, PathTarget

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.ingress import Ingress

ROOT = "/"
"""The path that every domain has."""
_IN_A_PATH = "/%:@!$&'()*+,;=~-._"


def lead_to_service(service_id: str, port: int) -> PathTarget:
    """The target that is a TCP port of a service."""
    return PathTarget(container=ContainerTarget(id=service_id, port_protocol=f"{port}/tcp"))


def is_known(target: PathTarget) -> bool:
    """Whether this version understands where a path leads."""
    return bool(target.container or target.url or target.installation_id or target.use_default_page)


def leads_to(ingress: Ingress, service_id: str) -> bool:
    """Whether any path of the domain leads to the service."""
    return any(path.target.container and path.target.container.id == service_id for path in ingress.paths)


def is_secured(ingress: Ingress) -> bool:
    """Whether the domain answers under https."""
    return bool(ingress.tls.certificate_id or ingress.tls.is_created)


def address_of(ingress: Ingress, path: str = ROOT) -> str | None:
    """What a browser is given to reach a path of the domain, in ASCII; None where its name makes no address."""
    host = ascii_hostname(ingress.hostname)
    if host is None:
        return None
    if is_secured(ingress):
        return f"https://{host}{quote(path, safe=_IN_A_PATH)}"
    port = f":{ingress.http_port}" if ingress.http_port else ""
    return f"http://{host}{port}{quote(path, safe=_IN_A_PATH)}"


def with_path(paths: Sequence[IngressPath], path: IngressPath) -> tuple[IngressPath, ...]:
    """*paths* with *path* in place of the one of the same name, or behind all others."""
    if any(each.path == path.path for each in paths):
        return tuple(path if each.path == path.path else each for each in paths)
    return (*paths, path)


class Domains:
    """Changes the domains of projects. Each method sends one change, and raises `ApiError` where it is refused."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def of_project(self, project_id: str) -> tuple[Ingress, ...]:
        """All domains of a project."""
        return tuple(await self._client.ingresses.list(project_id=project_id).all())

    async def connect(self, project_id: str, hostname: str, path: IngressPath) -> Ingress:
        """Connect a domain that leads to one target; gives it as the platform sees it."""
        created = await self._client.ingresses.create(project_id, hostname, (path,))
        return await self._client.ingresses.get(created.id)

    async def lead(self, ingress_id: str, path: IngressPath) -> None:
        """Add a path, or let it lead elsewhere; what others changed about the other paths meanwhile stays."""
        paths = await self._paths(ingress_id)
        await self._client.ingresses.update_paths(ingress_id, with_path(paths, path))

    async def drop_path(self, ingress_id: str, name: str) -> None:
        """Remove a path other than the root, which always exists."""
        paths = await self._paths(ingress_id)
        await self._client.ingresses.update_paths(ingress_id, [path for path in paths if path.path != name])

    async def verify_ownership(self, ingress_id: str) -> None:
        """Have the platform look for the TXT record now."""
        await self._client.ingresses.verify_ownership(ingress_id)

    async def request_certificate(self, ingress_id: str) -> None:
        """Have the platform ask for a certificate now."""
        await self._client.ingresses.request_certificate(ingress_id)

    async def remove(self, ingress_id: str) -> None:
        """Disconnect a domain."""
        await self._client.ingresses.delete(ingress_id)

    async def _paths(self, ingress_id: str) -> tuple[IngressPath, ...]:
        """The paths as they are now. They are written as a whole, so each of them has to be understood."""
        ingress = await self._client.ingresses.get(ingress_id)
        if not all(is_known(path.target) for path in ingress.paths):
            raise BadAnswer(
                f"A path of {ingress.hostname} leads where this version knows nothing of: change it elsewhere."
            )
        return ingress.paths
