"""Asks a registry whether it accepts a login, as its protocol says (`GET /v2/`, basic and bearer).

The password goes to the registry itself, and to the token service that the registry names, as the protocol wants;
never after a redirect, and over plain HTTP to this machine alone.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus

import httpx

from tui.platform.registries.address import is_loopback, origin_of
from tui.platform.registries.challenge import Challenge, read_challenges
from tui.platform.registries.verdict import Verdict
from tui.platform.store.outside import Login

TIMEOUT = 5.0
"""Seconds for all requests of one check."""
MAX_ANSWER = 64 * 1024
"""Bytes of a token service's answer."""
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: for plain HTTP to this machine, where no certificates need to be read."""
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


async def check_login(uri: str, login: Login, *, timeout: float = TIMEOUT) -> Verdict:
    """Ask the registry at *uri* whether it accepts *login*."""
    try:
        async with asyncio.timeout(timeout):
            origin = origin_of(uri)
            async with await _client(origin) as client:
                return await _ask(client, origin, login)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError):
        # Nothing of the error is told or logged: it may hold what was sent.
        return Verdict.UNKNOWN


async def _client(origin: str) -> httpx.AsyncClient:
    """A client for one check: no redirects are followed, and no proxy stands before this machine itself."""
    url = httpx.URL(origin)
    if url.scheme == "http":
        return httpx.AsyncClient(follow_redirects=False, trust_env=False, verify=_NO_TLS)
    trusted = await asyncio.to_thread(httpx.create_ssl_context)
    return httpx.AsyncClient(follow_redirects=False, verify=trusted)


async def _ask(client: httpx.AsyncClient, origin: str, login: Login) -> Verdict:
    first, challenges = await _ping(client, origin, None)
    if first is not Verdict.REFUSED:
        return first
    for challenge in sorted(challenges, key=lambda each: each.scheme != "bearer"):
        if challenge.scheme == "basic":
            return (await _ping(client, origin, _basic(login)))[0]
        if _may_be_told(challenge, origin):
            return await _ask_with_token(client, origin, challenge, login)
    return Verdict.UNKNOWN


async def _ask_with_token(client: httpx.AsyncClient, origin: str, challenge: Challenge, login: Login) -> Verdict:
    wanted = {key: challenge.parameters[key] for key in ("service", "scope") if challenge.parameters.get(key)}
    url = httpx.URL(challenge.parameters["realm"])
    url = url.copy_merge_params({**wanted, "account": login.username})
    headers = {"authorization": _basic(login), "accept-encoding": "identity"}
    async with client.stream("GET", url, headers=headers) as response:
        if response.status_code in _REFUSALS:
            return Verdict.REFUSED
        if response.status_code != HTTPStatus.OK:
            return Verdict.UNKNOWN
        token = _token_in(await _start_of(response))
    if not token:
        return Verdict.UNKNOWN
    return (await _ping(client, origin, f"Bearer {token}"))[0]


async def _ping(client: httpx.AsyncClient, origin: str, authorization: str | None) -> tuple[Verdict, list[Challenge]]:
    """What `GET /v2/` comes to, and the ways to log in that it offers."""
    headers = {"authorization": authorization} if authorization else {}
    async with client.stream("GET", f"{origin}/v2/", headers=headers) as response:
        match response.status_code:
            case HTTPStatus.OK:
                return Verdict.ACCEPTED, []
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                return Verdict.REFUSED, read_challenges(response.headers.get_list("www-authenticate"))
            case _:
                return Verdict.UNKNOWN, []


def _may_be_told(challenge: Challenge, origin: str) -> bool:
    """Whether the password may go to the token service that *challenge* names."""
    realm = httpx.URL(challenge.parameters.get("realm", ""))
    if realm.userinfo or not realm.host:
        return False
    on_this_machine = is_loopback(realm.host) and is_loopback(httpx.URL(origin).host)
    return realm.scheme == "https" or (realm.scheme == "http" and on_this_machine)


def _basic(login: Login) -> str:
    return "Basic " + b64encode(f"{login.username}:{login.password}".encode()).decode()


async def _start_of(response: httpx.Response) -> bytes:
    """The body, unless it is too long to be a token's."""
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_ANSWER:
            return b""
    return body


def _token_in(body: bytes) -> str:
    """The token in a token service's answer; empty when there is none that could be sent."""
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    fields = answer if isinstance(answer, Mapping) else {}
    token = fields.get("token") or fields.get("access_token")
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""
