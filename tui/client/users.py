"""Users: the people behind tokens."""

from __future__ import annotations

from tui.client.call import path_of
from tui.client.resource import Resource
from tui.models.user import User


class Users(Resource):
    """The users the token can see."""

    causal = False

    async def get(self, user_id: str = "self") -> User:
        """One user, by default the token's own (`GET /v2/users/{userId}`)."""
        return await self._read(User, path_of("users", user_id))
