"""An answer is turned into the error it stands for, with the platform's own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.client.support import START
from tui.client.answers import parsed, rejection, told_wait
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
from tui.models.stack import Stack
from tui.models.user import SessionStatus


def answered(status: int, content: object = None, **headers: str) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()}, body=body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, TokenRefused),
        (403, Forbidden),
        (404, NotFound),
        (409, Rejected),
        (412, Rejected),
        (429, RateLimited),
        (500, ServerFailed),
        (503, ServerFailed),
        (599, ServerFailed),
    ],
)
def test_a_status_has_its_own_error_with_the_platform_s_words(status: int, kind: type[Rejected]) -> None:
    error = rejection(answered(status, {"type": "PermissionDenied", "message": "access denied"}), now=START)

    assert type(error) is kind
    assert (error.status, error.type, error.reason) == (status, "PermissionDenied", "access denied")
    assert error.message == str(error)
    assert error.message.endswith(": access denied")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"message": 5}', b"\xff\xfe", b"[" * 10_000])
def test_an_error_without_the_platform_s_words_still_says_something(body: bytes) -> None:
    error = rejection(answered(502, body), now=START)

    assert error.message == "The platform failed with HTTP 502."
    assert error.reason == ""


def test_a_long_message_is_cut() -> None:
    assert len(rejection(answered(500, {"type": "x", "message": "a" * 100_000}), now=START).message) < 600


def test_validation_paths_are_kept() -> None:
    problems = [
        {"path": "services.services.postgresql.volumes.2", "message": "not mountable", "type": "volume", "context": {}},
        {"path": "services.web", "message": "image is missing", "type": "required"},
        "nonsense",
    ]
    error = rejection(answered(400, {"type": "ValidationError", "validationErrors": problems}), now=START)

    assert isinstance(error, Invalid)
    assert error.problems == (
        ValidationProblem("services.services.postgresql.volumes.2", "not mountable", "volume"),
        ValidationProblem("services.web", "image is missing", "required"),
    )
    assert "services.services.postgresql.volumes.2: not mountable (and 1 more)" in str(error)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Wed, 01 Jan 2025 12:00:09 GMT"}, 9.0),
        ({"retry-after": "Wed, 01 Jan 2025 12:00:09 GMT", "date": "Wed, 01 Jan 2025 12:00:05 GMT"}, 4.0),
        ({"retry-after": "Wed, 01 Jan 2020 12:00:00 GMT"}, 0.0),
        ({"retry-after": "7", "x-ratelimit-reset": "30"}, 7.0),
        ({"x-ratelimit-reset": "30"}, 30.0),
        ({"retry-after": "soon", "x-ratelimit-reset": "30"}, 30.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "Wed, 99 Foo 2025 12:00:09 GMT"}, None),
        ({"x-ratelimit-reset": "NaN"}, None),
        ({"x-ratelimit-reset": "9" * 400}, None),
        ({}, None),
    ],
)
def test_the_wait_an_answer_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert told_wait(headers, now=datetime(2025, 1, 1, 12, tzinfo=UTC)) == seconds


def test_a_rate_limit_says_when_it_opens_again() -> None:
    error = rejection(answered(429, {}, retry_after="12"), now=START)

    assert isinstance(error, RateLimited)
    assert error.retry_after == 12
    assert error.message == "The platform takes no more requests for now (again in 12 s)."


def test_the_rate_period_says_nothing_about_a_server_s_failure() -> None:
    error = rejection(answered(503, {}, x_ratelimit_reset="600"), now=START)

    assert isinstance(error, ServerFailed)
    assert error.retry_after is None


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_a_bad_answer_that_names_what_came(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="answered with text/html that is not JSON; check the address"):
        parsed(answered(200, body, content_type="text/html; charset=utf-8"), SessionStatus)


def test_an_answer_that_does_not_fit_says_where_and_repeats_no_value() -> None:
    body = {"userId": {"password": "hunter2"}, "tokenId": "t", "isImpersonated": False, "isEmployee": False}

    with pytest.raises(BadAnswer) as caught:
        parsed(answered(200, body), SessionStatus)

    assert str(caught.value) == (
        "The platform sent a session status that is not understood: userId: Input should be a valid string."
    )
    assert "hunter2" not in repr(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)


def test_what_is_no_character_is_marked_and_hides_nothing() -> None:
    body = b'{"id": "\\ud800\xff", "projectId": "b", "description": "", "disabled": false, "prefix": "p"}'

    assert parsed(answered(200, body), Stack).id == "\ufffd\ufffd"


def test_unknown_fields_and_values_do_not_fail() -> None:
    content = {
        "id": "a",
        "projectId": "b",
        "description": "",
        "disabled": False,
        "prefix": "p",
        "brandNew": {"deep": [1]},
        "services": [],
    }

    assert parsed(answered(200, content), Stack).id == "a"
