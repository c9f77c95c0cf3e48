"""The platform's end of the leases: who holds one, and what happens when the last one goes."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Mapping

LINGER = 600.0
"""Seconds a platform waits for its programs after the last lease broke: a dropped line comes back."""
FIRST = 60.0
"""Seconds it waits for the first lease."""
LONGEST_WORD = 256


class LeaseKeeper:
    """Listens on the lease socket and ends the platform once nobody needs it any more.

    A client's first line says what it wants. `lease`: the answer is `ready`, and the connection is held; a `leave`
    before its end makes the end an orderly one. `status`: one line of JSON. `stop`: the platform ends, and the
    connection with it.
    """

    def __init__(
        self,
        *,
        end: Callable[[], None],
        describe: Callable[[], Mapping[str, object]],
        linger: float | None = LINGER,
        first: float = FIRST,
    ) -> None:
        """*end* is called once; with *linger* None the platform does not depend on leases."""
        self._end = end
        self._describe = describe
        self._linger = linger
        self._first = first
        self._leases = 0
        self._ended = False
        self._timer: asyncio.TimerHandle | None = None
        self._server: asyncio.Server | None = None

    async def open(self, listener: socket.socket) -> None:
        """Take connections from now on."""
        self._server = await asyncio.start_unix_server(self._talk, sock=listener, limit=LONGEST_WORD)
        self._wait(self._first)

    def close(self) -> None:
        """Take no more connections; those that are there stay until the process ends."""
        self._ended = True
        self._stop_waiting()
        if self._server is not None:
            self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            match (await reader.readline()).strip():
                case b"lease":
                    await self._hold(reader, writer)
                case b"status":
                    writer.write(json.dumps({**self._describe(), "leases": self._leases}).encode() + b"\n")
                    await writer.drain()
                case b"stop":
                    self._finish()
                    await reader.read()
        except (ConnectionError, ValueError):
            # A client that went away, or one that never ends its line.
            return
        finally:
            writer.close()

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._leases += 1
        self._stop_waiting()
        word = b""
        try:
            writer.write(b"ready\n")
            await writer.drain()
            word = await reader.readline()
        finally:
            self._leases -= 1
            self._one_left(orderly=word.strip() == b"leave")

    def _one_left(self, *, orderly: bool) -> None:
        if self._leases or self._ended or self._linger is None:
            return
        if orderly:
            self._finish()
        else:
            self._wait(self._linger)

    def _wait(self, seconds: float) -> None:
        if self._linger is not None:
            self._stop_waiting()
            self._timer = asyncio.get_running_loop().call_later(seconds, self._finish)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _finish(self) -> None:
        """End the platform; the door is closed in the same step, so that nobody enters a platform that is leaving."""
        if not self._ended:
            self.close()
            self._end()
