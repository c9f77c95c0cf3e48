"""What is done to a stack is in the next picture, and what is gone stays gone."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests import fleets
from tests.state.fake_platform import FakePlatform
from tui.client.errors import ApiError
from tui.models.stack import UpdateSchedule
from tui.state.poller import Poller
from tui.state.stack_writes import StackWrites


@pytest.fixture
def platform() -> FakePlatform:
    stacks = [fleets.stack("shop"), fleets.stack("obs", project="shop", name="observability")]
    return FakePlatform([fleets.project("shop", "shop-prod")], stacks)


def on(platform: FakePlatform) -> tuple[StackWrites, Poller]:
    client = platform.client()
    poller = Poller(client, known=fleets.fleet(*platform.stacks.values()))
    return StackWrites(client, poller), poller


async def test_a_new_stack_is_in_the_picture_when_it_is_there(platform: FakePlatform) -> None:
    writes, poller = on(platform)
    stack = await writes.create("shop", "batch")
    assert poller.fleet.stacks[stack.id].description == "batch"


async def test_a_change_is_in_the_picture(platform: FakePlatform) -> None:
    writes, poller = on(platform)
    await writes.rename("obs", "logs")
    schedule = UpdateSchedule(cron="0 3 * * *", timezone="UTC")
    await writes.schedule("obs", schedule)
    assert poller.fleet.stacks["obs"].description == "logs"
    assert poller.fleet.stacks["obs"].update_schedule == schedule
    await writes.schedule("obs", None)
    assert poller.fleet.stacks["obs"].update_schedule is None


async def test_what_was_written_counts_even_where_it_can_not_be_read(platform: FakePlatform) -> None:
    writes, poller = on(platform)
    broken = httpx.Response(500, json={"type": "x", "message": "no"})
    platform.fails = lambda request: broken if request.method == "GET" else None
    await writes.rename("obs", "logs")
    assert platform.stacks["obs"].description == "logs"
    platform.fails = lambda _request: None
    run = asyncio.create_task(poller.run())
    renamed = await poller.wait_until(lambda fleet: fleet.stacks["obs"].description == "logs" or None, timeout=10)
    run.cancel()
    assert renamed


async def test_what_is_refused_changes_nothing(platform: FakePlatform) -> None:
    writes, poller = on(platform)
    before = poller.fleet
    platform.fails = lambda _request: httpx.Response(403, json={"type": "x", "message": "no"})
    with pytest.raises(ApiError):
        await writes.delete("obs")
    with pytest.raises(ApiError):
        await writes.rename("obs", "logs")
    assert poller.fleet is before


async def test_an_answer_from_before_does_not_bring_a_deleted_stack_back(platform: FakePlatform) -> None:
    _writes, poller = on(platform)

    def deleted_while_it_is_read(_request: httpx.Request) -> None:
        poller.forget_stack("obs")

    platform.fails = deleted_while_it_is_read
    await poller.read_stack("obs")
    assert "obs" not in poller.fleet.stacks
