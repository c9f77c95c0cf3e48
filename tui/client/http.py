"""The client: one pool of connections, one memory of what was seen, and the API's resources on top."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui.client.call import Answer, Call
from tui.client.errors import Misconfigured
from tui.client.exchange import Exchange, Timeouts
from tui.client.observed import RateLimit
from tui.client.origin import Origin, parse_origin
from tui.client.retry import Clock
from tui.client.sending import Sending

if TYPE_CHECKING:
    import httpx

    from tui.client.images import Images
    from tui.client.ingresses import Ingresses
    from tui.client.projects import Projects
    from tui.client.registries import Registries
    from tui.client.servers import Servers
    from tui.client.services import Services
    from tui.client.session import Session
    from tui.client.stacks import Stacks
    from tui.client.templates import Templates
    from tui.client.users import Users
    from tui.client.volumes import Volumes

PATIENCE = 10.0
"""Seconds that retries go on unless the caller says otherwise. A longer wait is the caller's to announce."""


class Client:
    """The platform's API.

    A call that does not work raises an `ApiError`. Reads that follow a write of this client show what it wrote. The
    token goes to the one origin alone.
    """

    projects: Projects
    servers: Servers
    stacks: Stacks
    services: Services
    volumes: Volumes
    registries: Registries
    ingresses: Ingresses
    images: Images
    templates: Templates
    session: Session
    users: Users

    def __init__(
        self,
        origin: str,
        token: str | None,
        *,
        socket: Path | None = None,
        read_only: bool = False,
        patience: float = PATIENCE,
        timeouts: Timeouts | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            origin: the platform's address, with or without `/v2`.
            token: goes along as `X-Access-Token`.
            socket: the Unix socket to go through instead of the network.
            read_only: refuse writes before they are sent.
            patience: seconds that retries go on before the error is raised; 0 for none.
            timeouts: those of a single attempt.
            clock: time and chance.
            transport: replaces the network, for tests.

        Raises:
            Misconfigured: when the address or the token can't be used.
        """
        self._origin = parse_origin(origin)
        self._timeouts = timeouts or Timeouts()
        _check(token, self._origin, socket)
        exchange = Exchange(self._origin, token, socket=socket, transport=transport, timeouts=self._timeouts)
        self._sending = Sending(exchange, clock=clock or Clock(), read_only=read_only)
        self._patience = patience

    def with_patience(self, seconds: float) -> Self:
        """This client with another patience, over the same connections: a poller that paces itself takes 0."""
        view = copy(self)
        own = vars(view)
        for name in Client.__annotations__.keys() & own.keys():
            del own[name]
        own["_patience"] = seconds
        return view

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Import a resource, from the module of its name, when it is asked for: most programs use two or three."""
            if name not in Client.__annotations__:
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message)
            kind = getattr(import_module(f"tui.client.{name}"), name.capitalize())
            resource = vars(self)[name] = kind(self._send)
            return resource

    async def _send(self, call: Call, /) -> Answer:
        return await self._sending.send(call, patience=self._patience)

    async def move(self, token: str, *, socket: Path) -> None:
        """Go on with a platform that was started anew and has another token and socket.

        What was asked through the old ones breaks off; all else that is known stays.
        """
        _check(token, self._origin, socket)
        await self._sending.use(Exchange(self._origin, token, socket=socket, transport=None, timeouts=self._timeouts))

    @property
    def rate_limit(self) -> RateLimit | None:
        """What was left of the rate limit as of the last answer, when the platform says."""
        return self._sending.rate_limit

    def server_now(self) -> datetime:
        """The platform's time, from the Date of its answers; this machine's own until the first."""
        return self._sending.server_now()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._sending.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _check(token: str | None, origin: Origin, socket: Path | None) -> None:
    """Refuse a token that would be readable on the way, or break the header it travels in."""
    if token is None:
        return
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Misconfigured("The token holds a blank or a character that no token has; check where it is read from.")
    if origin.scheme == "http" and socket is None and not origin.is_loopback:
        raise Misconfigured(f"A token is not sent over plain http to {origin.netloc}; use https.")
