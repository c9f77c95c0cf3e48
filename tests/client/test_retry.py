"""Requests are repeated only where that is safe, in growing pauses, within bounds."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.client.support import STACK_ID, FakeClock, Platform, answer, client_over, done, refusal, stack_content
from tui.client import ApiError, Client, RateLimited, Rejected, ServerFailed, Unreachable
from tui.client.retry import Retrying
from tui.models.declaration import DeclaredStack

NOT_CONNECTED = httpx.ConnectError("refused")
RESET = httpx.ReadError("reset")
STACK = answer(stack_content())


async def read(client: Client) -> None:
    await client.stacks.get(STACK_ID)


async def write(client: Client) -> None:
    await client.stacks.declare(STACK_ID, DeclaredStack())


@pytest.mark.parametrize(
    "failure",
    [
        NOT_CONNECTED,
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("full"),
        RESET,
        httpx.ReadTimeout("slow"),
        httpx.WriteError("broken"),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        OSError("odd"),
        refusal(429),
        refusal(500),
        refusal(502),
        refusal(503),
        refusal(504),
    ],
    ids=str,
)
async def test_a_read_is_repeated_after_what_may_pass(failure: httpx.Response | Exception) -> None:
    platform = Platform(failure, STACK)

    await read(client_over(platform))

    assert len(platform.requests) == 2


@pytest.mark.parametrize(
    "failure", [NOT_CONNECTED, httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full"), refusal(429)], ids=str
)
async def test_a_write_is_repeated_when_the_platform_did_nothing(failure: httpx.Response | Exception) -> None:
    platform = Platform(failure, STACK)

    await write(client_over(platform))

    assert len(platform.requests) == 2
    assert platform.requests[0].content == platform.requests[1].content


@pytest.mark.parametrize(
    "failure",
    [
        RESET,
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.RemoteProtocolError("gone"),
        OSError("odd"),
        refusal(500),
        refusal(502),
        refusal(503),
        refusal(504),
    ],
    ids=str,
)
async def test_a_write_that_may_have_happened_is_never_repeated(failure: httpx.Response | Exception) -> None:
    platform = Platform(failure, STACK)

    with pytest.raises(ApiError) as caught:
        await write(client_over(platform))

    assert len(platform.requests) == 1
    assert not isinstance(caught.value, Unreachable) or caught.value.sent


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 501])
@pytest.mark.parametrize("act", [read, write])
async def test_a_refusal_is_not_repeated(status: int, act: Callable[[Client], Awaitable[None]]) -> None:
    platform = Platform(refusal(status))

    with pytest.raises(Rejected) as caught:
        await act(client_over(platform))

    assert caught.value.status == status
    assert len(platform.requests) == 1


async def test_the_attempts_are_bounded_and_the_pauses_grow() -> None:
    platform, clock = Platform(refusal(503, "down")), FakeClock()

    with pytest.raises(ServerFailed, match="down"):
        await read(client_over(platform, clock=clock))

    assert len(platform.requests) == 4
    assert clock.slept == [0.125, 0.25, 0.5]


async def test_chance_spreads_the_pauses_up_to_twice_their_least() -> None:
    clock = FakeClock(chance=0.999)

    with pytest.raises(Unreachable):
        await read(client_over(Platform(NOT_CONNECTED), clock=clock))

    assert clock.slept == pytest.approx([0.25, 0.5, 1.0], rel=0.01)


def test_no_pause_of_our_own_exceeds_the_cap() -> None:
    retrying = Retrying(clock=FakeClock(chance=0.999).clock, cap=5.0)

    assert retrying.pause(Unreachable("gone", sent=False), 50) <= 5.0


@pytest.mark.parametrize(
    "headers",
    [
        {"retry_after": "3"},
        {"retry_after": "Wed, 01 Jan 2025 12:00:03 GMT"},
        {"x_ratelimit_reset": "3"},
    ],
)
@pytest.mark.parametrize("act", [read, write])
async def test_the_wait_the_platform_asks_for_is_kept(
    headers: dict[str, str], act: Callable[[Client], Awaitable[None]]
) -> None:
    platform, clock = Platform(refusal(429, **headers), STACK), FakeClock(chance=0.5)

    await act(client_over(platform, clock=clock))

    assert clock.slept == [3.125]


async def test_a_wait_longer_than_the_patience_is_told_instead_of_begun() -> None:
    platform, clock = Platform(refusal(429, retry_after="60")), FakeClock()

    with pytest.raises(RateLimited) as caught:
        await read(client_over(platform, clock=clock, patience=30.0))

    assert caught.value.retry_after == 60
    assert clock.slept == []
    assert len(platform.requests) == 1


async def test_all_waits_together_stay_within_the_patience() -> None:
    platform, clock = Platform(refusal(429, retry_after="4")), FakeClock()

    with pytest.raises(RateLimited):
        await read(client_over(platform, clock=clock, patience=10.0))

    assert clock.slept == [4.0, 4.0]


async def test_without_patience_nothing_is_repeated() -> None:
    platform, clock = Platform(NOT_CONNECTED), FakeClock()
    client = client_over(platform, clock=clock)
    assert client.stacks is not client.with_patience(0.0).stacks

    with pytest.raises(Unreachable):
        await read(client.with_patience(0.0))

    assert clock.slept == []
    assert len(platform.requests) == 1


async def test_a_client_with_other_patience_shares_what_was_learnt() -> None:
    platform = Platform(done(etag="17"), STACK)
    client = client_over(platform)

    await client.services.start(STACK_ID, "c-000001")
    await read(client.with_patience(0.0))

    assert platform.sent("if-event-reached") == [None, "17"]


async def test_a_certificate_that_is_not_trusted_is_not_tried_again() -> None:
    error = httpx.ConnectError("verify failed")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    platform = Platform(error)

    with pytest.raises(Unreachable, match=r"certificate of platform\.example is not trusted") as caught:
        await read(client_over(platform))

    assert caught.value.lasting
    assert len(platform.requests) == 1
