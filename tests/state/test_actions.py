"""An action is sent once to what was meant, and its outcome says what really happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests import fleets
from tests.state.fake_platform import FakePlatform
from tui.models.service import Service
from tui.state import poller as module
from tui.state.actions import ActionKind, Actions, Outcome, Result, Target, toggle_of
from tui.state.poller import Poller

WEB = Target(project_id="a", stack_id="a", service_id="a-web", project="shop", stack="default", service="web")


def web(status: str, *, age: float = 60.0, message: str | None = None) -> Service:
    return fleets.service("web", status, stack="a", project="a", age=age, message=message)


def platform_with(service: Service) -> FakePlatform:
    return FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", service)])


@asynccontextmanager
async def acting(platform: FakePlatform, *, settle_within: float = 5.0) -> AsyncIterator[Actions]:
    async with platform.client() as client:
        poller = Poller(client)
        task = asyncio.create_task(poller.run())
        await poller.wait_until(lambda fleet: fleet.complete or None, timeout=5)
        try:
            yield Actions(client, poller, settle_within=settle_within)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def becomes(platform: FakePlatform, *steps: Service) -> None:
    """From the action on, each reading of the stack shows the next step."""
    left = list(steps)

    def on_request(request: httpx.Request) -> httpx.Response | None:
        if request.method == "GET" and request.url.path == "/v2/stacks/a" and left:
            platform.stacks["a"] = fleets.stack("a", left.pop(0))
        return None

    def on_action(_action: str, _service: str) -> None:
        platform.fails = on_request

    platform.on_action = on_action


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ACTION_EVERY", 0.001)


async def run(platform: FakePlatform, kind: ActionKind) -> Outcome:
    async with acting(platform) as actions:
        return await actions.run(kind, WEB)


async def test_a_stop_is_done_when_the_service_has_stopped() -> None:
    platform = platform_with(web("running"))
    becomes(platform, web("running"), web("stopping", age=2), web("stopped", age=1))
    outcome = await run(platform, ActionKind.STOP)
    assert (outcome.result, outcome.message) == (Result.DONE, "Stopped shop › default › web.")
    assert platform.asked.count("POST /v2/stacks/a/services/a-web/actions/stop") == 1


async def test_a_restart_is_not_taken_for_done_while_the_old_life_still_runs() -> None:
    platform = platform_with(web("running"))
    becomes(platform, web("running"), web("running"), web("starting", age=3), web("running", age=1))
    outcome = await run(platform, ActionKind.RESTART)
    assert outcome.result is Result.DONE
    assert platform.stacks["a"].services[0].status_set_at > web("running").status_set_at


async def test_a_start_that_ends_in_error_is_a_failure_with_the_platforms_reason() -> None:
    platform = platform_with(web("stopped"))
    becomes(platform, web("starting", age=3), web("error", age=2, message="exited with code 3"))
    outcome = await run(platform, ActionKind.START)
    assert (outcome.result, outcome.message) == (
        Result.FAILED,
        "shop › default › web did not start: exited with code 3",
    )


async def test_a_refused_action_is_a_failure_and_nothing_is_left_under_way() -> None:
    platform = platform_with(web("running"))
    platform.fails = lambda request: (
        httpx.Response(403, json={"type": "PermissionDenied", "message": "token is read-only"})
        if request.method == "POST"
        else None
    )
    async with acting(platform) as actions:
        outcome = await actions.run(ActionKind.STOP, WEB)
        assert outcome.result is Result.FAILED
        assert "shop › default › web" in outcome.message
        assert not actions.under_way


async def test_an_action_that_never_comes_to_rest_is_told_as_pending() -> None:
    platform = platform_with(web("running"))
    becomes(platform, web("stopping", age=2))
    async with acting(platform, settle_within=0.05) as actions:
        outcome = await actions.run(ActionKind.STOP, WEB)
    assert outcome.result is Result.PENDING


async def test_a_service_is_not_acted_on_twice_at_once() -> None:
    platform = platform_with(web("running"))
    async with acting(platform, settle_within=0.2) as actions:
        first = asyncio.create_task(actions.run(ActionKind.STOP, WEB))
        while not actions.under_way:
            await asyncio.sleep(0)
        second = await actions.run(ActionKind.RESTART, WEB)
        assert second.result is Result.FAILED
        await first
    assert platform.asked.count("POST /v2/stacks/a/services/a-web/actions/restart") == 0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("stopped", ActionKind.START),
        ("running", ActionKind.STOP),
        ("starting", ActionKind.STOP),
        ("error", ActionKind.STOP),
        ("stopping", None),
    ],
)
def test_the_toggle_starts_what_is_stopped_and_stops_the_rest(status: str, kind: ActionKind | None) -> None:
    assert toggle_of(web(status)) is kind
