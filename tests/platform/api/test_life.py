"""The platform's life: what it starts with, what runs again, and its housekeeping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tests.platform.api.rig import HOST, TOKEN, lifespan, running, service_path
from tests.platform.fakes import FakeRuntime
from tui.models.service import RestartPolicy, ServiceStatus
from tui.platform.api.control import Control
from tui.platform.api.housekeeping import measure_volumes
from tui.platform.images.catalogue import find_image
from tui.platform.seed import seed
from tui.platform.server import build_app
from tui.platform.store.mint import Mint
from tui.platform.store.records import ServiceRecord
from tui.platform.store.store import Store


async def test_what_ran_runs_again_and_what_was_stopped_does_not(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        path = service_path(await rig.service("shop-prod", "web"))
        await rig.send("POST", f"{path}/actions/stop")
        before = await rig.get("/v2/stacks")
    assert rig.runtime.closed
    again = FakeRuntime()
    async with running(tmp_path, runtime=again) as rig:
        stopped = await rig.get(path)
        after = await rig.get("/v2/stacks")
    names = sorted(f"{spec.project_id} {spec.name}" for spec in again.recovered)
    assert len(names) == 10
    assert stopped["id"] not in [spec.service_id for spec in again.recovered]
    assert stopped["status"] == "stopped"
    assert [each["id"] for each in after] == [each["id"] for each in before]


async def test_a_platform_that_was_killed_finds_all_it_had_acknowledged(tmp_path: Path) -> None:
    app = build_app(data=tmp_path, runtime=FakeRuntime(), token=TOKEN, hosts=frozenset({HOST}), lag=0)
    async with lifespan(app):
        pass
    async with running(tmp_path) as rig:
        stack = await rig.stack("intranet")
        body = {"services": {"new": {"image": "stackdeck/web:1", "description": "New"}}}
        await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json=body)
        # Another process reads the file while this one has not closed it: just what a killed one leaves behind.
        left_behind = Store(tmp_path, lag=0)
        assert [each.name for each in left_behind.world.stacks[stack["id"]].services] == ["wiki", "backup", "new"]
        left_behind.close()


async def test_a_service_that_never_could_start_is_tried_with_what_it_should_be_now(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
        body = {"services": {"db": {"image": "mysql", "description": "Database"}}}
        service = (await rig.send("PUT", f"/v2/stacks/{stack['id']}", json=body)).json()["services"][0]
        await rig.settle(service_path(service), "error")
        fixed = {"services": {"db": {"image": "stackdeck/web:1"}}}
        await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json=fixed)
        assert (await rig.get(service_path(service)))["requiresRecreate"]
        await rig.send("POST", f"{service_path(service)}/actions/start")
        started = await rig.settle(service_path(service), "running")
    assert started["deployedState"]["image"] == "stackdeck/web:1"
    assert not started["requiresRecreate"]


@pytest.mark.parametrize(
    ("status", "policy", "wanted", "again"),
    [
        (ServiceStatus.RUNNING, None, True, True),
        (ServiceStatus.STARTING, None, True, True),
        (ServiceStatus.CREATING, RestartPolicy.NO, True, True),
        (ServiceStatus.ERROR, None, True, True),
        (ServiceStatus.ERROR, RestartPolicy.ON_FAILURE, True, True),
        (ServiceStatus.ERROR, RestartPolicy.NO, True, False),
        (ServiceStatus.STOPPED, RestartPolicy.ON_FAILURE, True, False),
        (ServiceStatus.STOPPED, RestartPolicy.NO, True, False),
        (ServiceStatus.STOPPED, RestartPolicy.ALWAYS, True, True),
        (ServiceStatus.RUNNING, None, False, False),
        (ServiceStatus.STOPPING, None, False, False),
        (ServiceStatus.STOPPED, None, False, False),
    ],
)
def test_which_services_run_again(
    tmp_path: Path, status: ServiceStatus, policy: RestartPolicy | None, wanted: bool, again: bool
) -> None:
    service = a_service(tmp_path)
    deployed = service.deployed.changed({"restart_policy": policy})
    assert replace(service, status=status, deployed=deployed, wanted=wanted).runs_again is again


def a_service(folder: Path) -> ServiceRecord:
    store = Store(folder, lag=0)
    seed(store, empty=False, mint=Mint())
    store.close()
    return next(service for stack in store.world.stacks.values() for service in stack.services)


def test_the_sample_fleet_is_made_of_images_that_there_are(tmp_path: Path) -> None:
    store = Store(tmp_path, lag=0)
    seed(store, empty=False, mint=Mint())
    services = [service for stack in store.world.stacks.values() for service in stack.services]
    for service in services:
        assert find_image(service.pending.image) is not None
        assert find_image(service.deployed.image) is not None
    assert len({service.short_id for service in services}) == len(services)
    assert all(UUID(service.id).version == 4 for service in services)
    store.close()


async def test_volumes_are_measured_and_only_changes_are_written(tmp_path: Path) -> None:
    control = Control(tmp_path, FakeRuntime(), lag=0, mint=Mint())
    store = control.open()
    seed(store, empty=False, mint=control.mint)
    stack = next(each for each in store.world.stacks.values() if each.volumes)
    folder = control.folders.volume(stack.volumes[0].id)
    folder.mkdir(parents=True)
    (folder / "file").write_bytes(b"x" * 1234)
    await measure_volumes(control)
    event = store.event
    await measure_volumes(control)
    assert store.event == event
    assert store.world.stacks[stack.id].volumes[0].size_bytes == 1234
    await control.shut_down()


async def test_a_store_that_can_not_be_read_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "platform.sqlite").write_bytes(b"no database" * 100)
    app = build_app(data=tmp_path, runtime=FakeRuntime(), token=TOKEN, hosts=frozenset({HOST}))
    with pytest.raises(AssertionError, match="stackdeck platform reset"):
        async with lifespan(app):
            pass
