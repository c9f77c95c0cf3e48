"""The session a token belongs to."""

from __future__ import annotations

from tui.client.call import path_of
from tui.client.resource import Resource
from tui.models.user import SessionStatus


class Session(Resource):
    """The current session."""

    causal = False

    async def status(self) -> SessionStatus:
        """Who the token belongs to (`GET /v2/users/self/sessions/current/status`): the cheapest check of a token."""
        return await self._read(SessionStatus, path_of("users", "self", "sessions", "current", "status"))
