"""From an answer to a model, or to the error it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from tui.client.call import Answer
from tui.client.errors import (
    BadAnswer,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    Rejected,
    ServerFailed,
    TokenRefused,
    ValidationProblem,
)
from tui.client.observed import date_of, whole_number
from tui.models.base import ApiModel

ModelT = TypeVar("ModelT", bound=ApiModel)
_RejectedT = TypeVar("_RejectedT", bound=Rejected)

_MAX_REASON = 500

_SURROGATE = re.compile(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})")
"""An escaped backslash, a pair of surrogates, or one that stands alone and could be encoded nowhere."""


def parsed(answer: Answer, model: type[ModelT]) -> ModelT:
    """The *model* in the answer's body.

    Raises:
        BadAnswer: when the body is not JSON or does not fit.
    """
    try:
        return model.model_validate_json(text_of(answer.body))
    except ValidationError as error:
        raise misfit(error, model, answer.headers) from None


def text_of(body: bytes) -> str:
    """The JSON text in *body*, with U+FFFD for what is no character: one odd byte must not hide a whole fleet."""
    text = body.decode("utf-8", "replace")
    return _SURROGATE.sub(_mended, text) if "\\ud" in text or "\\uD" in text else text


def _mended(match: re.Match[str]) -> str:
    return "\\ufffd" if match["lone"] else match[0]


def misfit(error: ValidationError, model: type[ApiModel], headers: Mapping[str, str]) -> BadAnswer:
    """The error of an answer that is not a *model*; it repeats nothing of what came, which may be secret."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return not_json(headers)
    place = ".".join(str(part) for part in first["loc"]) or "the answer"
    return BadAnswer(f"The platform sent a {_words(model)} that is not understood: {place}: {first['msg']}.")


def not_json(headers: Mapping[str, str]) -> BadAnswer:
    """The error of an answer that is no JSON at all, as a web page in between gives."""
    kind = headers.get("content-type", "").partition(";")[0][:80] or "something"
    return BadAnswer(f"The platform's address answered with {kind} that is not JSON; check the address.")


def rejection(answer: Answer, *, now: datetime) -> Rejected:
    """The error that an answer without success stands for; *now* is the moment dates in it are seen from."""
    content = _content(answer.body)
    type_, reason = _text(content, "type"), _text(content, "message")
    said = f": {reason}" if reason else "."
    status = answer.status

    def made(kind: type[_RejectedT], sentence: str) -> _RejectedT:
        return kind(f"{sentence}{said}", status=status, type=type_, reason=reason)

    match status:
        case 400:
            return _invalid(made(Invalid, "The platform finds the request not valid"), content)
        case 401:
            return made(TokenRefused, "The platform refused the token")
        case 403:
            return made(Forbidden, "The platform does not allow this, or does not know it")
        case 404:
            return made(NotFound, "The platform does not know this")
        case 409 | 412:
            return made(Rejected, "The platform can't do this as things are")
        case 429:
            wait = told_wait(answer.headers, now=now)
            again = "" if wait is None else f" (again in {ceil(wait)} s)"
            limited = made(RateLimited, f"The platform takes no more requests for now{again}")
            limited.retry_after = wait
            return limited
        case _ if status >= 500:
            failed = made(ServerFailed, f"The platform failed with HTTP {status}")
            failed.retry_after = told_wait(answer.headers, now=now, rate_limit=False)
            return failed
        case _:
            return made(Rejected, f"The platform answered with HTTP {status}")


def told_wait(headers: Mapping[str, str], *, now: datetime, rate_limit: bool = True) -> float | None:
    """Seconds the platform asks to wait: by `Retry-After` (seconds or a date), else the end of the rate period."""
    told = headers.get("retry-after")
    seconds = whole_number(told)
    if seconds is not None:
        return float(seconds)
    date = date_of(told)
    if date is not None:
        return max(0.0, (date - (date_of(headers.get("date")) or now)).total_seconds())
    reset = whole_number(headers.get("x-ratelimit-reset")) if rate_limit else None
    return None if reset is None else float(reset)


def _invalid(error: Invalid, content: Mapping[str, object]) -> Invalid:
    entries = content.get("validationErrors")
    if isinstance(entries, list):
        found = [entry for entry in entries if isinstance(entry, dict)]
        error.problems = tuple(
            ValidationProblem(_text(entry, "path"), _text(entry, "message"), _text(entry, "type")) for entry in found
        )
    if error.problems:
        first, more = error.problems[0], len(error.problems) - 1
        rest = f" (and {more} more)" if more else ""
        error.message = f"The platform finds the request not valid: {first.path}: {first.message}{rest}"
        error.args = (error.message,)
    return error


def _content(body: bytes) -> Mapping[str, object]:
    try:
        content = from_json(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _text(content: Mapping[str, object], key: str) -> str:
    value = content.get(key)
    return value[:_MAX_REASON] if isinstance(value, str) else ""


def _words(model: type[ApiModel]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
