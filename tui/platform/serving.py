"""The platform's own process: lock, sockets, token, API server, leases, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp

from tui.platform.api_server import ApiServer
from tui.platform.engines.process import ProcessEngine
from tui.platform.errors import PlatformError
from tui.platform.lease import LINGER, LeaseKeeper
from tui.platform.locks import LockHeldError, locked
from tui.platform.places import Places, Sockets, bind_sockets, prepare_data
from tui.platform.server import DEFAULT_LAG, DEFAULT_RATE_LIMIT, ProxyPlace, build_app
from tui.platform.supervisor import Supervisor

SOCKET_HOST = "stackdeck.local"
"""The host that requests over the Unix socket name."""
BACKLOG = 128
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 -- what is refused
PREDECESSOR = 20.0
"""Seconds to wait for a platform that is stopping in the same data folder: its services have ten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeOptions:
    """How a platform is run."""

    data: Path
    port: int | None = None
    """The TCP port on loopback, 0 for a free one; None for the Unix socket alone."""
    remote: str | None = None
    """A name or address of this machine to listen on besides; then no commands are run."""
    empty: bool = False
    """Start a new platform with one empty project in place of the sample fleet."""
    lag: float = DEFAULT_LAG
    rate_limit: int = DEFAULT_RATE_LIMIT
    linger: float | None = LINGER
    """Seconds to wait after the last lease broke; None runs until a signal or `stop`."""


@dataclass(frozen=True, slots=True)
class Started:
    """What is told once the platform answers."""

    origins: tuple[str, ...]
    """`http://127.0.0.1:PORT` where it listens on TCP, and after it the remote one."""
    token_file: Path


async def serve(options: ServeOptions, *, ready: Callable[[Started], None]) -> None:
    """Run a platform until a signal, a `stop` or its last lease ends it.

    Raises:
        PlatformError: It can't be started; the text says why.
    """
    places = prepare_data(options.data)
    async with _holding(places):
        listeners = _listen(options)
        sockets = bind_sockets(places.data)
        try:
            await Platform(options, places, sockets, listeners).run(ready)
        finally:
            for listener in (sockets.api, sockets.lease, *listeners):
                listener.close()
            sockets.remove()
            places.token.unlink(missing_ok=True)
            places.description.unlink(missing_ok=True)


class Platform:
    """One life of a platform, in a data folder that is locked and with its sockets bound."""

    def __init__(
        self, options: ServeOptions, places: Places, sockets: Sockets, listeners: Sequence[socket.socket]
    ) -> None:
        self._options = options
        self._places = places
        self._sockets = sockets
        self._listeners = listeners
        self._began = time.time()
        names = [_in_url(name) for name in ("127.0.0.1", options.remote) if name]
        self._origins = tuple(f"http://{name}:{port}" for name in names for port in _ports(listeners))
        self._keeper = LeaseKeeper(end=self.stop, describe=self._description, linger=options.linger)
        self._server: ApiServer | None = None
        self._supervisor = Supervisor(
            places.data, engine=ProcessEngine(places.data / "run", commands=options.remote is None)
        )
        self._proxy = ProxyPlace()
        self._answering = asyncio.Event()

    def stop(self) -> None:
        """Begin to stop: take no more clients, then end the services."""
        self._keeper.close()
        self._sockets.remove()
        self._places.description.unlink(missing_ok=True)
        if self._server is not None:
            self._server.should_exit = True

    async def run(self, ready: Callable[[Started], None]) -> None:
        """Serve until `stop`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # Under `nohup` a hangup stays ignored.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self.stop)
        token = secrets.token_urlsafe(32)
        _write_private(self._places.token, token + "\n")
        self._server = ApiServer(self._app(token), started=self._answering.set)
        serving = asyncio.ensure_future(self._server.serve([self._sockets.api, *self._listeners]))
        serving.add_done_callback(lambda _: self._answering.set())
        try:
            await self._answering.wait()
            if not serving.done():
                await self._open(ready)
        except BaseException:
            # For example nobody reads stdout: the services that run already end in an orderly way all the same.
            self.stop()
            await asyncio.wait({serving})
            raise
        await serving

    async def _open(self, ready: Callable[[Started], None]) -> None:
        """Let programs in, and say so."""
        await self._keeper.open(self._sockets.lease)
        _write_private(self._places.description, json.dumps(self._description()))
        ready(Started(self._origins, self._places.token))

    def _app(self, token: str) -> ASGIApp:
        return build_app(
            data=self._places.data,
            runtime=self._supervisor,
            token=token,
            hosts=frozenset(self._hosts()),
            lag=self._options.lag,
            rate_limit=self._options.rate_limit,
            empty=self._options.empty,
            proxy=self._proxy,
        )

    def _hosts(self) -> Iterator[str]:
        yield SOCKET_HOST
        for origin in self._origins:
            yield origin.removeprefix("http://")
        for port in _ports(self._listeners):
            yield f"localhost:{port}"

    def _description(self) -> dict[str, object]:
        return {
            "pid": os.getpid(),
            "running": self._supervisor.running,
            "host": socket.gethostname(),
            "began": self._began,
            "sockets": str(self._sockets.folder),
            "origin": self._origins[0] if self._origins else None,
            "proxy": self._proxy.port,
        }


@contextlib.asynccontextmanager
async def _holding(places: Places) -> AsyncIterator[None]:
    """Hold the data folder; a platform that is just stopping in it is waited for."""
    try:
        async with locked(places.lock, patience=PREDECESSOR, give_up=places.description.exists):
            yield
    except LockHeldError:
        raise PlatformError(in_use(places)) from None


def in_use(places: Places) -> str:
    """The sentence that says by whom the data folder is used."""
    try:
        fields = json.loads(places.description.read_text(encoding="utf-8"))
        by = f"process {fields['pid']} on {fields['host']}"
    except (OSError, ValueError, LookupError, TypeError):
        by = "another process"
    return (
        f"The data folder {places.data} is used by a platform that runs already ({by}):"
        " stop it with `stackdeck platform stop`, or choose another folder with --data."
    )


def _listen(options: ServeOptions) -> list[socket.socket]:
    """The TCP sockets asked for, loopback first, all on the same port."""
    if options.port is None:
        return []
    with contextlib.ExitStack() as undo:
        first = undo.enter_context(_bind("127.0.0.1", options.port))
        listeners = [first]
        if options.remote in EVERYWHERE:
            raise PlatformError(f"{options.remote} is every address: give the one others reach this machine under.")
        if options.remote is not None:
            listeners.append(undo.enter_context(_bind(options.remote, first.getsockname()[1])))
        undo.pop_all()
    return listeners


def _ports(listeners: Sequence[socket.socket]) -> list[int]:
    """The port of the listeners, which is the same for all; none when there are none."""
    return [listener.getsockname()[1] for listener in listeners[:1]]


def _in_url(host: str) -> str:
    """A host as it stands in an origin: addresses of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _bind(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        # With the protocol named, asyncio turns Nagle's algorithm off: without it every answer takes 40 ms more.
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PlatformError(f"{host} is no address of this machine: {error.strerror or error}.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Now and not when the server starts: only this finds out who else listens there.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PlatformError(f"Can't listen on {host}:{port}: {error.strerror or error}.") from error
    return listener


def _write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, all of it or nothing."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
