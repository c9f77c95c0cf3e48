"""The proxy over a service that a test plays itself, byte for byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.platform.fakes import FakeRuntime
from tui.models.ingress import IngressPath, PathTarget
from tui.platform.domains.hostname import Hostname
from tui.platform.equipment import lead_to
from tui.platform.proxy.exchange import Patience
from tui.platform.proxy.server import DomainProxy
from tui.platform.seed import seed
from tui.platform.store.mint import Mint
from tui.platform.store.outside import IngressRecord
from tui.platform.store.records import ServiceRecord
from tui.platform.store.store import Store

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HOST = "store.localhost"
GET = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
CLOSE = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
SOON = 10.0
"""Seconds a test waits for what is to come at once."""


@dataclass
class Rig:
    """A proxy with the sample fleet's domains; `store.localhost` leads to a service that the test plays."""

    store: Store
    runtime: FakeRuntime
    proxy: DomainProxy
    port: int
    service: ServiceRecord

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Streams]:
        """A connection to the proxy."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.close()

    async def send(self, raw: bytes, *, end: bool = False) -> bytes:
        """Everything that is answered to these bytes, up to the end of the connection."""
        async with self.client() as (reader, writer):
            writer.write(raw)
            if end:
                writer.write_eof()
            async with asyncio.timeout(SOON):
                return await reader.read()

    def ingress(self, hostname: str = HOST) -> IngressRecord:
        """The domain of this name."""
        return next(each for each in self.store.world.ingresses.values() if each.hostname.ascii == hostname)

    def lead(self, path: str, target: PathTarget, hostname: str = HOST) -> None:
        """Make a path lead somewhere."""
        old = self.ingress(hostname)
        kept = tuple(each for each in old.paths if each.path != path)
        self.store.put_ingress(replace(old, paths=(*kept, IngressPath(path=path, target=target))))

    def to_port(self, number: int) -> PathTarget:
        """The target that is another port of the played service."""
        return lead_to(self.service.id, f"{number}/tcp").target

    def add(self, hostname: str, *paths: IngressPath) -> None:
        """Connect another domain."""
        old = self.ingress()
        name = Hostname(hostname, hostname)
        self.store.put_ingress(replace(old, id=Mint().id(), hostname=name, paths=paths or old.paths))


@asynccontextmanager
async def proxying(data: Path, script: Script, **patience: float) -> AsyncIterator[Rig]:
    """A proxy before a service that answers each connection by *script*."""
    store = Store(data / "platform", lag=0)
    if store.is_new:
        seed(store, empty=False, mint=Mint())
    service = next(each for stack in store.world.stacks.values() for each in stack.services if each.name == "web")
    runtime = FakeRuntime()
    proxy = DomainProxy(store, runtime, patience=Patience(**patience))
    port = await proxy.open()
    assert port is not None
    async with serving(script) as served:
        runtime.running.add(service.id)
        runtime.listeners[service.id, 8080] = served
        try:
            yield Rig(store, runtime, proxy, port, service)
        finally:
            await proxy.close()
            store.close()


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[int]:
    """A server on a free port; what a script fails with fails the test."""
    failures: list[BaseException] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    assert not failures, failures


class Played:
    """A service that gives one answer to each request, and keeps what it was asked."""

    def __init__(self, answer: bytes = OK) -> None:
        self.answer = answer
        self.connections = 0
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            head, body = await read_request(reader)
            self.heads.append(head)
            self.bodies.append(body)
            writer.write(self.answer)
            if b"close" in self.answer.lower() or b"content-length" not in self.answer.lower():
                return


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head and the body of the next request, strictly read."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = fields_of(head)
    if b"transfer-encoding" in fields:
        assert b"content-length" not in fields
        return head, await read_chunks(reader)
    return head, await reader.readexactly(int(fields.get(b"content-length", b"0")))


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks, up to its end."""
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        assert await reader.readexactly(2) == b"\r\n"
    assert await reader.readexactly(2) == b"\r\n"
    return body


def fields_of(head: bytes) -> dict[bytes, bytes]:
    """The fields of a head, names in lower case; a repeated one fails."""
    fields: dict[bytes, bytes] = {}
    for line in head.split(b"\r\n")[1:]:
        if line:
            name, _, value = line.partition(b": ")
            assert name.lower() not in fields, name
            fields[name.lower()] = value
    return fields


def status_of(answer: bytes) -> int:
    """The status of an answer."""
    return int(answer.split(b" ", 2)[1])


def body_of(answer: bytes) -> bytes:
    """What follows the head of an answer."""
    return answer.partition(b"\r\n\r\n")[2]


async def within(waiting: Awaitable[Any]) -> Any:
    """What comes soon."""
    async with asyncio.timeout(SOON):
        return await waiting
