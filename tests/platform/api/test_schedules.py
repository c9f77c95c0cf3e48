"""Stacks are updated when their schedules say so, by the platform's own clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.platform.api.rig import running, service_path
from tests.platform.fakes import FakeRuntime
from tui.models.service import ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.platform.api.control import Control
from tui.platform.api.schedules import Schedules
from tui.platform.seed import seed
from tui.platform.store.mint import Mint
from tui.platform.store.records import StackRecord

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = MIDNIGHT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
async def control(tmp_path: Path, runtime: FakeRuntime, clock: Clock) -> AsyncIterator[Control]:
    """A platform whose intranet is updated at three in Berlin, which is one in UTC."""
    control = Control(tmp_path, runtime, lag=0, mint=Mint(now=clock))
    seed(control.open(), empty=False, mint=control.mint)
    await control.start_up()
    schedule = UpdateSchedule(cron="0 3 * * *", timezone="Europe/Berlin")
    control.store.put_stack(replace(intranet(control), update_schedule=schedule))
    yield control
    await control.shut_down()


def intranet(control: Control) -> StackRecord:
    (project,) = [each for each in control.store.world.projects.values() if each.description == "intranet"]
    return control.store.world.stacks[project.id]


async def test_a_stack_is_updated_when_it_is_due_and_not_before(
    control: Control, runtime: FakeRuntime, clock: Clock
) -> None:
    schedules = Schedules(control)
    for hours, updated in ((0.98, 0), (1, 1), (1.02, 1), (24.98, 1), (25, 2), (25, 2)):
        clock.now = MIDNIGHT + timedelta(hours=hours)
        await schedules.run_due()
        assert runtime.recreated == ["wiki", "backup"] * updated


async def test_what_is_pending_is_deployed_and_what_is_stopped_stays_so(control: Control, clock: Clock) -> None:
    wiki, backup = intranet(control).services
    image = wiki.pending.changed({"image": "stackdeck/web:9"})
    control.store.put_service(replace(wiki, pending=image))
    control.store.put_service(
        replace(backup, pending=image, wanted=False, status=ServiceStatus.STOPPED, message="stopped")
    )
    schedules = Schedules(control)
    clock.now += timedelta(hours=2)
    await schedules.run_due()
    await asyncio.sleep(0)
    wiki, backup = intranet(control).services
    assert (wiki.status, wiki.deployed.image) == (ServiceStatus.RUNNING, "stackdeck/web:9")
    assert (backup.status, backup.deployed.image) == (ServiceStatus.STOPPED, "stackdeck/web:9")
    assert not backup.wanted


async def test_what_came_due_while_the_machine_slept_runs_once(
    control: Control, runtime: FakeRuntime, clock: Clock
) -> None:
    schedules = Schedules(control)
    for later in (timedelta(days=5), timedelta(minutes=1)):
        clock.now += later
        await schedules.run_due()
        assert runtime.recreated == ["wiki", "backup"]


async def test_a_clock_that_goes_back_does_not_stop_the_schedule(
    control: Control, runtime: FakeRuntime, clock: Clock
) -> None:
    clock.now += timedelta(days=400)
    schedules = Schedules(control)
    clock.now = MIDNIGHT
    await schedules.run_due()
    assert runtime.recreated == []
    clock.now += timedelta(hours=1)
    await schedules.run_due()
    assert runtime.recreated == ["wiki", "backup"]


async def test_a_schedule_that_can_not_be_is_left_out(control: Control, runtime: FakeRuntime, clock: Clock) -> None:
    odd = UpdateSchedule(cron="nonsense", timezone="Nowhere")
    stacks = [each for each in control.store.world.stacks.values() if each.id != intranet(control).id]
    control.store.put_stack(replace(stacks[0], update_schedule=odd))
    schedules = Schedules(control)
    clock.now += timedelta(hours=1)
    await schedules.run_due()
    assert runtime.recreated == ["wiki", "backup"]


@pytest.mark.parametrize(("second", "pause"), [(0, 60), (59, 1), (30.5, 29.5)])
def test_a_look_is_taken_when_a_minute_begins(control: Control, clock: Clock, second: float, pause: float) -> None:
    clock.now = MIDNIGHT + timedelta(seconds=second)
    assert Schedules(control).seconds_to_next_minute() == pause


async def test_the_platform_looks_by_itself(tmp_path: Path, clock: Clock) -> None:
    clock.now = MIDNIGHT + timedelta(seconds=59.9)
    async with running(tmp_path, mint=Mint(now=clock)) as rig:
        wiki = await rig.service("intranet", "wiki")
        await rig.settle(service_path(wiki), "running")
        schedule = {"cron": "* * * * *"}
        await rig.send("PATCH", f"/v2/stacks/{wiki['stackId']}", json={"updateSchedule": schedule})
        told = rig.runtime.told
        clock.now = MIDNIGHT + timedelta(minutes=1)
        async with asyncio.timeout(10):
            await rig.runtime.tells_more_than(told)
        after = await rig.settle(service_path(wiki), "running")
    assert after["statusSetAt"] == "2026-06-01T00:01:00.000Z"
