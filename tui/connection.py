"""From a profile to a client that is connected: the local platform is started where the profile names it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.platform.errors import PlatformError
from tui.settings import Profile, ProfileKind, Token, TokenError, read_token
from tui.state.backoff import Backoff

if TYPE_CHECKING:
    from tui.client import Client
    from tui.platform.launch import Lease

LOCAL_ORIGIN = "http://stackdeck.local"
"""The origin the local platform answers to on its socket."""


@dataclass(slots=True)
class Connection:
    """A client and the profile it speaks for; `leave` gives both back."""

    client: Client
    profile: Profile
    token: Token
    """For taking it out of what is written down."""
    _lease: Lease | None = None

    async def lost(self) -> bool:
        """Wait until the local platform has ended; gives whether somebody stopped it, other than by killing it.

        A remote platform is never lost: it may answer again at any time.
        """
        if self._lease is None:
            await asyncio.get_running_loop().create_future()
            return False
        return await self._lease.ended()

    async def restore(self) -> None:
        """Join the local platform again, or start it; everything works on over the same client.

        Raises:
            PlatformError: It can't be started.
        """
        if self._lease is None:
            return
        from tui.platform.launch import connect  # as in `open_connection`

        lease = await connect()
        await self._lease.leave()
        self._lease, self.token = lease, Token(lease.token)
        await self.client.move(lease.token, socket=lease.socket)

    async def leave(self) -> None:
        """Close the client, and tell the local platform that it is not needed any longer."""
        try:
            await self.client.aclose()
        finally:
            if self._lease is not None:
                await self._lease.leave()


async def open_connection(profile: Profile, *, environ: Mapping[str, str], token: Token | None = None) -> Connection:
    """A connection for *profile*, with *token* in place of its own. Nothing is sent to a remote platform yet.

    Raises:
        SettingsError: There is no token for the profile, or none that can be sent there.
        PlatformError: The local platform can't be started.
    """
    from tui.client import Client, Misconfigured  # 130 ms; the app paints before it connects

    if profile.kind is ProfileKind.LOCAL:
        from tui.platform.launch import connect  # only here: a remote profile needs no local platform

        asyncio.get_running_loop().set_exception_handler(_forgive_late_wakeups)
        lease = await connect()
        client = Client(LOCAL_ORIGIN, lease.token, socket=lease.socket, read_only=profile.read_only)
        return Connection(client, profile, Token(lease.token), lease)
    token = token or await read_token(profile, environ)
    try:
        client = Client(profile.url or "", token.reveal(), read_only=profile.read_only)
    except Misconfigured as error:
        raise TokenError(error.message) from error
    return Connection(client, profile, token)


async def keep(connection: Connection, *, tell: Callable[[str], None], asked: asyncio.Event) -> None:
    """Start the local platform again whenever it has died; one that somebody stopped stays so until *asked* is set.

    *tell* is told what stands in the way, a sentence, and an empty one once everything works again.
    """
    pauses = Backoff()
    while True:
        stopped = await connection.lost()
        asked.clear()
        if stopped:
            tell("The local platform was stopped.")
            await asked.wait()
        while trouble := await _restored(connection):
            tell(trouble)
            with suppress(TimeoutError):
                async with asyncio.timeout(pauses.failed()):
                    await asked.wait()
            asked.clear()
        pauses.worked()
        tell("")


async def _restored(connection: Connection) -> str:
    """Why the connection could not be restored; empty when it was."""
    try:
        await connection.restore()
    except PlatformError as error:
        return str(error)
    return ""


def _forgive_late_wakeups(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Let the loop be silent about a Unix socket that became readable just when its reader was cancelled.

    anyio, on which httpx stands, wakes the reader all the same, and the loop would print that as an error.
    """
    late = isinstance(context.get("exception"), asyncio.InvalidStateError)
    if not (late and "Future.set_result" in context["message"]):
        loop.default_exception_handler(context)
