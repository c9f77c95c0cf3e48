"""A small name server on a port of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.asyncresolver import Resolver

from tui.platform.domains.lookup import Dns

Records = dict[tuple[str, str], list[str]]


@dataclass
class NameServer(asyncio.DatagramProtocol):
    """Answers from its records; a name it has nothing of does not exist."""

    records: Records = field(default_factory=dict)
    """By name and type, as in a zone file."""
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append(name)
        if self.silent or self.transport is None:
            return
        answer = dns.message.make_response(query)
        found = self.records.get((name, kind))
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(other == name for other, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), address)


@asynccontextmanager
async def name_server(records: Records | None = None, *, timeout: float = 3) -> AsyncIterator[tuple[NameServer, Dns]]:
    """A server that listens, and what asks it alone."""
    server = NameServer(records or {})
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: server, local_addr=("127.0.0.1", 0)
    )
    server.transport = transport
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield server, Dns(resolver, timeout=timeout)
    finally:
        transport.close()
