"""The poller keeps a picture fresh, asks seldom, and loses nothing it knew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests import fleets
from tests.state.fake_platform import FakePlatform
from tui.state import poller as module
from tui.state.fleet import Condition, Fleet
from tui.state.poller import Poller


def shop() -> FakePlatform:
    stacks = [
        fleets.stack("a", fleets.service("web", stack="a", project="a")),
        fleets.stack("b", fleets.service("cron", "stopped", stack="b", project="b")),
    ]
    return FakePlatform([fleets.project("a", "shop"), fleets.project("b", "intranet")], stacks)


@asynccontextmanager
async def polling(platform: FakePlatform, *, stack_every: float = 2.0) -> AsyncIterator[Poller]:
    """A poller at work."""
    async with platform.client() as client:
        poller = Poller(client, stack_every=stack_every)
        task = asyncio.create_task(poller.run())
        try:
            yield poller
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until(poller: Poller, condition: Condition) -> Fleet:
    """The first picture that is complete and in this condition."""
    found = await poller.wait_until(
        lambda fleet: fleet if fleet.complete and fleet.health.condition is condition else None, timeout=5
    )
    assert found is not None
    return found


async def test_the_first_picture_holds_the_whole_fleet() -> None:
    async with polling(shop()) as poller:
        fleet = await until(poller, Condition.FRESH)
        assert fleet.project_name("a") == "shop"
        assert set(fleet.services) == {"a-web", "b-cron"}


async def test_nothing_is_published_when_nothing_changed() -> None:
    platform = shop()
    async with polling(platform, stack_every=0.01) as poller:
        await until(poller, Condition.FRESH)
        seen: list[Fleet] = []
        poller.subscribe(seen.append)
        asked = len(platform.asked)
        poller.look_at("a")
        while len(platform.asked) < asked + 5:
            await asyncio.sleep(0)
        assert seen == []


async def test_the_stack_somebody_looks_at_is_read_by_itself() -> None:
    platform = shop()
    async with polling(platform) as poller:
        await until(poller, Condition.FRESH)
        platform.stacks["b"] = fleets.stack("b", fleets.service("cron", "running", stack="b", project="b"))
        poller.look_at("b")
        status = await poller.wait_until(
            lambda fleet: "yes" if fleet.services["b-cron"].status == "running" else None, timeout=5
        )
        assert status == "yes"


async def test_what_is_gone_disappears_with_the_next_walk() -> None:
    platform = shop()
    async with polling(platform) as poller:
        await until(poller, Condition.FRESH)
        del platform.stacks["b"]
        poller.refresh()
        assert await poller.wait_until(lambda fleet: "b" not in fleet.stacks or None, timeout=5)


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (httpx.Response(401, json={"type": "x", "message": "no"}), Condition.REFUSED),
        (httpx.Response(429, json={}, headers={"Retry-After": "30"}), Condition.LIMITED),
        (httpx.Response(500, json={"type": "x", "message": "broken"}), Condition.UNREACHABLE),
        (httpx.Response(200, text="<html>not json"), Condition.FAILED),
    ],
    ids=["401", "429", "500", "malformed"],
)
async def test_a_failure_is_told_and_everything_known_stays(answer: httpx.Response, condition: Condition) -> None:
    platform = shop()
    async with polling(platform) as poller:
        before = await until(poller, Condition.FRESH)
        platform.fails = lambda _request: answer
        poller.refresh()
        after = await until(poller, condition)
        assert after.services.keys() == before.services.keys()
        assert after.health.message
        assert after.health.since is not None
        platform.fails = lambda _request: None
        poller.refresh()
        assert (await until(poller, Condition.FRESH)).health.message == ""


async def test_a_project_that_was_not_listed_yet_gets_its_name_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UNNAMED_EVERY", 0.01)
    platform = shop()
    late = platform.projects.pop()
    async with polling(platform) as poller:
        assert (await until(poller, Condition.FRESH)).project_name("b") == "b"
        platform.projects.append(late)
        assert await poller.wait_until(lambda fleet: fleet.project_name("b") == "intranet" or None, timeout=5)


async def test_during_a_pause_nothing_is_asked() -> None:
    platform = shop()
    async with polling(platform) as poller:
        await until(poller, Condition.FRESH)

        def vanish(_request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no route")

        platform.fails = vanish
        poller.refresh()
        await until(poller, Condition.UNREACHABLE)
        asked = len(platform.asked)
        poller.look_at("a")
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(platform.asked) == asked


async def test_a_token_that_may_not_list_projects_sees_their_stacks_all_the_same() -> None:
    platform = shop()
    denied = httpx.Response(403, json={"type": "PermissionDenied", "message": "not yours"})
    platform.fails = lambda request: denied if request.url.path == "/v2/projects" else None
    async with polling(platform) as poller:
        fleet = await until(poller, Condition.FRESH)
        assert fleet.projects_forbidden
        assert set(fleet.services) == {"a-web", "b-cron"}
        platform.fails = lambda _request: None
        poller.refresh()
        known = await poller.wait_until(lambda fleet: fleet if not fleet.projects_forbidden else None, timeout=5)
        assert known is not None
        assert known.project_name("a") == "shop"


async def test_a_rate_limit_says_until_when() -> None:
    platform = shop()
    async with polling(platform) as poller:
        await until(poller, Condition.FRESH)
        platform.fails = lambda _request: httpx.Response(429, json={}, headers={"Retry-After": "30"})
        poller.refresh()
        health = (await until(poller, Condition.LIMITED)).health
        assert health.since is not None
        assert health.until is not None
        assert (health.until - health.since).total_seconds() >= 30
