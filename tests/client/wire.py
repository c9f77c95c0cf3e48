"""Servers that answer byte for byte what a test wants, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

Behaviour = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""What a server does with the head of a request."""


def replying(*pieces: bytes) -> Behaviour:
    """Send *pieces* as they are, then hang up."""

    async def behave(_head: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return behave


def whole(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Wire:
    """A server and the heads of the requests that reached it."""

    def __init__(self, behave: Behaviour) -> None:
        self.heads: list[bytes] = []
        self.origin = ""
        self._behave = behave

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            await self._behave(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(behave: Behaviour, *, socket: Path | None = None) -> AsyncIterator[Wire]:
    """A server on a free port of loopback, or on *socket*."""
    wire = Wire(behave)
    if socket is None:
        server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
        wire.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    else:
        server = await asyncio.start_unix_server(wire.serve, socket)
    try:
        yield wire
    finally:
        server.close()
