"""Writing ingresses: what is checked, and what the DNS is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.models.ingress import IngressPath
from tui.platform.api.control import Control
from tui.platform.api.dns_watch import DnsWatch
from tui.platform.api.errors import Invalid, NotFound, NothingToActOn, PreconditionFailed, Problem
from tui.platform.api.ingress_bodies import AcmeBody, IngressBody, PathBody, check_paths, paths_of
from tui.platform.api.lookup import check_free, find_ingress
from tui.platform.domains.hostname import Hostname, read_hostname
from tui.platform.equipment import new_ingress
from tui.platform.store.outside import DEFAULT_PAGE, IngressRecord
from tui.platform.store.records import ProjectRecord


class IngressEditing:
    """Carries out the writes of ingresses. A refused write changes nothing."""

    def __init__(self, control: Control, watch: DnsWatch) -> None:
        self._control = control
        self._watch = watch

    async def create(self, body: IngressBody) -> IngressRecord:
        """Connect a domain to a project; gives it as it is once the DNS was asked."""
        store = self._control.store
        project = store.world.project(body.project_id)
        if project is None:
            raise NotFound(f"There is no project {body.project_id}.")
        hostname = read_hostname(body.hostname)
        problems = self._problems(project, body.paths)
        if hostname is None:
            problems.insert(0, Problem("hostname", "This is the name of a host such as `shop.localhost`.", "format"))
        if problems or hostname is None:
            raise Invalid(problems)
        check_free(store.world, hostname)
        ingress = new_ingress(project, hostname, paths_of(body.paths), self._control.mint)
        store.put_ingress(ingress)
        await self._watch.look_at(ingress.id)
        return store.world.ingresses.get(ingress.id, ingress)

    async def update_paths(self, ingress_id: str, bodies: Sequence[PathBody]) -> int:
        """Replace all paths, but for `/` where it is left out; gives the event."""
        store = self._control.store
        ingress = find_ingress(store.world, ingress_id)
        project = store.world.projects[ingress.project_id]
        if problems := self._problems(project, bodies, ingress.paths):
            raise Invalid(problems)
        root = next((each for each in ingress.paths if each.path == "/"), DEFAULT_PAGE)
        return store.put_ingress(replace(ingress, paths=paths_of(bodies, root)))

    async def update_tls(self, ingress_id: str, body: AcmeBody) -> int:
        """Refuse certificates; gives the event where none is wanted."""
        ingress = find_ingress(self._control.store.world, ingress_id)
        if body.certificate_id is not None:
            raise NotFound(f"There is no certificate {body.certificate_id}.")
        if body.acme is None:
            raise Invalid([Problem("acme", "Give `acme` or `certificateId`.", "required")])
        if body.acme:
            raise PreconditionFailed(_no_certificate(ingress.hostname))
        return self._control.store.event

    async def request_certificate(self, ingress_id: str) -> int:
        """Refuse, and say why."""
        raise PreconditionFailed(_no_certificate(self._acted_on(ingress_id).hostname))

    async def verify_ownership(self, ingress_id: str) -> int:
        """Look for the TXT record now; gives the event of finding it."""
        store = self._control.store
        ingress = self._acted_on(ingress_id)
        if not ingress.verified:
            if missing := await self._watch.missing_for(ingress):
                raise PreconditionFailed(missing)
            store.put_ingress(replace(self._acted_on(ingress_id), verified=True))
        return store.event

    async def delete(self, ingress_id: str) -> int:
        """Disconnect a domain; gives the event."""
        ingress = find_ingress(self._control.store.world, ingress_id)
        if ingress.is_default:
            text = f"{ingress.hostname.text} is the project's default domain and can't be deleted."
            raise Invalid([Problem("ingressId", text, "forbidden")])
        return self._control.store.drop_ingress(ingress.id)

    def _acted_on(self, ingress_id: str) -> IngressRecord:
        try:
            return find_ingress(self._control.store.world, ingress_id)
        except NotFound as error:
            raise NothingToActOn([Problem("ingressId", error.message, "unknown")]) from error

    def _problems(
        self, project: ProjectRecord, bodies: Sequence[PathBody], kept: Sequence[IngressPath] = ()
    ) -> list[Problem]:
        services = [each for stack in self._control.store.world.stacks_of(project) for each in stack.services]
        return list(check_paths(bodies, services, [each.target for each in kept]))


def _no_certificate(hostname: Hostname) -> str:
    if hostname.is_local:
        return f"No authority issues certificates for {hostname.text}: it means another machine to each that asks."
    return f"No authority can issue a certificate for {hostname.text} here: it can't reach a platform on this machine."
