"""Connecting domains to services, and finding the one that a command names."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.domain_words import address_of, dns_words, target_of
from tui.client import Client
from tui.models.ingress import Ingress, IngressPath, PathTarget
from tui.state.fleet import Fleet
from tui.state.refs import UnresolvedReferenceError


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
        self._fleet = fleet
        self._project_id = project_id

    async def connect(self, hostname: str, path: IngressPath) -> Ingress:
        """Let *path* of the domain lead where it says; the domain is made where it is not there yet.

        Raises:
            LeadsElsewhereError: The path leads somewhere else, or the domain is another project's.
        """
        known = await self._known(hostname)
        if known is None:
            created = await self._client.ingresses.create(self._project_id, hostname, (path,))
            return await self._client.ingresses.get(created.id)
        for each in known.paths:
            if each.path == path.path and not each.target.use_default_page and each.target != path.target:
                text = (
                    f"{known.hostname}{each.path} leads to {self._words(each.target)}. "
                    f"--replace lets it lead to {self._words(path.target)}."
                )
                raise LeadsElsewhereError(text)
        return await self._put(known, path)

    async def replace(self, hostname: str, path: IngressPath) -> Ingress:
        """The same, whatever *path* leads to now."""
        known = await self._known(hostname)
        return await (self.connect(hostname, path) if known is None else self._put(known, path))

    async def _known(self, hostname: str) -> Ingress | None:
        known = await _look_for(self._client, hostname)
        if known is not None and known.project_id != self._project_id:
            names = self._fleet.project_name(known.project_id), self._fleet.project_name(self._project_id)
            text = f"{known.hostname} is connected to the project {names[0]}, and the service is in {names[1]}."
            raise LeadsElsewhereError(text)
        return known

    async def _put(self, known: Ingress, path: IngressPath) -> Ingress:
        if path in known.paths:
            return known
        others = [each for each in known.paths if each.path != path.path]
        await self._client.ingresses.update_paths(known.id, [*others, path])
        return await self._client.ingresses.get(known.id)

    def _words(self, target: PathTarget) -> str:
        return target_of(self._fleet, target)


def described(ingress: Ingress, fleet: Fleet, path: IngressPath) -> Iterator[str]:
    """Lines that say where the path leads, its address, and what is still to be done."""
    yield f"{ingress.hostname}{path.path} leads to {target_of(fleet, path.target)}"
    yield address_of(ingress, path.path)
    yield from missing(ingress)


def missing(ingress: Ingress) -> Iterator[str]:
    """Lines that say what keeps the domain from working, and what to do about it."""
    if not ingress.ownership.verified:
        yield f"To prove that it is yours, give {ingress.hostname} this TXT record: {ingress.ownership.txt_record}"
        yield f"Then: stackdeck domain verify {ingress.hostname}"
    if ingress.dns_validation_errors:
        addresses = ", ".join((*ingress.ips.v4, *ingress.ips.v6))
        yield f"{', '.join(dns_words(ingress))}; its address is to be {addresses}"


async def _look_for(client: Client, hostname: str) -> Ingress | None:
    name = hostname.casefold().removesuffix(".")
    async for ingress in client.ingresses.list(hostname_substring=name):
        if ingress.hostname.casefold() == name:
            return ingress
    return None
