"""The gate in front of routing: who may ask at all, how big a request may be, and the rate limit.

It is plain ASGI so that nothing is reachable around it: not a 404, not a 405, not a page of documentation.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tui.platform.api.errors import error_body
from tui.platform.api.quota import Quota

MAX_BODY = 8 * 1024 * 1024
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
MAX_TARGET_BYTES = 8 * 1024

Headers = list[tuple[bytes, bytes]]


class Gate:
    """Lets only requests through that carry the token, name one of our hosts and come from no web page."""

    def __init__(self, app: ASGIApp, *, token: str, hosts: Iterable[str], quota: Quota) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = frozenset(host.lower().encode() for host in hosts)
        self._quota = quota

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of the server."""
        match scope["type"]:
            case "lifespan":
                await self._app(scope, receive, send)
            case "http":
                await self._http(scope, receive, self._counted(send))
            case _:
                await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal:
            await _refuse(send, *refusal)
            return
        if not self._quota.take():
            wait = self._quota.seconds_left
            text = f"Too many requests: the limit is {self._quota.limit} a minute. Try again in {wait} s."
            await _refuse(send, HTTPStatus.TOO_MANY_REQUESTS, text, [(b"retry-after", b"%d" % wait)])
            return
        await self._app(scope, _limited(receive), send)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        headers: Headers = scope["headers"]
        target = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if target > MAX_TARGET_BYTES:
            return HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long."
        if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large."
        hosts = _all(headers, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return HTTPStatus.FORBIDDEN, "This host name is not one of the platform's."
        if _all(headers, b"origin"):
            return HTTPStatus.FORBIDDEN, "Requests from web pages are refused."
        if not self._admits(headers):
            return HTTPStatus.UNAUTHORIZED, "The access token is missing or not the platform's."
        if _declared_length(headers) > MAX_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {MAX_BODY} bytes."
        return None

    def _admits(self, headers: Headers) -> bool:
        given = _all(headers, b"x-access-token")
        for value in _all(headers, b"authorization"):
            scheme, _, credentials = value.partition(b" ")
            if scheme.lower() == b"bearer":
                given.append(credentials.strip())
        matches = [hmac.compare_digest(each, self._token) for each in given]
        return bool(matches) and all(matches)

    def _counted(self, send: Send) -> Send:
        async def send_with_quota(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._quota.headers()]
            await send(message)

        return send_with_quota


def _all(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _declared_length(headers: Headers) -> int:
    lengths = _all(headers, b"content-length")
    return max((int(each) for each in lengths if each.isdigit()), default=0)


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def receive_within_limit() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive_within_limit


async def _refuse(send: Send, status: HTTPStatus, message: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    body = error_body(status.phrase.replace(" ", "").replace("-", ""), message)
    shape = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": shape})
    await send({"type": "http.response.body", "body": body})
