"""Asks the DNS: the texts and the addresses under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

TIMEOUT = 3.0
"""Seconds for one question, all tries of all name servers together."""


class NobodyAnswersError(Exception):
    """No name server gave an answer."""


class Dns:
    """The name servers of this machine, or those of *resolver*."""

    def __init__(self, resolver: Resolver | None = None, *, timeout: float = TIMEOUT) -> None:
        self._resolver = resolver
        self._timeout = timeout

    async def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of *name*. Raises NobodyAnswersError."""
        return tuple(text.encode("latin-1").decode("utf-8", "replace") for text in await self._ask(name, "TXT"))

    async def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses of *name*, of both kinds. Raises NobodyAnswersError."""
        return (*await self._ask(name, "A"), *await self._ask(name, "AAAA"))

    async def _ask(self, name: str, kind: str) -> list[str]:
        # The library takes 100 ms and is needed by few: names below `localhost` are never asked for.
        from dns.asyncresolver import Resolver as SystemResolver
        from dns.exception import DNSException
        from dns.rdtypes.ANY.TXT import TXT
        from dns.resolver import NXDOMAIN, NoAnswer

        try:
            resolver = self._resolver or SystemResolver()
            answer = await resolver.resolve(f"{name}.", kind, lifetime=self._timeout, search=False)
        except (NXDOMAIN, NoAnswer):
            return []
        except (DNSException, OSError) as error:
            raise NobodyAnswersError(name) from error
        return [
            b"".join(each.strings).decode("latin-1") if isinstance(each, TXT) else each.to_text() for each in answer
        ]
