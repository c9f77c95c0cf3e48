"""The poller keeps a picture fresh, asks seldom, and loses nothing it knew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

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


async def asked_for(platform: FakePlatform, count: int, what: str = "") -> list[str]:
    """The first so many questions of all, or of those about *what*."""
    async with asyncio.timeout(10):
        while len(found := [each for each in platform.asked if what in each]) < count:
            await asyncio.sleep(0)
    return found[:count]


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
        await asked_for(platform, asked + 5)
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


def on_its_way(*stacks: str, since: timedelta) -> FakePlatform:
    """A platform whose stacks start, beside one in which nothing moves."""
    starting = [fleets.service("job", "starting", stack=each) for each in stacks]
    now = datetime.now(UTC)
    begun = [each.model_copy(update={"status_set_at": now - since}) for each in starting]
    listed = [fleets.stack("quiet", fleets.service("web", stack="quiet"))]
    projects = [fleets.project(each, each) for each in ("quiet", *stacks)]
    return FakePlatform(projects, [*listed, *(fleets.stack(each.stack_id, each) for each in begun)])


async def test_what_starts_is_followed_where_nobody_looks() -> None:
    platform = on_its_way("b", since=timedelta(seconds=1))
    async with polling(platform, stack_every=0.01) as poller:
        await until(poller, Condition.FRESH)
        platform.stacks["b"] = fleets.stack("b", fleets.service("job", "running", stack="b"))
        assert await poller.wait_until(lambda fleet: fleet.services["b-job"].status == "running" or None, timeout=5)
        asked = len(platform.asked)
        poller.look_at("quiet")
        await asked_for(platform, asked + 5)
        assert set(platform.asked[asked + 1 :]) == {"GET /v2/stacks/quiet"}


async def test_what_hangs_on_its_way_is_left_to_the_walk_over_the_fleet() -> None:
    platform = on_its_way("b", since=timedelta(minutes=5))
    async with polling(platform, stack_every=0.01) as poller:
        await until(poller, Condition.FRESH)
        poller.look_at("quiet")
        await asked_for(platform, 5, "/stacks/quiet")
        assert "GET /v2/stacks/b" not in platform.asked


async def test_what_goes_while_it_starts_is_asked_for_no_longer() -> None:
    platform = on_its_way("b", since=timedelta(seconds=1))
    async with polling(platform, stack_every=0.01) as poller:
        await until(poller, Condition.FRESH)
        del platform.stacks["b"]
        poller.refresh()
        assert await poller.wait_until(lambda fleet: "b" not in fleet.stacks or None, timeout=5)
        asked = len(platform.asked)
        poller.look_at("quiet")
        await asked_for(platform, asked + 5)
        assert "GET /v2/stacks/b" not in platform.asked[asked:]


async def test_of_many_that_start_each_gets_its_turn() -> None:
    many = [f"s{number}" for number in range(3 * module.MOVING_AT_ONCE)]
    platform = on_its_way(*many, since=timedelta(seconds=1))
    async with polling(platform, stack_every=0.01) as poller:
        await until(poller, Condition.FRESH)
        assert len(set(await asked_for(platform, len(many), "/stacks/s"))) == len(many)


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
