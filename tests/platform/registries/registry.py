"""A small registry of images that speaks the real protocol: basic or bearer, on a port of this machine."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

USERNAME, PASSWORD = "robot", "correct horse: battery"
TOKEN = "a-token-of-the-registry"


@dataclass
class SmallRegistry:
    """What it answers, and what it was asked."""

    scheme: str = "basic"
    port: int = 0
    password: str = PASSWORD
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Target and `Authorization` of each request, in their order."""
    realm: str = ""
    """Another token service than its own."""
    answers: dict[str, bytes] = field(default_factory=dict)
    """Whole answers by path, in place of its own."""
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def uri(self) -> str:
        return f"localhost:{self.port}"

    def answer(self, target: str, authorization: str) -> bytes:
        """The whole answer to a request."""
        self.asked.append((target, authorization))
        self.was_asked.set()
        url = urlsplit(target)
        if url.path in self.answers:
            return self.answers[url.path]
        if url.path == "/token":
            return self._token(parse_qs(url.query), authorization)
        if url.path != "/v2/":
            return response(404)
        wanted = f"Bearer {TOKEN}" if self.scheme == "bearer" else None
        granted = authorization == wanted if wanted else self._knows(authorization)
        return response(200, "{}") if granted or self.scheme == "open" else response(401, challenge=self._challenge())

    def _token(self, query: dict[str, list[str]], authorization: str) -> bytes:
        if query.get("service") != ["small registry"] or not self._knows(authorization):
            return response(401)
        return response(200, f'{{"token": "{TOKEN}", "expires_in": 300}}')

    def _knows(self, authorization: str) -> bool:
        scheme, _, value = authorization.partition(" ")
        return scheme == "Basic" and b64decode(value).decode() == f"{USERNAME}:{self.password}"

    def _challenge(self) -> str:
        if self.scheme == "basic":
            return 'Basic realm="small, registry"'
        realm = self.realm or f"http://127.0.0.1:{self.port}/token"
        return f'Bearer realm="{realm}",service="small registry"'


def response(status: int, body: str = "", *, challenge: str = "", location: str = "") -> bytes:
    """A whole answer."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    head += f"WWW-Authenticate: {challenge}\r\n" if challenge else ""
    head += f"Location: {location}\r\n" if location else ""
    return f"{head}\r\n{body}".encode()


@asynccontextmanager
async def small_registry(scheme: str = "basic") -> AsyncIterator[SmallRegistry]:
    """A registry that listens."""
    registry = SmallRegistry(scheme)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        fields = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in lines[1:] if line)
        writer.write(registry.answer(lines[0].split(" ")[1], fields.get("authorization", "")))
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    registry.port = server.sockets[0].getsockname()[1]
    async with server:
        yield registry
