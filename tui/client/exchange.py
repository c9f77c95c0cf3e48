"""One request over the pool of connections, and its whole answer; the only module that knows httpx."""

from __future__ import annotations

import asyncio
import socket as sockets
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass

import httpcore  # noqa: F401 -- httpx imports it with the first client, which is made where nobody may wait for it
import httpx

from tui import __version__
from tui.client.call import MAX_ANSWER_BYTES, Answer, Call
from tui.client.errors import ApiError, BadAnswer, Misconfigured, Unreachable
from tui.client.observed import whole_number
from tui.client.origin import Origin

_MAX_REDIRECTS = 3
_KEEP_ALIVE = 30.0


class Timeouts(NamedTuple):
    """Seconds after which an attempt is given up. A read may be held for 10 s by the platform itself."""

    connect: float = 5.0
    read: float = 20.0
    """Between two pieces of an answer."""
    write: float = 10.0
    pool: float = 10.0
    """For a free connection."""
    total: float = 45.0
    """For one attempt from its first to its last byte, so that an answer that drips ends too."""


class TokenTransport(httpx.AsyncBaseTransport):
    """Adds the token to requests to its own origin, at the last moment and to nothing else.

    The request that httpx keeps, and hangs on its errors, stays without it.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, origin: Origin, token: str | None) -> None:
        self._inner = inner
        self._origin = origin
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* with the token."""
        return await self._inner.handle_async_request(self._with_token(request))

    def _with_token(self, request: httpx.Request) -> httpx.Request:
        if self._token is None or not self._origin.owns(str(request.url)):
            return request
        headers = [*request.headers.raw, (b"X-Access-Token", self._token.encode("ascii"))]
        return httpx.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class Exchange:
    """Sends calls one at a time or many at once, each exactly once, and never to another origin."""

    def __init__(
        self,
        origin: Origin,
        token: str | None,
        *,
        socket: Path | None,
        transport: httpx.AsyncBaseTransport | None,
        timeouts: Timeouts,
    ) -> None:
        self._origin = origin
        self._timeouts = timeouts
        self._name = "The local platform" if socket else origin.netloc
        self._http = httpx.AsyncClient(
            transport=TokenTransport(transport or _transport(origin, socket), origin, token),
            timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, write=timeouts.write, pool=timeouts.pool),
            headers={"User-Agent": f"stackdeck/{__version__}"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def send(self, call: Call, *, event: str | None) -> Answer:
        """The whole answer to *call*, whatever its status; *event* is what a read has to wait for.

        Raises:
            Unreachable: when no whole answer came.
            BadAnswer: when the answer has no end, or can't be unpacked.
            Redirected: when the platform points to another origin.
        """
        try:
            async with asyncio.timeout(self._timeouts.total):
                return await self._follow(call, _headers(call, event))
        except (httpx.HTTPError, OSError) as error:
            raise self._failure(error) from error

    async def _follow(self, call: Call, headers: Mapping[str, str]) -> Answer:
        url = self._origin.url(call.target)
        for _ in range(_MAX_REDIRECTS):
            answer = await self._once(call, url, headers)
            if answer.status // 100 != 3:
                return answer
            url = self._origin.redirect(url, answer.headers.get("location"), answer.status)
        raise BadAnswer(f"{self._name} redirects in a circle.")

    async def _once(self, call: Call, url: str, headers: Mapping[str, str]) -> Answer:
        try:
            request = self._http.build_request(call.method, url, content=call.body, headers=dict(headers))
        except httpx.InvalidURL as error:
            raise BadAnswer(f"{self._name} redirects to an address that is not valid.") from error
        response = await self._http.send(request, stream=True)
        try:
            body = await self._body(response, call)
        finally:
            await response.aclose()
        return Answer(status=response.status_code, headers=dict(response.headers), body=body)

    async def _body(self, response: httpx.Response, call: Call) -> bytes:
        keep = call.keep_newest if response.is_success else None
        body, length = bytearray(), 0
        async for chunk in response.aiter_bytes():
            body += chunk
            length += len(chunk)
            if keep is not None and len(body) > 2 * keep:
                del body[: -keep - 1]
            elif keep is None and length > MAX_ANSWER_BYTES:
                raise BadAnswer(f"{self._name} sent an answer of more than {MAX_ANSWER_BYTES // 2**20} MiB.")
        declared = whole_number(response.headers.get("content-length"))
        if "content-encoding" not in response.headers and declared is not None and length < declared:
            raise Unreachable(f"{self._name} broke off in the middle of an answer.", sent=True)
        return bytes(body) if keep is None or length <= keep else _newest_lines(body, keep)

    def _failure(self, error: httpx.HTTPError | OSError) -> ApiError:
        """Our error for *error*, with a sentence that says what to look at."""
        name = self._name
        match error:
            case httpx.DecodingError():
                return BadAnswer(f"{name} sent an answer that can't be unpacked.")
            case httpx.ProxyError():
                return Unreachable(f"The proxy on the way to {name} refuses the connection.", sent=False)
            case httpx.ConnectTimeout():
                return Unreachable(f"{name} does not answer, not even to connect.", sent=False)
            case httpx.PoolTimeout():
                return Unreachable(f"Too many requests to {name} are under way.", sent=False)
            case httpx.ConnectError():
                return self._no_connection(error)
            case httpx.TimeoutException() | TimeoutError():
                return Unreachable(f"{name} does not answer in time.", sent=True)
            case httpx.UnsupportedProtocol():
                return Unreachable(f"{name} can't be reached by its address.", sent=False, lasting=True)
            case _:
                return Unreachable(f"The connection to {name} broke.", sent=True)

    def _no_connection(self, error: httpx.ConnectError) -> Unreachable:
        causes = _causes(error)
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            message = f"The certificate of {self._name} is not trusted (SSL_CERT_FILE names further authorities)."
            return Unreachable(message, sent=False, lasting=True)
        if any(isinstance(cause, sockets.gaierror) for cause in causes):
            return Unreachable(f"The name {self._name} can't be resolved; is the network up?", sent=False)
        return Unreachable(f"{self._name} can't be reached: no connection.", sent=False)


def _headers(call: Call, event: str | None) -> dict[str, str]:
    headers = {"Accept": "text/plain, application/json;q=0.5" if call.keep_newest is not None else "application/json"}
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    if call.language is not None:
        headers["Accept-Language"] = call.language
    if event is not None:
        headers["If-Event-Reached"] = event
    return headers


def _newest_lines(body: bytearray, limit: int) -> bytes:
    """The last whole lines of *body* that fit into *limit* bytes, or its end when not one line does."""
    del body[: -limit - 1]
    _cut, _newline, lines = body.partition(b"\n")
    return bytes(lines or body[-limit:])


def _causes(error: BaseException) -> list[BaseException]:
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    return causes


def _transport(origin: Origin, socket: Path | None) -> httpx.AsyncBaseTransport:
    """The connections: over *socket*, straight to loopback, or as the environment says to anywhere else."""
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=_KEEP_ALIVE)
    if socket is not None:
        return httpx.AsyncHTTPTransport(uds=str(socket), verify=_no_authorities(), trust_env=False, limits=limits)
    verify = _no_authorities() if origin.scheme == "http" else True
    if origin.is_loopback:
        return httpx.AsyncHTTPTransport(verify=verify, trust_env=False, limits=limits)
    try:
        return httpx.AsyncHTTPTransport(verify=verify, trust_env=True, limits=limits, proxy=_proxy(origin))
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise Misconfigured("The proxy in the environment can't be used; it takes http:// or https://.") from error
    except OSError as error:
        raise Misconfigured("The certificates that SSL_CERT_FILE or SSL_CERT_DIR name can't be read.") from error


def _no_authorities() -> ssl.SSLContext:
    """A context that trusts nobody, where no TLS is spoken: reading the authorities takes 20 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _proxy(origin: Origin) -> str | None:
    """The proxy that the environment names for *origin*."""
    if proxy_bypass(f"{origin.host}:{origin.port}"):
        return None
    proxies = getproxies()
    proxy = proxies.get(origin.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
