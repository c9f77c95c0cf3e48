"""The platform's refusals and how each looks on the wire: `{type, message}`, with `validationErrors` for 400.

Refusal
├── Invalid             400, with the paths of what is wrong
│   └── NothingToActOn  404 in the same shape
├── PermissionDenied    403, also for what one may not know of
├── NotFound            404
├── Conflict            409
└── PreconditionFailed  412
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

JSON = "application/json"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request."""

    path: str
    """Where: `services.web.ports.0`."""
    message: str
    type: str = "invalid"


class Refusal(Exception):  # noqa: N818 -- an answer to the one who asked, no failure of ours
    """A request that is not done; the message is a sentence for the person who sent it."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "InternalServerError"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def body(self) -> bytes:
        """The JSON text of the answer."""
        return error_body(self.kind, self.message)


class Invalid(Refusal):
    """The request says something that can't be done."""

    status = HTTPStatus.BAD_REQUEST
    kind = "ValidationError"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.path}: {each.message}" for each in self.problems[:3]))

    def body(self) -> bytes:
        """The JSON text of the answer, with every problem."""
        problems = [{"path": each.path, "message": each.message, "type": each.type} for each in self.problems]
        return to_json({"type": self.kind, "message": self.message, "validationErrors": problems})


class NothingToActOn(Invalid):
    """The domain that an action is meant for does not exist: there the contract wants a 404 in the shape of a 400."""

    status = HTTPStatus.NOT_FOUND


class PermissionDenied(Refusal):
    """The thing does not exist, or is not for this token: which of both is not told."""

    status = HTTPStatus.FORBIDDEN
    kind = "PermissionDenied"


class NotFound(Refusal):
    """The thing does not exist in a place that does."""

    status = HTTPStatus.NOT_FOUND
    kind = "NotFound"


class Conflict(Refusal):
    """Something else stands in the way, such as one of the same name."""

    status = HTTPStatus.CONFLICT
    kind = "Conflict"


class PreconditionFailed(Refusal):
    """The thing is not in a state that allows this."""

    status = HTTPStatus.PRECONDITION_FAILED
    kind = "PreconditionFailed"


def to_json(value: object) -> bytes:
    """*value* as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def error_body(kind: str, message: str) -> bytes:
    """The JSON text of a plain error."""
    return to_json({"type": kind, "message": message})


def problems_of(error: ValidationError | RequestValidationError, *, skip: int = 0) -> list[Problem]:
    """What pydantic found, with dotted paths; *skip* leaves out the first parts of each location."""
    return [
        Problem(
            path=".".join(str(part) for part in each["loc"][skip:] if part != "[key]") or "body",
            message=str(each["msg"]),
            type=str(each["type"]),
        )
        for each in error.errors()
    ]


def install(app: FastAPI) -> None:
    """Give every error that *app* can answer the contract's shape."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(sqlite3.Error, _not_saved)
    app.add_exception_handler(Exception, _crashed)


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return Response(error.body(), error.status, media_type=JSON)


async def _not_valid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return await _refused(request, Invalid(problems_of(error, skip=1)))


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    message = f"{request.method} {request.url.path}: {phrase.lower()}."
    body = error_body(phrase.replace(" ", ""), message)
    return Response(body, error.status_code, headers=error.headers, media_type=JSON)


async def _not_saved(_request: Request, error: Exception) -> Response:
    _LOG.error("the state could not be read or written: %s", error)
    body = error_body("InternalServerError", f"The platform can't save its state: {error}.")
    return Response(body, HTTPStatus.INTERNAL_SERVER_ERROR, media_type=JSON)


async def _crashed(_request: Request, _error: Exception) -> Response:
    body = error_body("InternalServerError", "The platform failed on this request; its own log says why.")
    return Response(body, HTTPStatus.INTERNAL_SERVER_ERROR, media_type=JSON)
