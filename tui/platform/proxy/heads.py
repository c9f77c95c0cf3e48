"""The heads of requests and answers on their way through the proxy: what is read from them, dropped and added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from tui.platform.domains.hostname import read_host

Fields = list[tuple[bytes, bytes]]

LARGEST_HEAD = 32 * 1024
TOO_LARGE = "The head of the request is too large."
HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Fields that are about one connection and not about what is asked or answered."""
_NEVER_NAMED = frozenset({b"content-length", b"host"})
"""Fields that `Connection` can't take away: they say where a message ends and what it is for."""
_SAFE = frozenset({b"GET", b"HEAD", b"OPTIONS"})


class BadRequestError(Exception):
    """A request that is well-formed HTTP and still can't be passed on."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request and what matters of it."""

    method: bytes
    target: bytes
    """As it is passed on: a path with a query, or `*`."""
    authority: bytes
    """What `Host` says, or the target where that is a whole address."""
    host: str
    """The name in it."""
    fields: Fields
    """The fields that are passed on."""
    accept: bytes
    has_body: bool
    upgrades: bool
    """True when it wants to become a websocket."""
    version: bytes

    @property
    def path(self) -> str:
        """The path alone."""
        return self.target.partition(b"?")[0].decode("latin-1")

    @property
    def can_be_repeated(self) -> bool:
        """True when asking twice is as good as asking once."""
        return self.method in _SAFE and not self.has_body and not self.upgrades

    def passed_on(self, client: str) -> h11.Request:
        """The request as a service gets it; *client* is the address it comes from."""
        added: Fields = [
            (b"X-Forwarded-For", client.encode()),
            (b"X-Forwarded-Host", self.authority),
            (b"X-Forwarded-Proto", b"http"),
            (b"Via", self.version + b" stackdeck"),
        ]
        if self.upgrades:
            added += [(b"Connection", b"upgrade"), (b"Upgrade", b"websocket")]
        fields = [(b"Host", self.authority), *self.fields, *added]
        return h11.Request(method=self.method, target=self.target, headers=fields)


def read_request(request: h11.Request) -> Asked:
    """What matters of *request*.

    Raises:
        BadRequestError: It can't be passed on.
    """
    known = dict(request.headers)
    if not request.http_version.startswith(b"1."):
        raise BadRequestError(505, "This speaks HTTP/1.1.")
    if len(request.target) + sum(len(name) + len(value) for name, value in request.headers) > LARGEST_HEAD:
        # A head that came whole has passed the limit on what is kept of one that did not.
        raise BadRequestError(431, TOO_LARGE)
    if request.method in (b"CONNECT", b"TRACE"):
        raise BadRequestError(405, f"{request.method.decode()} is not passed on.")
    chunked = b"transfer-encoding" in known
    if chunked and b"content-length" in known:
        # Whoever reads it may take the one or the other for true, and what follows for another request.
        raise BadRequestError(400, "The request has two lengths.")
    if chunked and request.http_version < b"1.1":
        raise BadRequestError(400, "The request is of a version that has no chunks.")
    authority, target = _place(request, known.get(b"host", b""))
    wants = _tokens(request.headers, b"connection")
    websocket = b"upgrade" in wants and known.get(b"upgrade", b"").strip().lower() == b"websocket"
    fields = [each for each in _end_to_end(request.headers) if not _is_ours(each[0])]
    return Asked(
        method=request.method,
        target=target,
        authority=authority,
        host=read_host(authority.decode("latin-1")),
        fields=fields + ([(b"Transfer-Encoding", b"chunked")] if chunked else []),
        accept=known.get(b"accept", b""),
        has_body=chunked or known.get(b"content-length", b"0").strip(b"0") != b"",
        upgrades=websocket and request.method == b"GET" and request.http_version >= b"1.1",
        version=request.http_version,
    )


def answer_passed_on(answer: h11.Response, *, is_last: bool) -> h11.Response:
    """A service's answer as the client gets it, who is told when it *is_last* on the connection.

    Raises:
        h11.RemoteProtocolError: It has two lengths.
    """
    fields = _end_to_end(answer.headers)
    known = dict(answer.headers)
    if b"transfer-encoding" in known and b"content-length" in known:
        raise h11.RemoteProtocolError("the answer has two lengths")
    if answer.status_code == 204:
        fields = [each for each in fields if each[0].lower() != b"content-length"]
    if is_last:
        fields.append((b"Connection", b"close"))
    if fields == answer.headers.raw_items() and answer.http_version == b"1.1":
        return answer
    return h11.Response(status_code=answer.status_code, reason=answer.reason, headers=fields)


def news_passed_on(news: h11.InformationalResponse) -> h11.InformationalResponse:
    """A service's provisional answer as the client gets it."""
    fields = _end_to_end(news.headers)
    if news.status_code == 101:
        fields += [(b"Connection", b"upgrade"), (b"Upgrade", b"websocket")]
    return h11.InformationalResponse(status_code=news.status_code, reason=news.reason, headers=fields)


def _place(request: h11.Request, host: bytes) -> tuple[bytes, bytes]:
    """Authority and target."""
    target = request.target
    if target.startswith(b"/") or (target == b"*" and request.method == b"OPTIONS"):
        return host, target
    try:
        url = urlsplit(target)
    except ValueError:
        url = urlsplit(b"")
    if url.scheme.lower() != b"http" or not url.netloc or b"@" in url.netloc:
        raise BadRequestError(400, "This is not an address of a domain.")
    rest = target[target.index(b"//") + 2 + len(url.netloc) :].partition(b"#")[0]
    return url.netloc, rest if rest.startswith(b"/") else b"/" + rest


def _end_to_end(headers: h11._headers.Headers) -> Fields:
    dropped = HOP_BY_HOP | (_tokens(headers, b"connection") - _NEVER_NAMED)
    return [(name, value) for name, value in headers.raw_items() if name.lower() not in dropped]


def _is_ours(name: bytes) -> bool:
    """Whether this field is for us to say, in whatever spelling a service might take it."""
    plain = name.lower().replace(b"_", b"-")
    return plain.startswith(b"x-forwarded-") or plain in (b"forwarded", b"host", b"x-real-ip")


def _tokens(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> frozenset[bytes]:
    found = (value for key, value in headers if key == name)
    return frozenset(token.strip().lower() for value in found for token in value.split(b","))
