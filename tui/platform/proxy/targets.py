"""Where a request goes: the domain it names, the path it lies under, and the port behind that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.models.ingress import ContainerTarget, IngressPath
from tui.models.service import ServiceStatus
from tui.platform.domains.paths import longest_prefix
from tui.platform.proxy.heads import Asked
from tui.platform.proxy.pages import Page, redirect
from tui.platform.runtime import Runtime
from tui.platform.store.outside import IngressRecord
from tui.platform.store.store import Store

_ON_ITS_WAY = (ServiceStatus.CREATING, ServiceStatus.STARTING, ServiceStatus.STOPPING)


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a service."""

    service_id: str
    name: str
    number: int
    """As the service declares it; where on this machine its process listens for it is another question."""


class Targets:
    """Finds where requests go, by what the store says now."""

    def __init__(self, store: Store, runtime: Runtime) -> None:
        self._store = store
        self._runtime = runtime
        self._table: tuple[Mapping[str, IngressRecord], dict[str, IngressRecord]] = ({}, {})

    def find(self, asked: Asked) -> ServicePort | Page:
        """Where *asked* goes."""
        ingress = self._by_name().get(asked.host)
        if ingress is None:
            return Page(status=404, text=f"No domain `{asked.host[:100]}` is connected here.")
        if not ingress.verified:
            text = f"It is not proven yet to whom {ingress.hostname.text} belongs: its TXT record is missing."
            return Page(status=404, text=text)
        path = _path_of(ingress, asked.path)
        if path is None:
            return Page(status=404, text=f"Nothing of {ingress.hostname.text} leads here.")
        target = path.target
        if target.container:
            return self._service_port(target.container)
        if target.url:
            return redirect(target.url, asked.method)
        if target.use_default_page:
            return Page(status=200, text=f"{ingress.hostname.text} is connected, and leads nowhere yet.")
        return Page(status=404, text=f"This path of {ingress.hostname.text} leads nowhere.")

    async def find_listener(self, of: ServicePort) -> int | Page:
        """The port of this machine on which the service's own process listens."""
        port = await self._runtime.find_listener(of.service_id, of.number)
        if port is not None:
            return port
        service = self._store.service(of.service_id)
        if service is None:
            return _gone()
        if service.status is ServiceStatus.RUNNING:
            text = f"{service.name} is running, and does not listen on its port {of.number}."
            return Page(status=503, text=text, retry_after=2)
        soon = 2 if service.status in _ON_ITS_WAY else None
        return Page(status=503, text=f"{service.name} is {service.status.value}.", retry_after=soon)

    def _by_name(self) -> Mapping[str, IngressRecord]:
        """The domains by their names; made anew only when one has changed."""
        ingresses = self._store.world.ingresses
        if self._table[0] is not ingresses:
            self._table = (ingresses, {each.hostname.ascii: each for each in ingresses.values()})
        return self._table[1]

    def _service_port(self, target: ContainerTarget) -> ServicePort | Page:
        service = self._store.service(target.id)
        if service is None:
            return _gone()
        return ServicePort(service.id, service.name, int(target.port_protocol.partition("/")[0]))


def _gone() -> Page:
    return Page(status=503, text="The service that this leads to does not exist any more.")


def _path_of(ingress: IngressRecord, path: str) -> IngressPath | None:
    if len(ingress.paths) == 1 and ingress.paths[0].path == "/":
        return ingress.paths[0]
    by_path = {each.path: each for each in ingress.paths}
    found = longest_prefix(path, by_path)
    return by_path[found] if found is not None else None
