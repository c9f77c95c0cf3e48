"""The proxy's one port, and the clients that come to it."""

from __future__ import annotations

import asyncio
import logging
import socket
from hashlib import blake2s

from tui.platform.proxy.accepting import Accepting
from tui.platform.proxy.client import Client
from tui.platform.proxy.exchange import Patience
from tui.platform.proxy.pool import Pool
from tui.platform.proxy.targets import Targets
from tui.platform.proxy.wire import Wire
from tui.platform.runtime import Runtime
from tui.platform.store.store import Store

HOST = "127.0.0.1"
FIRST, COUNT = 30_000, 2_000
"""Below the range that Linux and macOS take for outgoing connections, and apart from the ports of services."""
MOST_CLIENTS = 512
"""Connections at once; each takes two descriptors at most."""
BACKLOG = 256
_FACT = "proxy port"
_log = logging.getLogger(__name__)


class DomainProxy:
    """Listens on loopback and passes requests on by the names of hosts."""

    def __init__(self, store: Store, runtime: Runtime, *, patience: Patience | None = None) -> None:
        self._store = store
        self._targets = Targets(store, runtime)
        self._pool = Pool()
        self._patience = patience or Patience()
        self._clients: dict[asyncio.Task[None], Wire] = {}
        self._accepting: Accepting | None = None

    async def open(self) -> int | None:
        """Take connections from now on; gives the port, None where none is free.

        It is the one of the platform's last life, while nobody else has taken that.
        """
        listener = _bind(self._store.fact(_FACT, ""), str(self._store.path))
        if listener is None:
            _log.warning("no port is free for the proxy: domains lead nowhere")
            return None
        port: int = listener.getsockname()[1]
        self._store.put_fact(_FACT, str(port))
        self._accepting = Accepting(listener, lambda: Wire(self._welcome))
        return port

    async def close(self) -> None:
        """Take no more connections, and break those that are there."""
        if self._accepting is not None:
            self._accepting.close()
        clients = dict(self._clients)
        for task, wire in clients.items():
            wire.abort()
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
        self._pool.close()

    def _welcome(self, wire: Wire) -> None:
        """Serve a new client, unless there are too many."""
        if len(self._clients) >= MOST_CLIENTS:
            wire.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            wire.close()
            return
        client = Client(wire, self._targets, self._pool, self._patience)
        task = asyncio.create_task(client.serve(), name="a client of the proxy")
        self._clients[task] = wire
        task.add_done_callback(self._part)

    def _part(self, task: asyncio.Task[None]) -> None:
        self._clients.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s ended by a bug", task.get_name(), exc_info=error)


def _bind(known: str, realm: str) -> socket.socket | None:
    """A socket on the port that is *known*, else on the first free one from a place that follows from *realm*."""
    start = int.from_bytes(blake2s(realm.encode(errors="surrogateescape"), digest_size=4).digest())
    ports = [int(known)] if known.isdecimal() and int(known) < 65_536 else []
    ports += [FIRST + (start + step) % COUNT for step in range(COUNT)]
    for port in ports:
        # With the protocol named, asyncio turns Nagle's algorithm off.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, port))
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
        else:
            return listener
    return None
