"""The errors of the client, one shallow tree; each carries a sentence fit to be shown.

    ApiError
    ├── Misconfigured       an address or a token that can't be used; raised when a Client is made
    ├── ReadOnly            a write that this client was told never to send
    ├── Unreachable         no whole answer came: no connection, a timeout, a reset
    ├── BadAnswer           an answer came, and it is not what the API promises
    └── Rejected            the platform said no
        ├── Redirected      3xx: the platform points elsewhere, and the token does not go there
        ├── Invalid         400, with the problems and their paths
        ├── TokenRefused    401
        ├── Forbidden       403; the platform also says it for what it does not know
        ├── NotFound        404
        ├── RateLimited     429
        └── ServerFailed    5xx

Only `Misconfigured` is raised when a client is made, all others by its calls.
"""

from __future__ import annotations

from typing import NamedTuple


class ValidationProblem(NamedTuple):
    """One thing the platform found wrong in a request."""

    path: str
    """Where, for example `services.services.postgresql.volumes.2`."""
    message: str
    type: str


class ApiError(Exception):
    """Anything that went wrong between this program and the platform."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """A sentence for a person."""


class Misconfigured(ApiError):
    """The address or the token can't be used, so nothing is ever sent."""


class ReadOnly(ApiError):
    """A write was asked of a client that only reads; nothing was sent."""


class Unreachable(ApiError):
    """No whole answer came."""

    def __init__(self, message: str, *, sent: bool, lasting: bool = False) -> None:
        super().__init__(message)
        self.sent = sent
        """False when the request certainly never reached the platform."""
        self.lasting = lasting
        """True when trying again can't help, for example with a certificate that is not trusted."""


class BadAnswer(ApiError):
    """The platform answered, and the answer is not what the API promises."""


class Rejected(ApiError):
    """The platform refused the request."""

    def __init__(self, message: str, *, status: int, type: str = "", reason: str = "") -> None:  # noqa: A002 -- the API's word
        super().__init__(message)
        self.status = status
        """The HTTP status."""
        self.type = type
        """The platform's own name for the error, empty when it gave none."""
        self.reason = reason
        """The platform's own words, empty when it gave none."""


class Redirected(Rejected):
    """The platform points to another place, and the request was not repeated there."""


class Invalid(Rejected):
    """The request is not valid; says what and where."""

    problems: tuple[ValidationProblem, ...] = ()
    """What is wrong, in the platform's order."""


class TokenRefused(Rejected):
    """The token is missing, expired or unknown."""


class Forbidden(Rejected):
    """The token may not do this, or what was asked for does not exist."""


class NotFound(Rejected):
    """What was asked for does not exist."""


class RateLimited(Rejected):
    """Too many requests for now."""

    retry_after: float | None = None
    """Seconds to wait, when the platform said."""


class ServerFailed(Rejected):
    """The platform failed by itself."""

    retry_after: float | None = None
    """Seconds to wait, when the platform said."""
