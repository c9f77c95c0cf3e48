"""The HTTP server of the platform: uvicorn, over sockets that are bound already."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tui.platform.errors import PlatformError

KEEP_ALIVE = 120
"""Seconds an idle connection is kept: longer than the pause between two polls of a client."""


class ApiServer(uvicorn.Server):
    """uvicorn, which tells when it answers and leaves signals to the process."""

    def __init__(self, app: ASGIApp, *, started: Callable[[], None]) -> None:
        self._guard = StartupGuard(app)
        super().__init__(
            uvicorn.Config(
                self._guard,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=1,
            )
        )
        self._tell = started

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell it."""
        await super().startup(sockets)
        if self._guard.failure:
            raise PlatformError(f"The platform can't start: {self._guard.failure}")
        if self.started:
            self._tell()


class StartupGuard:
    """Notes with what sentence the application's start failed; the server itself only logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                lines = str(message.get("message", "")).strip().splitlines()
                self.failure = lines[-1].partition(": ")[2] or lines[-1] if lines else "no reason was given"
            await send(message)

        await self._app(scope, receive, noting)
