"""Every answer of the platform against the contract: each operation, done and refused in each way it can be."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.contract.document import check_answer, check_request, need_contract, operation_of, operations
from tests.platform.api.rig import Rig, running, service_path

OPERATIONS = 44
"""What the contract has, and so what the platform has."""


@pytest.fixture(autouse=True)
def _contract() -> None:
    need_contract()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(tmp_path) as rig:
        yield rig


async def examples(rig: Rig) -> list[tuple[str, str, object]]:
    """A request for each operation that is done, in an order in which all of them can be."""
    project = await rig.project("shop-prod")
    stack = await rig.stack("shop-prod", "observability")
    web = service_path(await rig.service("shop-prod", "web"))
    cron = service_path(await rig.service("shop-prod", "cron"))
    volume = (await rig.stack("shop-prod"))["volumes"][0]
    hub = (await rig.get(f"/v2/projects/{project['id']}/registries"))[0]
    domains = await rig.get("/v2/ingresses", projectId=project["id"])
    store = f"/v2/ingresses/{domains[1]['id']}"
    component = {"templateConfig": {"templateId": "search", "userInputs": [{"name": "interval", "value": "1"}]}}
    (server,) = await rig.get("/v2/servers")
    detached = {"volumes": {"spare": {"name": "spare"}}}
    at = f"/v2/projects/{project['id']}"
    spare = (await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json=detached)).json()["volumes"][0]
    service = {"image": "stackdeck/web:1", "description": "Web", "ports": ["80/tcp"], "environment": {"A": "b"}}
    return [
        ("GET", "/v2/projects", None),
        ("GET", at, None),
        ("GET", "/v2/servers", None),
        ("GET", f"/v2/servers/{server['id']}", None),
        ("GET", "/v2/users/self", None),
        ("GET", "/v2/users/self/sessions/current/status", None),
        ("GET", "/v2/stacks", None),
        ("GET", f"{at}/stacks", None),
        ("POST", f"{at}/stacks", {"description": "new"}),
        ("POST", f"{at}/stacks", {"description": "new", "templateConfig": {"templateId": "web-app"}}),
        ("GET", "/v2/container-templates?type=standalone&sortOrder=trendAll", None),
        ("GET", "/v2/container-templates/wiki", None),
        ("GET", "/v2/container-templates/wiki/assets/icon.svg", None),
        ("POST", f"/v2/stacks/{stack['id']}/actions/add-template-component", component),
        ("GET", f"/v2/stacks/{stack['id']}", None),
        ("PUT", f"/v2/stacks/{stack['id']}", {"services": {"web": service}, "volumes": {"a": {"name": "a"}}}),
        ("PATCH", f"/v2/stacks/{stack['id']}?recreate=true", {"services": {"web": {"command": ["x"]}}}),
        ("GET", "/v2/services", None),
        ("GET", f"{at}/services?status=running&requiresRecreate=false", None),
        ("GET", web, None),
        ("GET", f"{web}/logs?tail=10", None),
        ("POST", f"{cron}/actions/start", None),
        ("POST", f"{cron}/actions/stop", None),
        ("POST", f"{web}/actions/recreate", None),
        ("POST", f"{web}/actions/pull?skipRecreate=true", None),
        ("GET", f"{at}/volumes", None),
        ("GET", f"/v2/stacks/{volume['stackId']}/volumes?sortOrder=storageAsc", None),
        ("GET", f"/v2/stacks/{volume['stackId']}/volumes/{volume['id']}", None),
        ("DELETE", f"/v2/stacks/{stack['id']}/volumes/{spare['id']}", None),
        ("GET", "/v2/container-image-config?imageReference=stackdeck/web:1", None),
        ("DELETE", f"/v2/stacks/{stack['id']}", None),
        ("GET", f"{at}/registries?hasCredentials=false", None),
        ("POST", f"{at}/registries", {"uri": "registry.example", "description": "Ours"}),
        ("GET", f"/v2/registries/{hub['id']}", None),
        ("PATCH", f"/v2/registries/{hub['id']}", {"description": "Hub"}),
        ("DELETE", f"/v2/registries/{hub['id']}", None),
        ("GET", f"/v2/ingresses?projectId={project['id']}&hostnameSubstring=store", None),
        ("POST", "/v2/ingresses", {"hostname": "bücher.localhost", "projectId": project["id"], "paths": []}),
        ("GET", store, None),
        ("PATCH", f"{store}/paths", [{"path": "/docs", "target": {"url": "https://docs.example/"}}]),
        ("PATCH", f"{store}/tls", {"acme": False}),
        ("POST", f"{store}/actions/verify-ownership", None),
        ("DELETE", store, None),
    ]


async def send(rig: Rig, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
    """Send a request and check its answer."""
    content = None if body is None else json.dumps(body)
    kind = {} if body is None else {"content-type": "application/json"}
    response = await rig.client.request(method, path, content=content, headers={**kind, **headers})
    check_answer(response)
    return response


async def test_every_operation_of_the_contract_is_there_and_answers_as_it_says(rig: Rig) -> None:
    seen = set()
    for method, path, body in await examples(rig):
        response = await send(rig, method, path, body)
        check_request(response.request)
        assert response.is_success, (method, path, response.text)
        seen.add(operation_of(response))
    restarted = await rig.service("shop-stage", "web")
    await rig.settle(service_path(restarted), "running")
    seen.add(operation_of(await send(rig, "POST", f"{service_path(restarted)}/actions/restart")))
    default = (await rig.get("/v2/ingresses"))[0]
    refused = await send(rig, "POST", f"/v2/ingresses/{default['id']}/actions/request-acme-certificate-issuance")
    assert refused.status_code == 412, "no certificate can be issued on one's own machine"
    seen.add(operation_of(refused))
    assert seen == {name for _, _, name in operations()}
    assert len(seen) == OPERATIONS


async def test_every_refusal_has_the_shape_of_the_contract(rig: Rig) -> None:
    requests = await examples(rig)
    for method, path, body in requests:
        nowhere = "/".join(str(uuid4()) if _is_id(part) else part for part in path.split("?")[0].split("/"))
        garbled = "/".join("%00%ff!" if _is_id(part) else part for part in path.split("?")[0].split("/"))
        for target in {nowhere, garbled} - {path.split("?")[0]}:
            assert not (await send(rig, method, target, body)).is_success
        assert (await send(rig, method, path, body, **{"x-access-token": "wrong"})).status_code == 401
        assert (await send(rig, method, path, body, origin="http://evil.example")).status_code == 403
        if method == "GET":
            assert (await send(rig, method, path, **{"if-event-reached": "x"})).status_code == 400
        if body is not None:
            assert (await send(rig, method, path.split("?")[0], 5)).status_code == 400


async def test_a_query_that_can_not_be_is_refused_in_the_shape_of_the_contract(rig: Rig) -> None:
    for method, path, _ in await examples(rig):
        if method == "GET":
            for query in ("limit=x", "skip=-1", "tail=x", "sortOrder=x", "status=x", "stackId=x", "requiresRecreate=x"):
                await send(rig, method, f"{path}{'&' if '?' in path else '?'}{query}")


async def test_too_many_requests_and_late_events_are_told_in_the_shape_of_the_contract(tmp_path: Path) -> None:
    async with running(tmp_path / "limited", rate_limit=1) as rig:
        await send(rig, "GET", "/v2/projects")
        assert (await send(rig, "GET", "/v2/projects")).status_code == 429
    async with running(tmp_path / "late", hold=0) as rig:
        assert (await send(rig, "GET", "/v2/stacks", **{"if-event-reached": "99"})).status_code == 412


async def test_names_of_every_kind_come_back_as_they_were(rig: Rig) -> None:
    stack = await rig.stack("shop-prod", "observability")
    names = ["[bold]x[/]", "\x1b[31mred", "\u202egnirts", "🛒 shop", "a" * 255, "\r\n\t", "é", "\u0000"[:0] + '&<>"']
    key = "a" * 63
    for name in names:
        body = {
            "description": name,
            "services": {key: {"image": "a", "description": name, "environment": {name: name}}},
        }
        changed = await send(rig, "PATCH", f"/v2/stacks/{stack['id']}", body)
        assert changed.json()["description"] == name
        answered = next(each for each in changed.json()["services"] if each["serviceName"] == key)
        assert answered["pendingState"]["envs"] == {name: name}
        await rig.get("/v2/stacks")


def _is_id(part: str) -> bool:
    return len(part) == 36 and part.count("-") == 4
