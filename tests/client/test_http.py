"""The client as a whole: what it refuses to be made of, what it sends, and that the token stays secret."""

from __future__ import annotations

import logging
import subprocess
import sys
import traceback
from operator import attrgetter
from pathlib import Path

import httpx
import pytest

import tui.client
from tests.client.support import ORIGIN, STACK_ID, TOKEN, Platform, answer, client_over, refusal, stack_content
from tui import __version__
from tui.client import ApiError, Client, Misconfigured


@pytest.mark.parametrize("origin", ["http://platform.example", "http://10.0.0.1:8080", "http://localhost.example"])
def test_a_token_is_not_sent_in_plain_text_over_a_network(origin: str) -> None:
    with pytest.raises(Misconfigured, match="not sent over plain http") as caught:
        Client(origin, TOKEN)

    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://platform.example"]
)
async def test_a_token_may_go_to_loopback_and_over_tls(origin: str) -> None:
    async with Client(origin, TOKEN):
        pass


async def test_a_socket_takes_any_name_and_a_client_without_token_any_address() -> None:
    async with (
        Client("http://stackdeck.local", TOKEN, socket=Path("/nowhere.sock")),
        Client("http://platform.example", None),
    ):
        pass


@pytest.mark.parametrize("token", ["", " ", "two words", "line\nbreak", "tab\t", "nul\0", "smörgås", "\x7f"])
def test_a_token_that_would_break_the_header_is_refused_unseen(token: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Client(ORIGIN, token)

    assert not token.strip() or token not in str(caught.value)


async def test_every_request_says_who_asks_and_what_for() -> None:
    platform = Platform(answer(stack_content()))

    await client_over(platform, origin=f"{ORIGIN}/v2/").stacks.get(STACK_ID)

    (request,) = platform.requests
    assert str(request.url) == f"{ORIGIN}/v2/stacks/{STACK_ID}"
    assert request.headers["x-access-token"] == TOKEN
    assert request.headers["user-agent"] == f"stackdeck/{__version__}"
    assert request.headers["accept"] == "application/json"
    assert "authorization" not in request.headers


async def test_without_a_token_none_is_sent() -> None:
    platform = Platform(answer([]))

    async with Client(ORIGIN, None, transport=httpx.MockTransport(platform)) as client:
        await client.stacks.list_all().all()

    assert platform.sent("x-access-token") == [None]


@pytest.mark.parametrize(
    "failure",
    [
        refusal(401, "token expired"),
        refusal(429),
        refusal(500),
        httpx.ConnectError("no"),
        httpx.ReadError("no"),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"{}"),
        httpx.Response(308, headers={"location": "https://evil.example/"}),
    ],
    ids=range(8),
)
async def test_the_token_is_in_no_error_no_log_and_no_repr(
    failure: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_over(Platform(failure))

    with pytest.raises(ApiError) as caught:
        await client.stacks.get(STACK_ID)

    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert TOKEN not in repr(client) + repr(vars(client)) + str(caught.value) + repr(vars(caught.value))
    assert TOKEN not in caplog.text
    cause = caught.value.__cause__
    if isinstance(cause, httpx.RequestError):
        assert "x-access-token" not in cause.request.headers


async def test_cookies_do_not_come_back() -> None:
    platform = Platform(answer([], set_cookie="a=b"))
    client = client_over(platform)

    await client.stacks.list_all().all()
    await client.stacks.list_all().all()

    assert platform.sent("cookie") == [None, None]


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("tui.client", ("httpx", "pydantic", "textual")),
        ("tui.client.errors", ("httpx", "pydantic", "textual")),
        ("tui.client.http", ("textual", "rich", "click")),
    ],
)
def test_importing_stays_light(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


def test_an_unknown_name_of_the_package_is_an_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        attrgetter("nonsense")(tui.client)
