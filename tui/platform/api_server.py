"""The HTTP server of the platform: uvicorn, over sockets that are bound already."""

from __future__ import annotations

import contextlib
import logging
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
        logging.getLogger("uvicorn.error").addFilter(_says_something)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell it. Raises PlatformError when the application can't."""
        try:
            await super().startup(sockets)
        except SystemExit as error:
            # How uvicorn says that the application has failed; it logs why, and would end the process.
            raise PlatformError(self._guard.failure or "The platform can't start.") from error
        if self._guard.failure:
            raise PlatformError(self._guard.failure)
        if self.started:
            self._tell()


def _says_something(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log says what nobody else says: a failed start is told by its caller."""
    return record.getMessage() != "Application startup failed. Exiting."


class StartupGuard:
    """Notes with what sentence the application's start failed; the server would only log it, with a traceback."""

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
                name, _, sentence = str(message.get("message", "")).strip().rpartition("\n")[2].partition(": ")
                if name.endswith(PlatformError.__name__):
                    self.failure = sentence
                    message = {"type": message["type"]}
                else:
                    self.failure = f"The platform can't start: {name}: {sentence}"
            await send(message)

        await self._app(scope, receive, noting)
