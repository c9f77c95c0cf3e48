"""Connections to services; one that an answer has left in order is kept for the next request."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections import defaultdict

import h11

from tui.platform.proxy.peer import Peer
from tui.platform.proxy.targets import ServicePort
from tui.platform.proxy.wire import Wire

HOST = "127.0.0.1"
CONNECT_WITHIN = 5.0
IDLE = 4.0
"""Seconds an unused connection is kept: less than servers usually keep theirs, the shortest known being five."""
MOST_IDLE = 32
"""Unused connections to one service."""
LARGEST_HEAD = 64 * 1024


class Pool:
    """The unused connections."""

    def __init__(self) -> None:
        self._idle: dict[ServicePort, dict[Peer, asyncio.TimerHandle]] = defaultdict(dict)

    def take(self, target: ServicePort) -> Peer | None:
        """An unused connection that looks as if it could be used."""
        while self._idle[target]:
            peer, timer = self._idle[target].popitem()
            timer.cancel()
            if peer.wire.is_quiet:
                return peer
            # It was closed, or says what nobody has asked for.
            peer.wire.abort()
        del self._idle[target]
        return None

    async def connect(self, port: int) -> Peer:
        """A new connection to where a service listens.

        Raises:
            OSError: Nobody takes it.
            TimeoutError: Nobody takes it in time.
        """
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            connection.setblocking(False)
            if not _stands(connection, port):
                async with asyncio.timeout(CONNECT_WITHIN):
                    await loop.sock_connect(connection, (HOST, port))
            _, wire = await loop.create_connection(Wire, sock=connection)
        except BaseException:
            connection.close()
            raise
        return Peer(wire, h11.CLIENT, largest_head=LARGEST_HEAD)

    def give_back(self, target: ServicePort, peer: Peer) -> None:
        """Keep *peer* for another request when it is fit for one, else close it."""
        idle = self._idle[target]
        if not peer.is_done or peer.has_more or not peer.wire.is_quiet or len(idle) >= MOST_IDLE:
            peer.wire.close()
            return
        peer.http.start_next_cycle()
        idle[peer] = asyncio.get_running_loop().call_later(IDLE, self._drop, target, peer)

    def close(self) -> None:
        """Close all of them."""
        for idle in self._idle.values():
            for peer, timer in idle.items():
                timer.cancel()
                peer.wire.abort()
        self._idle.clear()

    def _drop(self, target: ServicePort, peer: Peer) -> None:
        del self._idle[target][peer]
        peer.wire.close()


def _stands(connection: socket.socket, port: int) -> bool:
    """Begin to connect; gives whether the connection stands already, as it mostly does on one's own machine.

    The second call asks how the first one went, and saves the loop two rounds.
    """
    code = connection.connect_ex((HOST, port)) and connection.connect_ex((HOST, port))
    if code in (errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK):
        return False
    if code in (0, errno.EISCONN):
        return True
    raise OSError(code, os.strerror(code))
