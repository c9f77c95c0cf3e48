"""Connecting domains to services, finding the one that a command names, and what is said of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping

from tui.client import Client
from tui.models.ingress import Ingress, IngressPath, PathTarget
from tui.presentation.domains import reachability, target_words
from tui.state.browser import ssh_forward
from tui.state.domains import Domains, address_of
from tui.state.fleet import Fleet
from tui.state.refs import UnresolvedReferenceError, path_of


class LeadsElsewhereError(Exception):
    """The path, or the whole domain, is in use already; the text is a sentence that says for what."""


async def find_domain(client: Client, hostname: str) -> Ingress:
    """The domain of this name.

    Raises:
        UnresolvedReferenceError: The token sees none.
    """
    found = await _look_for(client, hostname)
    if found is None:
        raise UnresolvedReferenceError(hostname, [], is_ambiguous=False)
    return found


class Connecting:
    """Lets paths of domains lead to services of one project."""

    def __init__(self, client: Client, fleet: Fleet, project_id: str) -> None:
        self._client = client
        self._domains = Domains(client)
        self._fleet = fleet
        self._project_id = project_id

    async def connect(self, hostname: str, path: IngressPath) -> Ingress:
        """Let *path* of the domain lead where it says; the domain is made where it is not there yet.

        Raises:
            LeadsElsewhereError: The path leads somewhere else, or the domain is another project's.
        """
        known = await self._known(hostname)
        if known is None:
            return await self._domains.connect(self._project_id, hostname, path)
        for each in known.paths:
            if each.path == path.path and not each.target.use_default_page and each.target != path.target:
                text = (
                    f"{known.hostname}{each.path} leads to {target_path(self._fleet, each.target)}. "
                    f"--replace lets it lead to {target_path(self._fleet, path.target)}."
                )
                raise LeadsElsewhereError(text)
        return await self._lead(known, path)

    async def replace(self, hostname: str, path: IngressPath) -> Ingress:
        """The same, whatever *path* leads to now."""
        known = await self._known(hostname)
        return await (self.connect(hostname, path) if known is None else self._lead(known, path))

    async def _known(self, hostname: str) -> Ingress | None:
        known = await _look_for(self._client, hostname)
        if known is not None and known.project_id != self._project_id:
            names = self._fleet.project_name(known.project_id), self._fleet.project_name(self._project_id)
            text = f"{known.hostname} is connected to the project {names[0]}, and the service is in {names[1]}."
            raise LeadsElsewhereError(text)
        return known

    async def _lead(self, known: Ingress, path: IngressPath) -> Ingress:
        if path in known.paths:
            return known
        await self._domains.lead(known.id, path)
        return await self._client.ingresses.get(known.id)


def target_path(fleet: Fleet, target: PathTarget) -> str:
    """Where a path leads; a service as the commands take it, with its port."""
    service = fleet.services.get(target.container.id) if target.container else None
    if target.container is None or service is None:
        return target_words(target, fleet)
    return f"{path_of(fleet, service)}:{target.container.port_protocol.removesuffix('/tcp')}"


def described(ingress: Ingress, fleet: Fleet, path: IngressPath, environ: Mapping[str, str]) -> Iterator[str]:
    """Lines that say where the path leads, its address, and what is still to be done.

    Where *environ* is of a session over SSH, a domain of the platform on this machine comes with the line that reaches
    it.
    """
    yield f"{ingress.hostname}{path.path} leads to {target_path(fleet, path.target)}"
    if address := address_of(ingress, path.path):
        yield address
    if ingress.http_port and environ.get("SSH_CONNECTION"):
        yield f"From where your browser is: {ssh_forward(ingress.http_port, environ, host=socket.gethostname())}"
    yield from missing(ingress)


def missing(ingress: Ingress) -> Iterator[str]:
    """Lines that say what keeps the domain from working, and what to do about it."""
    if not ingress.ownership.verified:
        yield f"To prove that it is yours, give {ingress.hostname} this TXT record: {ingress.ownership.txt_record}"
        yield f"Then: stackdeck domain verify {ingress.hostname}"
    if ingress.dns_validation_errors:
        addresses = ", ".join((*ingress.ips.v4, *ingress.ips.v6))
        yield f"{reachability(ingress).words}; its address is to be {addresses}"


async def _look_for(client: Client, hostname: str) -> Ingress | None:
    name = hostname.casefold().removesuffix(".")
    async for ingress in client.ingresses.list(hostname_substring=name):
        if ingress.hostname.casefold() == name:
            return ingress
    return None
