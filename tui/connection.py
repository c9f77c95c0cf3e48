"""From a profile to a client that is connected: the local platform is started where the profile names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.settings import Profile, ProfileKind, Token, read_token

if TYPE_CHECKING:
    from tui.client import Client
    from tui.platform.launch import Lease

LOCAL_ORIGIN = "http://stackdeck.local"
"""The origin the local platform answers to on its socket."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A client and the profile it speaks for; `leave` gives both back."""

    client: Client
    profile: Profile
    token: Token
    """For taking it out of what is written down."""
    _lease: Lease | None = None

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
        SettingsError: There is no token for the profile.
        PlatformError: The local platform can't be started.
    """
    from tui.client import Client  # 130 ms; the app paints before it connects

    if profile.kind is ProfileKind.LOCAL:
        from tui.platform.launch import connect  # only here: a remote profile needs no local platform

        lease = await connect()
        client = Client(LOCAL_ORIGIN, lease.token, socket=lease.socket, read_only=profile.read_only)
        return Connection(client, profile, Token(lease.token), lease)
    token = token or await read_token(profile, environ)
    return Connection(Client(profile.url or "", token.reveal(), read_only=profile.read_only), profile, token)
