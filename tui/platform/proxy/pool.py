"""Connections to services; one that an answer has left in order is kept for the next request."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import h11

from tui.platform.proxy.peer import Peer
from tui.platform.proxy.targets import ServicePort
from tui.platform.proxy.wire import Wire

CONNECT_WITHIN = 5.0
IDLE = 4.0
"""Seconds an unused connection is kept: less than servers usually keep theirs, the shortest known being five."""
MOST_IDLE = 32
"""Unused connections to one service."""
LARGEST_HEAD = 64 * 1024


class Pool:
    """The unused connections."""

    def __init__(self) -> None:
        self._idle: dict[ServicePort, list[Peer]] = defaultdict(list)

    def take(self, target: ServicePort) -> Peer | None:
        """An unused connection that looks as if it could be used."""
        idle = self._idle.get(target, [])
        while idle:
            peer = idle.pop()
            peer.wire.when_lost = None
            if peer.wire.is_quiet:
                return peer
            # It was closed, or says what nobody has asked for.
            peer.wire.abort()
        return None

    async def connect(self, target: ServicePort) -> Peer:
        """A new connection.

        Raises:
            OSError: Nobody takes it.
            TimeoutError: Nobody takes it in time.
        """
        async with asyncio.timeout(CONNECT_WITHIN):
            loop = asyncio.get_running_loop()
            _, wire = await loop.create_connection(Wire, "127.0.0.1", target.port)
        return Peer(wire, h11.CLIENT, largest_head=LARGEST_HEAD)

    def give_back(self, target: ServicePort, peer: Peer) -> None:
        """Keep *peer* for another request when it is fit for one, else close it."""
        idle = self._idle[target]
        if not peer.is_done or not peer.wire.is_quiet or len(idle) >= MOST_IDLE:
            peer.wire.close()
            return
        peer.http.start_next_cycle()
        idle.append(peer)
        timer = asyncio.get_running_loop().call_later(IDLE, self._drop, target, peer)
        peer.wire.when_lost = timer.cancel

    def close(self) -> None:
        """Close all of them."""
        for idle in self._idle.values():
            for peer in idle:
                peer.wire.abort()
        self._idle.clear()

    def _drop(self, target: ServicePort, peer: Peer) -> None:
        if peer in self._idle[target]:
            self._idle[target].remove(peer)
            peer.wire.close()
