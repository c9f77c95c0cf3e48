"""A relay on loopback between a client and a platform that spoils answers as a seed decides.

It passes one request per connection and puts the right token in each, so that whatever somebody typed as a token works
again once refusing is over.
"""

from __future__ import annotations

import asyncio
import random
import re
import socket
import struct
import threading
import time
from collections import Counter
from contextlib import suppress
from enum import Enum
from typing import Final, Self

SILENCE: Final = 30.0
"""Seconds for which nothing is answered at all."""
CALM: Final = (1.0, 5.0)
"""Seconds that a quiet stretch lasts, at least and at most."""
STORM: Final = (0.5, 3.0)
"""The same for a stretch in which nothing is answered as it should be."""
SINGLE: Final = 0.05
"""The share of requests that is spoiled in a quiet stretch."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_TOKEN: Final = re.compile(rb"\r\nx-access-token: *[^\r]*", re.IGNORECASE)
_CONNECTION: Final = re.compile(rb"\r\nconnection: *[^\r]*", re.IGNORECASE)
_HOST: Final = re.compile(rb"\r\nhost: *[^\r]*", re.IGNORECASE)


class Fault(Enum):
    """What can happen to a request."""

    LIMITED = "429"
    FAILED = "500"
    RESET = "reset"
    REFUSED = "401"
    GARBLED = "malformed JSON"
    SILENT = "silence"


_ANSWERS: Final = {
    Fault.LIMITED: (
        429,
        '{"type": "RateLimit", "message": "too many"}',
        "Retry-After: 1\r\nX-RateLimit-Remaining: 0\r\n",
    ),
    Fault.FAILED: (500, '{"type": "Oops", "message": "[red]not today[/"}', ""),
    Fault.REFUSED: (401, '{"type": "Unauthorized", "message": "who are you"}', ""),
    Fault.GARBLED: (200, '[{"id": "\\ud800", "services": [', "X-Pagination-TotalCount: many\r\n"),
}


class Weather:
    """Decides what happens to each request: quiet stretches with single faults, and stretches of nothing but one."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._until = 0.0
        self._storming: Fault | None = None
        self.is_over = False
        """True lets everything pass from now on."""

    def next(self) -> Fault | None:
        """The fault of the next request; None lets it pass."""
        if self.is_over:
            return None
        now = time.monotonic()
        if now >= self._until:
            self._storming = None if self._storming else self._chance.choice(list(Fault))
            self._until = now + self._chance.uniform(*(STORM if self._storming else CALM))
        if self._storming:
            return self._storming
        return self._chance.choice(list(Fault)) if self._chance.random() < SINGLE else None


class FaultyRelay:
    """Stands between a client and *upstream*, a host and a port; a context manager with a thread of its own."""

    def __init__(self, upstream: tuple[str, int], token: str, weather: Weather, *, silence: float = SILENCE) -> None:
        self.injected: Counter[Fault] = Counter()
        self.passed = 0
        """Requests that were answered by the platform."""
        self._upstream, self._token, self._weather, self._silence = upstream, token, weather, silence
        self._loop = asyncio.new_event_loop()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)
        self._ending = asyncio.Event()

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        async with await asyncio.start_server(self._serve, sock=self._listening):
            await self._ending.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled when the run is over, of which Python 3.11 would print a traceback.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if fault := self._weather.next():
                    self.injected[fault] += 1
                    await self._spoil(fault, writer)
                else:
                    self.passed += 1
                    await self._pass(head, body, writer)
            finally:
                writer.close()

    async def _spoil(self, fault: Fault, writer: asyncio.StreamWriter) -> None:
        if fault is Fault.SILENT:
            await asyncio.sleep(self._silence)
        elif fault is Fault.RESET:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        else:
            status, body, headers = _ANSWERS[fault]
            headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            writer.write(f"HTTP/1.1 {status} Spoiled\r\n{headers}\r\n{body}".encode())
            await writer.drain()

    async def _pass(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        host, port = self._upstream
        there, back = await asyncio.open_connection(host, port)
        try:
            head = _CONNECTION.sub(b"", _HOST.sub(b"", head)).removesuffix(b"\r\n\r\n")
            head = _TOKEN.sub(b"\r\nx-access-token: " + self._token.encode(), head)
            back.write(head + f"\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n".encode() + body)
            while some := await there.read(65536):
                writer.write(some)
                await writer.drain()
        finally:
            back.close()
