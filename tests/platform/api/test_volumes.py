"""Volumes: lists, sizes and deleting one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.platform.api.rig import Json, Rig, running
from tests.platform.fakes import FakeRuntime
from tui.platform.api.control import Control
from tui.platform.api.editing import StackEditing
from tui.platform.api.housekeeping import measure_volumes, sweep_volumes
from tui.platform.seed import seed
from tui.platform.store.folders import folder_size, make_private_folder
from tui.platform.store.mint import Mint
from tui.platform.store.records import VolumeRecord


async def volumes_of(rig: Rig, project: str, **query: str) -> Json:
    return await rig.get(f"/v2/projects/{(await rig.project(project))['shortId']}/volumes", **query)


async def test_a_volume_says_who_mounts_it(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (pages,) = await volumes_of(rig, "intranet")
        stack = await rig.stack("intranet")
        assert await rig.get(f"/v2/stacks/{stack['id']}/volumes") == [pages] == stack["volumes"]
        assert await rig.get(f"/v2/stacks/{stack['id']}/volumes/{pages['id']}") == pages
    assert sorted(pages["linkedServices"]) == sorted(each["id"] for each in stack["services"])
    assert not pages["orphaned"]


async def test_a_linked_volume_is_not_deleted_and_the_message_says_by_whom(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (pages,) = await volumes_of(rig, "intranet")
        refused = await rig.send("DELETE", f"/v2/stacks/{pages['stackId']}/volumes/{pages['id']}")
    assert refused.status_code == 412
    assert refused.json()["message"] == "pages is mounted by wiki, backup: detach it first."


async def test_a_volume_is_linked_until_what_runs_has_let_go_of_it(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (pages,) = await volumes_of(rig, "intranet")
        path = f"/v2/stacks/{pages['stackId']}/volumes/{pages['id']}"
        folder = tmp_path / "volumes" / pages["id"]
        (folder / "page.md").write_text("hello")
        body = {"services": {"wiki": {"volumes": []}, "backup": {"volumes": []}}, "volumes": {"pages": {}}}
        await rig.send("PATCH", f"/v2/stacks/{pages['stackId']}", json=body)
        assert (await rig.send("DELETE", path)).status_code == 412
        await rig.send("PATCH", f"/v2/stacks/{pages['stackId']}", params={"recreate": "true"}, json=body)
        services = (await rig.stack("intranet"))["services"]
        for each in services:
            await rig.settle(f"/v2/stacks/{each['stackId']}/services/{each['id']}", "running")
        assert (await rig.get(path))["orphaned"]
        assert (await rig.send("DELETE", path)).status_code == 204
        assert (await rig.send("GET", path)).status_code == 404
        assert (await rig.send("DELETE", path)).status_code == 403
        assert "volumes" not in await rig.stack("intranet")
    assert not folder.exists()


async def test_lists_are_filtered_and_sorted(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        names = [each["name"] for each in await volumes_of(rig, "shop-prod", sortOrder="nameDesc")]
        found = [each["name"] for each in await volumes_of(rig, "shop-prod", searchTerm="INDEX")]
        none = await volumes_of(rig, "shop-prod", stackId=str(uuid4()))
        sizes = [each["storageUsageInBytes"] for each in await volumes_of(rig, "shop-prod", sortOrder="storageDesc")]
    assert names == ["uploads", "search-index"]
    assert found == ["search-index"]
    assert none == []
    assert sizes == sorted(sizes, reverse=True)


async def test_an_unknown_volume_is_not_found(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("intranet")
        assert (await rig.send("GET", f"/v2/stacks/{stack['id']}/volumes/{uuid4()}")).status_code == 404
        assert (await rig.send("GET", f"/v2/stacks/{uuid4()}/volumes/{uuid4()}")).status_code == 403
        assert (await rig.send("GET", f"/v2/stacks/{stack['id']}/volumes/pages")).status_code == 400


def test_a_folder_is_as_big_as_its_files_and_links_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "deep").mkdir(parents=True)
    outside.mkdir()
    (outside / "big").write_bytes(b"x" * 100_000)
    (inside / "a").write_bytes(b"x" * 10)
    (inside / "deep" / "b").write_bytes(b"x" * 20)
    assert folder_size(inside) == 30
    (inside / "link").symlink_to(outside, target_is_directory=True)
    assert folder_size(inside) < 1000
    assert folder_size(tmp_path / "nowhere") == 0


async def test_a_deleted_stack_takes_its_volumes_along_also_those_that_are_written_again(tmp_path: Path) -> None:
    control = Control(tmp_path, FakeRuntime(), lag=0, mint=Mint())
    seed(control.open(), empty=False, mint=control.mint)
    await control.start_up()
    stack = next(each for each in control.store.world.stacks.values() if not each.is_default)
    volume = VolumeRecord(id=control.mint.id(), name="spare", stack_id=stack.id, size_set_at=control.mint.now())
    control.store.put_stack(replace(stack, volumes=(volume,)))
    make_private_folder(control.folders.volume(volume.id))
    kept = [each.id for stack in control.store.world.stacks.values() for each in stack.volumes if each is not volume]

    await StackEditing(control).delete(stack.id)
    assert not control.folders.volume(volume.id).exists()
    make_private_folder(control.folders.volume(volume.id) / "written again")
    make_private_folder(tmp_path / "volumes" / "not-a-volume")
    await sweep_volumes(control)

    assert sorted(control.folders.volume_ids()) == sorted(kept)
    assert (tmp_path / "volumes" / "not-a-volume").exists()
    await control.shut_down()


async def test_sizes_are_measured(tmp_path: Path) -> None:
    control = Control(tmp_path, FakeRuntime(), lag=0, mint=Mint())
    seed(control.open(), empty=False, mint=control.mint)
    await control.start_up()
    stack = next(each for each in control.store.world.stacks.values() if each.volumes)
    volume = stack.volumes[0]
    (control.folders.volume(volume.id) / "file").write_bytes(b"x" * 4321)
    await measure_volumes(control)
    measured = control.store.world.stacks[stack.id].volumes[0]
    assert measured.size_bytes == 4321
    assert measured.size_set_at > volume.size_set_at
    await control.shut_down()
