"""Routes whose parameters are looked into when somebody first asks for them: for all at once a start would wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property

from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound, compile_path
from starlette.types import Receive, Scope, Send

Endpoint = Callable[..., Awaitable[Response]]


class Routes(list[BaseRoute]):
    """The routes of an application, in the order in which they are tried."""

    def add(self, method: str, path: str, endpoint: Endpoint) -> None:
        """Let *endpoint* answer requests of *method* for *path*."""
        self.append(_Route(method, path, endpoint))


class _Route(BaseRoute):
    def __init__(self, method: str, path: str, endpoint: Endpoint) -> None:
        self._method = method
        self._path = path
        self._endpoint = endpoint
        self._pattern, _, _ = compile_path(path)

    @cached_property
    def _whole(self) -> APIRoute:
        return APIRoute(self._path, self._endpoint, methods=[self._method])

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not self._pattern.match(scope["path"]):
            return Match.NONE, {}
        return self._whole.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._whole.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        raise NoMatchFound(name, path_params)  # no answer refers to a route
