"""Around each request: writes refused, own writes read, headers learnt from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.client.support import (
    SERVICE_ID,
    STACK_ID,
    START,
    FakeClock,
    Platform,
    answer,
    client_over,
    done,
    refusal,
    stack_content,
)
from tui.client import ReadOnly, Rejected
from tui.client.observed import RateLimit
from tui.models.declaration import DeclaredStack

STACK = answer(stack_content())


async def test_a_client_that_only_reads_sends_no_write() -> None:
    platform = Platform(STACK)
    client = client_over(platform, read_only=True)

    for write in (
        client.stacks.declare(STACK_ID, DeclaredStack()),
        client.stacks.delete(STACK_ID),
        client.services.stop(STACK_ID, SERVICE_ID),
    ):
        with pytest.raises(ReadOnly):
            await write
    await client.stacks.get(STACK_ID)

    assert [request.method for request in platform.requests] == ["GET"]


async def test_the_etag_of_a_read_is_no_event() -> None:
    platform = Platform(answer(stack_content(), etag='"17"'))
    client = client_over(platform)

    await client.stacks.get(STACK_ID)
    await client.stacks.get(STACK_ID)

    assert platform.sent("if-event-reached") == [None, None]


async def test_a_read_carries_the_newest_event_until_it_no_longer_matters() -> None:
    platform, clock = Platform(done(etag="17"), done(etag="18"), answer([])), FakeClock()
    client = client_over(platform, clock=clock)

    await client.services.stop(STACK_ID, SERVICE_ID)
    await client.services.start(STACK_ID, SERVICE_ID)
    await client.stacks.list_all().all()
    await clock.sleep(61)
    await client.stacks.list_all().all()

    assert platform.sent("if-event-reached") == [None, None, "18", None]


async def test_logs_and_what_no_write_changes_do_not_wait() -> None:
    platform = Platform(done(etag="17"), answer([]))
    client = client_over(platform)

    await client.services.stop(STACK_ID, SERVICE_ID)
    await client.services.logs(STACK_ID, SERVICE_ID)
    await client.projects.list().all()
    await client.servers.list().all()

    assert platform.sent("if-event-reached") == [None, None, None, None]


async def test_an_event_that_is_not_reached_in_time_falls_back_to_a_plain_read() -> None:
    platform = Platform(done(etag="17"), refusal(412), STACK)
    client = client_over(platform)

    await client.services.stop(STACK_ID, SERVICE_ID)
    stack = await client.stacks.get(STACK_ID)
    await client.stacks.get(STACK_ID)

    assert stack.id == STACK_ID
    assert platform.sent("if-event-reached") == [None, "17", None, None]


async def test_a_412_that_has_nothing_to_do_with_events_is_an_error() -> None:
    with pytest.raises(Rejected) as caught:
        await client_over(Platform(refusal(412, "in use"))).volumes.delete(STACK_ID, SERVICE_ID)

    assert caught.value.status == 412


async def test_a_failed_write_leaves_no_event() -> None:
    platform = Platform(refusal(409, etag="17"), STACK)
    client = client_over(platform)

    with pytest.raises(Rejected):
        await client.stacks.delete(STACK_ID)
    await client.stacks.get(STACK_ID)

    assert platform.sent("if-event-reached") == [None, None]


async def test_what_is_left_of_the_rate_limit_is_known_even_after_a_refusal() -> None:
    clock = FakeClock()
    platform = Platform(
        answer(stack_content(), x_ratelimit_limit="100", x_ratelimit_remaining="7", x_ratelimit_reset="30"),
        answer(stack_content(), x_ratelimit_exempt="yes"),
        refusal(403, x_ratelimit_limit="100", x_ratelimit_remaining="6", x_ratelimit_reset="20"),
    )
    client = client_over(platform, clock=clock)
    known = [client.rate_limit]
    for _ in range(2):
        await client.stacks.get(STACK_ID)
        known.append(client.rate_limit)
    with pytest.raises(Rejected):
        await client.stacks.get(STACK_ID)
    known.append(client.rate_limit)

    before = RateLimit(100, 7, clock.seconds + 30)
    assert known == [None, before, before, RateLimit(100, 6, clock.seconds + 20)]


async def test_the_server_s_clock_is_our_own_until_an_answer_tells_it() -> None:
    clock = FakeClock()
    client = client_over(Platform(answer(stack_content(), date="Wed, 01 Jan 2025 15:30:00 GMT")), clock=clock)
    assert client.server_now() == START

    await client.stacks.get(STACK_ID)
    await clock.sleep(10)

    assert abs(client.server_now() - datetime(2025, 1, 1, 15, 30, 11, tzinfo=UTC)) <= timedelta(seconds=1)
