"""Keeps up to date what the DNS says about the domains of projects."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from tui.models.ingress import DnsError
from tui.platform.api.background import Background
from tui.platform.api.control import Control
from tui.platform.domains.lookup import Dns, NobodyAnswersError
from tui.platform.store.outside import IngressRecord

IPS = ("127.0.0.1",)
"""Where the proxy listens, and so what the records of a domain should say."""


class DnsWatch:
    """Asks the DNS and writes down what it says. Local and reserved names are never asked for."""

    def __init__(self, control: Control, background: Background, *, dns: Dns) -> None:
        self._control = control
        self._background = background
        self._dns = dns

    async def look_at(self, ingress_id: str) -> None:
        """Look at one domain; the outcome may come a little later."""
        await self._background.do(self._look_at(ingress_id))

    async def look_at_all(self) -> None:
        """Look at all domains, one after another."""
        for ingress_id in list(self._control.store.world.ingresses):
            await self._look_at(ingress_id)

    async def missing_for(self, ingress: IngressRecord) -> str:
        """Look for the TXT record of a domain; gives what is missing, empty when it is there."""
        name, wanted = ingress.hostname, ingress.txt_record
        if name.is_reserved:
            return f"{name.text} is a name for examples, which no DNS knows."
        try:
            found = await self._dns.texts(name.ascii)
        except NobodyAnswersError:
            return f"No name server answers about {name.text}: try again later."
        if wanted in found:
            return ""
        others = f"{len(found)} other TXT records" if len(found) > 1 else "another one" if found else "none"
        return (
            f"{name.text} needs the TXT record `{wanted}` and has {others}; a new record may take a while to be seen."
        )

    async def _look_at(self, ingress_id: str) -> None:
        ingress = self._control.store.world.ingresses.get(ingress_id)
        if ingress is None or ingress.hostname.is_local or ingress.hostname.is_reserved:
            return
        errors = await self._errors(ingress.hostname.ascii)
        verified = ingress.verified or not await self.missing_for(ingress)
        if now := self._control.store.world.ingresses.get(ingress_id):
            self._control.store.put_ingress(replace(now, dns_errors=errors, verified=now.verified or verified))

    async def _errors(self, name: str) -> tuple[DnsError, ...]:
        try:
            found = await self._dns.addresses(name)
        except NobodyAnswersError:
            return (DnsError.UNSPECIFIED,)
        wrong = () if any(each in IPS for each in found) else (DnsError.NO_A_RECORD,)
        astray = (DnsError.QUAD_A,) if any(ip_address(each).version == 6 for each in found) else ()
        return (*wrong, *astray)
