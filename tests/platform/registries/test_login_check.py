"""Whether a registry accepts a login is found out by asking it."""

from __future__ import annotations

import asyncio

import pytest

from tests.platform.registries.registry import PASSWORD, USERNAME, response, small_registry
from tui.platform.registries.login_check import MAX_ANSWER, check_login
from tui.platform.registries.verdict import Verdict
from tui.platform.store.outside import Login

RIGHT = Login(USERNAME, PASSWORD)


@pytest.mark.parametrize("scheme", ["basic", "bearer"])
async def test_the_right_login_is_accepted_and_a_wrong_one_refused(scheme: str) -> None:
    async with small_registry(scheme) as registry:
        assert await check_login(registry.uri, RIGHT) is Verdict.ACCEPTED
        assert await check_login(registry.uri, Login(USERNAME, "wrong")) is Verdict.REFUSED
        assert await check_login(registry.uri, Login("somebody", PASSWORD)) is Verdict.REFUSED


async def test_the_first_request_carries_nothing_and_the_password_goes_where_the_registry_says() -> None:
    async with small_registry("bearer") as registry:
        await check_login(registry.uri, RIGHT)
    targets = [(target.partition("?")[0], authorization.partition(" ")[0]) for target, authorization in registry.asked]
    assert targets == [("/v2/", ""), ("/token", "Basic"), ("/v2/", "Bearer")]


async def test_a_registry_that_wants_no_login_takes_any_and_is_not_told_the_password() -> None:
    async with small_registry("open") as registry:
        assert await check_login(registry.uri, Login("any", "thing")) is Verdict.ACCEPTED
    assert [authorization for _, authorization in registry.asked] == [""]


async def test_nobody_there_is_not_a_refusal() -> None:
    async with small_registry() as registry:
        uri = registry.uri
    assert await check_login(uri, RIGHT) is Verdict.UNKNOWN


async def test_who_does_not_answer_is_not_waited_for() -> None:
    silent = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    async with silent:
        uri = f"127.0.0.1:{silent.sockets[0].getsockname()[1]}"
        assert await check_login(uri, RIGHT, timeout=0.05) is Verdict.UNKNOWN


@pytest.mark.parametrize("path", ["/v2/", "/token"])
async def test_no_redirect_is_followed(path: str) -> None:
    async with small_registry() as elsewhere, small_registry("bearer") as registry:
        registry.answers[path] = response(307, location=f"http://localhost:{elsewhere.port}/v2/")
        assert await check_login(registry.uri, RIGHT) is Verdict.UNKNOWN
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "realm",
    [
        "http://registry.example/token",
        "ftp://127.0.0.1/token",
        "http://user:word@127.0.0.1:1/token",
        "token",
        "http://[",
        "",
        "\x00",
    ],
)
async def test_the_password_goes_to_no_token_service_without_tls(realm: str) -> None:
    async with small_registry("bearer") as registry:
        registry.realm = realm or "-"
        assert await check_login(registry.uri, RIGHT) is Verdict.UNKNOWN
    assert [authorization for _, authorization in registry.asked] == [""]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "nonsense", '{"token": 5}', '{"token": "a\\nb"}', '{"token": "ü"}', '"' + "x" * MAX_ANSWER + '"'],
)
async def test_an_answer_that_holds_no_token_is_none(body: str) -> None:
    async with small_registry("bearer") as registry:
        registry.answers["/token"] = response(200, body)
        assert await check_login(registry.uri, RIGHT) is Verdict.UNKNOWN


async def test_the_token_may_have_its_other_name() -> None:
    async with small_registry("bearer") as registry:
        registry.answers["/token"] = response(200, '{"access_token": "a-token-of-the-registry"}')
        assert await check_login(registry.uri, RIGHT) is Verdict.ACCEPTED


async def test_what_is_no_registry_is_unknown() -> None:
    async with small_registry() as registry:
        for answer in (response(404), response(500), b"nonsense\r\n\r\n", b""):
            registry.answers["/v2/"] = answer
            assert await check_login(registry.uri, RIGHT) is Verdict.UNKNOWN


def test_a_login_does_not_show_its_password() -> None:
    assert PASSWORD not in repr(RIGHT)
