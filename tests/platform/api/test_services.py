"""Reading services, their actions and their logs."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from tests.platform.api.rig import Json, Rig, running, service_path
from tests.platform.fakes import FakeRuntime
from tui.models.service import ServiceStatus
from tui.platform.runtime import ServiceSpec


async def act(rig: Rig, service: Json, action: str) -> int:
    """Ask for an action; gives the status of the answer."""
    response = await rig.send("POST", f"{service_path(service)}/actions/{action}")
    assert response.content == b"" or "message" in response.json()
    return response.status_code


async def test_a_stopped_service_starts_and_stops_again(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "cron")
        path = service_path(service)
        assert await act(rig, service, "start") == 204
        assert (await rig.get(path))["status"] in ("starting", "running")
        await rig.settle(path, "running")
        assert await act(rig, service, "stop") == 204
        assert (await rig.get(path))["status"] in ("stopping", "stopped")
        stopped = await rig.settle(path, "stopped")
    assert stopped["message"] == "Stopped."
    assert stopped["statusSetAt"] > service["statusSetAt"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (ServiceStatus.STOPPED, {"start", "recreate", "pull"}),
        (ServiceStatus.ERROR, {"start", "stop", "restart", "recreate", "pull"}),
        (ServiceStatus.RUNNING, {"stop", "restart", "recreate", "pull"}),
        (ServiceStatus.CREATING, {"stop", "recreate", "pull"}),
        (ServiceStatus.STARTING, {"stop", "recreate", "pull"}),
        (ServiceStatus.STOPPING, {"stop", "recreate", "pull"}),
    ],
)
@pytest.mark.parametrize("action", ["start", "stop", "restart", "recreate", "pull"])
async def test_each_status_allows_its_actions_and_refuses_the_others(
    tmp_path: Path, status: ServiceStatus, allowed: set[str], action: str
) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        rig.runtime.tell(service["id"], status, "as the test wants it")
        assert await act(rig, service, action) == (204 if action in allowed else 412)


class BusyRuntime(FakeRuntime):
    """Comes to a stop only after it has told all of a start."""

    async def stop(self, service_id: str) -> None:
        for status in (ServiceStatus.CREATING, ServiceStatus.STARTING, ServiceStatus.RUNNING):
            self.tell(service_id, status, "before the stop", self.specs[service_id])


async def test_what_a_stop_has_overtaken_is_not_shown(tmp_path: Path) -> None:
    async with running(tmp_path, runtime=BusyRuntime()) as rig:
        service = await rig.service("shop-prod", "web")
        assert await act(rig, service, "stop") == 204
        stopping = await rig.get(service_path(service))
        rig.runtime.tell(service["id"], ServiceStatus.STOPPED, "Stopped.")
        stopped = await rig.get(service_path(service))
    assert (stopping["status"], stopping["message"]) == ("stopping", "stop requested")
    assert stopped["status"] == "stopped"


async def test_a_refused_action_says_why_and_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "cron")
        refused = await rig.send("POST", f"{service_path(service)}/actions/stop")
        assert await rig.service("shop-prod", "cron") == service
    assert refused.status_code == 412
    assert refused.json()["message"] == "cron is stopped and can't be stopped now."


async def test_start_runs_what_is_deployed_not_what_is_pending(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "worker")
        await act(rig, service, "stop")
        await rig.settle(service_path(service), "stopped")
        await act(rig, service, "start")
        started = await rig.settle(service_path(service), "running")
        assert rig.runtime.specs[service["id"]].image == service["deployedState"]["image"]
    assert started["requiresRecreate"]


async def test_pull_creates_anew_unless_that_is_skipped(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "worker")
        path = f"{service_path(service)}/actions/pull"
        assert (await rig.send("POST", path, params={"skipRecreate": "true"})).status_code == 204
        assert (await rig.service("shop-prod", "worker"))["requiresRecreate"]
        assert (await rig.send("POST", path)).status_code == 204
        pulled = await rig.settle(service_path(service), "running")
    assert not pulled["requiresRecreate"]
    assert pulled["deployedState"]["image"] == service["pendingState"]["image"]


async def test_a_failed_service_that_never_ran_here_is_started_by_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "cron")
        rig.runtime.tell(service["id"], ServiceStatus.ERROR, "exited with code 1")
        assert await act(rig, service, "restart") == 204
        await rig.settle(service_path(service), "running")


async def test_a_spec_carries_all_that_is_declared(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
        service = {
            "image": "stackdeck/shell:1",
            "description": "Shell",
            "command": ["sleep", "1"],
            "entrypoint": ["nice"],
            "environment": {"A": "1"},
            "ports": ["8080:80/tcp"],
            "volumes": ["data:/data", f"/home/{stack['prefix']}/files:/files"],
            "restartPolicy": "on-failure",
            "deploy": {"resources": {"limits": {"memory": "64m"}}},
        }
        body = {"services": {"sh": service}, "volumes": {"data": {"name": "data"}}}
        made = (await rig.send("PUT", f"/v2/stacks/{stack['id']}", json=body)).json()
        spec: ServiceSpec = rig.runtime.specs[made["services"][0]["id"]]
    assert (spec.name, spec.image, spec.restart_policy) == ("sh", "stackdeck/shell:1", "on-failure")
    assert (spec.command, spec.entrypoint, spec.environment) == (("sleep", "1"), ("nice",), {"A": "1"})
    assert (spec.ports, spec.memory_bytes) == (("8080:80/tcp",), 64 * 1024**2)
    volume = tmp_path / "volumes" / made["volumes"][0]["id"]
    files = tmp_path / "projects" / stack["prefix"] / "files"
    assert spec.volumes == ((volume, "/data"), (files, "/files"))
    for folder in (volume, files, files.parent, volume.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_the_short_id_names_a_service(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        found = await rig.get(f"/v2/stacks/{service['stackId']}/services/{service['shortId']}")
    assert found == service


async def test_a_service_is_found_in_its_own_stack_only(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        other = await rig.stack("intranet")
        elsewhere = await rig.send("GET", f"/v2/stacks/{other['id']}/services/{service['id']}")
        nowhere = await rig.send("GET", f"/v2/stacks/{uuid4()}/services/{service['id']}")
        for path in ("logs", "actions/start", "actions/pull"):
            method = "GET" if path == "logs" else "POST"
            unknown = f"/v2/stacks/{other['id']}/services/{uuid4()}/{path}"
            assert (await rig.send(method, unknown)).status_code == 404
    assert elsewhere.status_code == 404
    assert nowhere.status_code == 403


async def test_lists_are_filtered_and_sorted(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("shop-prod")
        path = f"/v2/projects/{project['shortId']}/services"
        everything = await rig.get(path)
        stopped = await rig.get(path, status="stopped")
        drifted = await rig.get(path, requiresRecreate="true")
        of_stack = await rig.get(path, stackId=(await rig.stack("shop-prod", "observability"))["id"])
        found = await rig.get("/v2/services", searchTerm="STOREFRONT", sortOrder="descriptionAsc")
        sorted_down = await rig.get(path, sortOrder="descriptionDesc")
        unknown = await rig.send("GET", path, params={"status": "asleep"})
    assert len(everything) == 8
    assert [each["serviceName"] for each in stopped] == ["cron"]
    assert [each["serviceName"] for each in drifted] == ["worker"]
    assert [each["serviceName"] for each in of_stack] == ["collector", "access-log"]
    assert [each["serviceName"] for each in found] == ["web", "web"]
    titles = [each["description"].casefold() for each in sorted_down]
    assert titles == sorted(titles, reverse=True)
    assert unknown.json()["validationErrors"][0]["path"] == "status"


async def test_logs_are_the_last_lines_as_bytes(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("shop-prod", "web")
        rig.runtime.lines[service["id"]] = b'{"a": 1}\n\x1b[31mred\xff\nlast\n'
        path = f"{service_path(service)}/logs"
        whole = await rig.send("GET", path)
        tail = await rig.send("GET", path, params={"tail": 1})
        for wrong in ("-1", "many", "1" * 30):
            assert (await rig.send("GET", path, params={"tail": wrong})).status_code == 400
    assert whole.content == b'{"a": 1}\n\x1b[31mred\xff\nlast\n'
    assert whole.headers["content-type"].startswith("text/plain")
    assert tail.content == b"last\n"


async def test_what_the_runtime_tells_of_a_deleted_service_is_forgotten(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("intranet", "wiki")
        await rig.send("PATCH", f"/v2/stacks/{service['stackId']}", json={"services": {"wiki": {}}})
        rig.runtime.tell(service["id"], ServiceStatus.STOPPED, "too late")
        assert [each["serviceName"] for each in (await rig.stack("intranet"))["services"]] == ["backup"]


async def test_a_message_of_any_characters_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        service = await rig.service("intranet", "wiki")
        rig.runtime.tell(service["id"], ServiceStatus.ERROR, "[bold]\x1b[31m \udcff \u202e")
        told = await rig.get(service_path(service))
    assert told["message"] == "[bold]\x1b[31m ? \u202e"
