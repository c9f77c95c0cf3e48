"""Reading services, their actions and their logs."""

from __future__ import annotations

from pathlib import Path

from tests.platform.api.rig import running, service_path


async def test_a_new_platform_lists_its_fleet(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        projects = await rig.get("/v2/projects")
        stacks = await rig.get("/v2/stacks")
    assert [each["description"] for each in projects] == ["shop-prod", "shop-stage", "intranet"]
    assert sum(len(each["services"]) for each in stacks) == 13


async def test_a_stopped_service_starts_and_stops_again(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        path = service_path(await rig.service("shop-prod", "cron"))
        assert (await rig.send("POST", f"{path}/actions/start")).status_code == 204
        await rig.settle(path, "running")
        assert (await rig.send("POST", f"{path}/actions/stop")).status_code == 204
        assert (await rig.get(path))["status"] == "stopping"
        stopped = await rig.settle(path, "stopped")
    assert stopped["message"] == "Stopped."


async def test_the_short_id_names_a_service_and_a_project(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        project = await rig.project("shop-prod")
        by_short_id = await rig.get(f"/v2/stacks/{service['stackId']}/services/{service['shortId']}")
        assert by_short_id["id"] == service["id"]
        assert (await rig.get(f"/v2/projects/{project['shortId']}"))["id"] == project["id"]


async def test_logs_are_the_last_lines_as_bytes(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        rig.runtime.lines[service["id"]] = b'{"a": 1}\n\x1b[31mred\xff\nlast\n'
        path = f"{service_path(service)}/logs"
        whole = await rig.send("GET", path)
        tail = await rig.send("GET", path, params={"tail": 1})
    assert whole.content == b'{"a": 1}\n\x1b[31mred\xff\nlast\n'
    assert whole.headers["content-type"].startswith("text/plain")
    assert tail.content == b"last\n"
