"""Volumes: lists, sizes and deleting one."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from tests.platform.api.rig import Json, Rig, running
from tui.platform.store.folders import folder_size


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
