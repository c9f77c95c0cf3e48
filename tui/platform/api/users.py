"""The one user of the platform and the session of its token."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from tui.platform.api.context import json_answer
from tui.platform.api.control import Control
from tui.platform.api.errors import NotFound, to_json
from tui.platform.api.routes import Routes


class UserRoutes:
    """The routes of users and sessions."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._token_id = control.mint.id()

    def add_to(self, routes: Routes) -> None:
        """Add the routes."""
        routes.add("GET", "/v2/users/self/sessions/current/status", self.session)
        routes.add("GET", "/v2/users/{userId}", self.get)

    async def session(self) -> Response:
        """Show whose session this is: the cheapest check of a token."""
        status = {
            "userId": self._control.user_id,
            "tokenId": self._token_id,
            "isEmployee": False,
            "isImpersonated": False,
        }
        return json_answer(to_json(status))

    async def get(self, user_id: Annotated[str, Path(alias="userId", max_length=36)]) -> Response:
        """Show a user; `self` is the one who asks."""
        if user_id not in ("self", self._control.user_id):
            raise NotFound(f"There is no user {user_id}.")
        person = {"firstName": "Local", "lastName": "Platform"}
        return json_answer(to_json({"userId": self._control.user_id, "person": person}))
