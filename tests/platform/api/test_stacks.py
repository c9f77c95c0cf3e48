"""Reading and writing stacks over HTTP."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from tests.platform.api.rig import Json, Rig, running, service_path
from tui.platform.store.database import Database

WEB = {"image": "stackdeck/web:2", "description": "Web"}


def declared(stack: Json) -> Json:
    """What a PUT would have to say to change nothing."""
    services = {}
    for each in stack.get("services", []):
        state = dict(each["pendingState"])
        state["environment"] = state.pop("envs", {})
        services[each["serviceName"]] = {**state, "description": each["description"], "deploy": each.get("deploy", {})}
    return {
        "services": services,
        "volumes": {each["name"]: {"name": each["name"]} for each in stack.get("volumes", [])},
    }


async def put(rig: Rig, stack: Json, body: Json) -> Json:
    response = await rig.send("PUT", f"/v2/stacks/{stack['id']}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


async def patch(rig: Rig, stack: Json, body: Json, **query: str) -> Json:
    response = await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json=body, params=query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_every_project_has_a_default_stack_with_its_own_id(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for project in await rig.get("/v2/projects"):
            stack = await rig.stack(project["description"])
            assert stack["id"] == stack["projectId"] == project["id"]
            assert stack["prefix"] == project["shortId"]


async def test_an_empty_platform_has_one_project_without_services(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
    assert stack["description"] == "default"
    assert "services" not in stack
    assert "volumes" not in stack


async def test_an_unknown_stack_is_forbidden_and_an_id_that_is_none_is_invalid(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("shop-prod")
        for method, body in (("GET", None), ("PUT", {}), ("PATCH", {}), ("DELETE", None)):
            assert (await rig.send(method, f"/v2/stacks/{uuid4()}", json=body)).status_code == 403
            refused = await rig.send(method, f"/v2/stacks/{project['shortId']}", json=body)
            assert refused.status_code == 400
            assert refused.json()["validationErrors"][0]["path"] == "stackId"


async def test_put_of_what_is_there_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        again = await put(rig, stack, declared(stack))
    assert again == stack


async def test_put_deletes_a_service_left_out_and_only_detaches_a_volume_left_out(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        body = declared(stack)
        gone = next(each for each in stack["services"] if each["serviceName"] == "search")
        del body["services"]["search"], body["volumes"]["search-index"]
        after = await put(rig, stack, body)
        assert rig.runtime.removed == [gone["id"]]
        assert (await rig.send("GET", service_path(gone))).status_code == 404
    assert "search" not in [each["serviceName"] for each in after["services"]]
    volume = next(each for each in after["volumes"] if each["name"] == "search-index")
    assert volume["orphaned"]
    assert "linkedServices" not in volume


async def test_put_leaves_description_and_schedule_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod", "observability")
        schedule = {"cron": "0 3 * * *", "timezone": "Europe/Berlin"}
        await patch(rig, stack, {"description": "metrics", "updateSchedule": schedule})
        after = await put(rig, stack, {"services": {"web": WEB}})
    assert after["description"] == "metrics"
    assert after["updateSchedule"] == schedule


async def test_a_schedule_is_removed_by_null_and_kept_when_left_out(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        assert (await patch(rig, stack, {"updateSchedule": {"cron": "0 3 * * 1-5"}}))["updateSchedule"]
        assert (await patch(rig, stack, {}))["updateSchedule"]
        assert "updateSchedule" not in await patch(rig, stack, {"updateSchedule": None})


async def test_a_new_service_starts_by_itself(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
        after = await patch(rig, stack, {"services": {"web": WEB}})
        service = after["services"][0]
        assert service["shortId"].startswith("c-")
        running_service = await rig.settle(service_path(service), "running")
    assert running_service["pendingState"] == running_service["deployedState"] == {"image": "stackdeck/web:2"}
    assert not running_service["requiresRecreate"]


async def test_an_unknown_image_ends_in_error_with_a_message(tmp_path: Path) -> None:
    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
        service = (await patch(rig, stack, {"services": {"db": {**WEB, "image": "mysql"}}}))["services"][0]
        failed = await rig.settle(service_path(service), "error")
    assert "mysql" in failed["message"]


async def test_a_change_is_drift_until_the_service_is_recreated(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        service = await rig.service("shop-prod", "web")
        path = service_path(service)
        await patch(rig, stack, {"services": {"web": {"image": "stackdeck/web:9"}}})
        drifted = await rig.get(path)
        assert drifted["requiresRecreate"]
        assert drifted["status"] == "running"
        assert drifted["pendingState"]["image"] == "stackdeck/web:9"
        assert drifted["deployedState"] == service["deployedState"]
        await rig.send("POST", f"{path}/actions/restart")
        assert (await rig.settle(path, "running"))["requiresRecreate"]
        await rig.send("POST", f"{path}/actions/recreate")
        recreated = await rig.settle(path, "running")
    assert not recreated["requiresRecreate"]
    assert recreated["deployedState"] == recreated["pendingState"] == drifted["pendingState"]


async def test_limits_and_restart_policy_are_drift_too(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        path = service_path(await rig.service("shop-prod", "mailer"))
        limits = {"deploy": {"resources": {"limits": {"cpus": "0.5", "memory": "64m"}}}, "restartPolicy": "no"}
        await patch(rig, stack, {"services": {"mailer": limits}})
        changed = await rig.get(path)
        await patch(rig, stack, {"services": {"mailer": {"deploy": {"resources": {}}}}}, recreate="true")
        without = await rig.settle(path, "running")
    assert changed["requiresRecreate"]
    assert changed["deploy"] == limits["deploy"]
    assert changed["restartPolicy"] == "no"
    assert "deploy" not in without
    assert not without["requiresRecreate"]


async def test_recreate_applies_a_patch_at_once_to_what_it_names(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        body = {"services": {"web": {"image": "stackdeck/web:9"}}}
        after = await patch(rig, stack, body, recreate="true")
        web = next(each for each in after["services"] if each["serviceName"] == "web")
        settled = await rig.settle(service_path(web), "running")
        worker = await rig.service("shop-prod", "worker")
    assert settled["deployedState"]["image"] == "stackdeck/web:9"
    assert worker["requiresRecreate"]


async def test_recreate_leaves_a_stopped_service_stopped_with_the_change_ready(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        await patch(rig, stack, {"services": {"cron": {"image": "stackdeck/ticker:2"}}}, recreate="true")
        cron = await rig.service("shop-prod", "cron")
    assert cron["status"] == "stopped"
    assert cron["deployedState"]["image"] == "stackdeck/ticker:2"
    assert not cron["requiresRecreate"]


async def test_the_old_name_of_the_environment_is_taken(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod")
        after = await patch(rig, stack, {"services": {"cron": {"envs": {"A": "1"}}}})
        cron = next(each for each in after["services"] if each["serviceName"] == "cron")
    assert cron["pendingState"]["envs"] == {"A": "1"}


async def test_a_stack_is_created_and_deleted_with_all_that_is_in_it(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("intranet")
        made = await rig.send("POST", f"/v2/projects/{project['shortId']}/stacks", json={"description": "blog"})
        assert made.status_code == 201
        stack = made.json()
        service = {**WEB, "volumes": ["posts:/srv"]}
        after = await put(rig, stack, {"services": {"web": service}, "volumes": {"posts": {"name": "posts"}}})
        folder = tmp_path / "volumes" / after["volumes"][0]["id"]
        (folder / "post.txt").write_text("hello")
        assert (await rig.send("DELETE", f"/v2/stacks/{stack['id']}")).status_code == 204
        assert (await rig.send("GET", f"/v2/stacks/{stack['id']}")).status_code == 403
        assert rig.runtime.removed == [after["services"][0]["id"]]
    assert not folder.exists()


async def test_the_default_stack_is_neither_deleted_nor_renamed(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("intranet")
        path = f"/v2/stacks/{stack['id']}"
        assert (await rig.send("DELETE", path)).status_code == 400
        renamed = await rig.send("PATCH", path, json={"description": "wiki", "services": {"wiki": {}}})
        assert renamed.json()["validationErrors"][0]["path"] == "description"
        assert (await rig.stack("intranet"))["services"] == stack["services"]
        assert (await rig.send("PATCH", path, json={"description": "default"})).status_code == 200


async def test_templates_are_not_known(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("intranet")
        body = {"description": "x", "templateConfig": {"templateId": "wordpress"}}
        assert (await rig.send("POST", f"/v2/projects/{project['id']}/stacks", json=body)).status_code == 404


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"\xff\xfe", "body"),
        (b'{"services": {"web": {"image": "\\ud800"}}}', "body"),
        (b"[]", "body"),
        (b'{"services": []}', "services"),
        (b'{"services": {"web": null}}', "services.web"),
        (b'{"services": {"web": {"environment": {"PORT": 80}}}}', "services.web.environment.PORT"),
        (b'{"services": {"web": {"ports": "80"}}}', "services.web.ports"),
        (b'{"services": {"web": {"image": null}}}', "services.web.image"),
        (b'{"services": {"web": {"restartPolicy": "sometimes"}}}', "services.web.restartPolicy"),
        (
            b'{"services": {"web": {"deploy": {"resources": {"limits": {"memory": 512}}}}}}',
            "services.web.deploy.resources.limits.memory",
        ),
        (b'{"volumes": {"data": "x"}}', "volumes.data"),
        (b'{"updateSchedule": {"timezone": "UTC"}}', "updateSchedule.cron"),
        (b"[" * 100_000, "body"),
    ],
)
async def test_a_body_of_the_wrong_shape_is_refused_with_the_path(tmp_path: Path, text: bytes, path: str) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("intranet")
        refused = await rig.send("PATCH", f"/v2/stacks/{stack['id']}", content=text)
        assert await rig.stack("intranet") == stack
    assert refused.status_code == 400
    assert refused.json()["validationErrors"][0]["path"] == path


async def test_a_write_that_can_not_be_saved_is_refused_and_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with running(tmp_path, empty=True) as rig:
        (stack,) = await rig.get("/v2/stacks")
        monkeypatch.setattr(Database, "write", full)
        refused = await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json={"services": {"web": WEB}})
        monkeypatch.undo()
        assert await rig.get("/v2/stacks") == [stack]
        assert rig.runtime.specs == {}
    assert refused.status_code == 500
    assert refused.json()["message"] == "The platform can't save its state: database or disk is full."


async def test_search_finds_stacks_by_name(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("shop-prod")
        everywhere = await rig.get("/v2/stacks", searchTerm="OBSERV")
        here = await rig.get(f"/v2/projects/{project['id']}/stacks", searchTerm="nothing")
    assert [each["description"] for each in everywhere] == ["observability"]
    assert here == []
