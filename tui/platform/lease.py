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
LONGEST_WORD = 64


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
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: _Client(self), sock=listener)
        self._wait(self._first)

    def close(self) -> None:
        """Take no more connections; those that are there stay until the process ends."""
        self._ended = True
        self._stop_waiting()
        if self._server is not None:
            self._server.close()

    def enter(self) -> None:
        """One more program holds a lease."""
        self._leases += 1
        self._stop_waiting()

    def leave(self, *, orderly: bool) -> None:
        """One program less: it left, or its connection broke."""
        self._leases -= 1
        if self._leases or self._ended or self._linger is None:
            return
        if orderly:
            self.finish()
        else:
            self._wait(self._linger)

    def status(self) -> bytes:
        """What the platform says about itself, as a line of JSON."""
        return json.dumps({**self._describe(), "leases": self._leases}).encode() + b"\n"

    def finish(self) -> None:
        """End the platform; the door is closed in the same step, so that nobody enters a platform that is leaving."""
        if not self._ended:
            self.close()
            self._end()

    def _wait(self, seconds: float) -> None:
        if self._linger is not None:
            self._stop_waiting()
            self._timer = asyncio.get_running_loop().call_later(seconds, self.finish)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Client(asyncio.Protocol):
    """One connection to the lease socket."""

    def __init__(self, keeper: LeaseKeeper) -> None:
        self._keeper = keeper
        self._said = b""
        self._transport: asyncio.WriteTransport | None = None
        self._holds = False
        self._leaves = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Follow each line; who sends something else is sent away."""
        self._said += data
        while b"\n" in self._said:
            word, _, self._said = self._said.partition(b"\n")
            self._follow(word)
        if len(self._said) > LONGEST_WORD and self._transport is not None:
            self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection has ended, by a word or by itself."""
        if self._holds:
            self._keeper.leave(orderly=self._leaves)

    def _follow(self, word: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        match word:
            case b"lease" if not self._holds:
                self._holds = True
                self._keeper.enter()
                self._transport.write(b"ready\n")
            case b"leave" if self._holds:
                self._leaves = True
            case b"status":
                self._transport.write(self._keeper.status())
            case b"stop":
                self._keeper.finish()
            case _:
                self._transport.abort()
