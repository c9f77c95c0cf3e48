"""Templates: listed, shown, and used for stacks and parts of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.platform.api.rig import Json, Rig, running, service_path
from tui.platform.api.errors import Invalid
from tui.platform.api.requests import TemplateBody
from tui.platform.api.templates import answers_of
from tui.platform.templates.catalogue import TEMPLATES, find_template


async def names(rig: Rig, **query: str) -> list[str]:
    return [each["id"] for each in await rig.get("/v2/container-templates", **query)]


def config(template: str, **answers: str) -> Json:
    return {"templateId": template, "userInputs": [{"name": name, "value": value} for name, value in answers.items()]}


async def create(rig: Rig, template: Json, status: int = 201) -> Json:
    project = await rig.project("intranet")
    body = {"description": "new", "templateConfig": template}
    response = await rig.send("POST", f"/v2/projects/{project['id']}/stacks", json=body)
    assert response.status_code == status, response.text
    return response.json()


async def test_templates_are_listed_filtered_and_shown(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        assert await names(rig) == await names(rig, sortOrder="trendAll") == ["web-app", "wiki", "search"]
        assert await names(rig, type="component") == ["search"]
        assert await names(rig, category="storage") == ["wiki", "search"]
        assert await names(rig, searchTerm="hintergrund") == ["web-app"]
        assert await names(rig, limit="1", skip="1") == ["wiki"]
        whole = await rig.get("/v2/container-templates/web-app")
        assert whole["domains"] == [{"userInput": "domain", "service": "web", "port": "8080/tcp"}]
        assert whole == (await rig.get("/v2/container-templates"))[0]
        assert (await rig.send("GET", "/v2/container-templates/nope")).status_code == 404
        assert (await rig.send("GET", "/v2/container-templates?type=x")).status_code == 400


async def test_every_icon_is_there(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for each in await rig.get("/v2/container-templates"):
            icon = await rig.client.get(each["iconUrl"])
            assert icon.headers["content-type"].startswith("image/svg+xml")
            assert icon.text.startswith("<svg")
        missing = await rig.client.get("/v2/container-templates/web-app/assets/a/b.png")
        assert missing.status_code == 404


async def test_a_stack_is_made_with_its_services_and_its_domain(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await create(rig, config("web-app", version="2.0", domain="Shop.localhost"))
        assert stack["templateId"] == "web-app"
        web, worker = stack["services"]
        assert [web["serviceName"], worker["serviceName"]] == ["web", "worker"]
        assert web["pendingState"]["image"] == "stackdeck/web:2.0"
        assert worker["templateId"] == "web-app"
        assert worker["pendingState"]["envs"] == {"WEB_URL": "http://web:8080/", "INTERVAL": "2"}
        for each in (web, worker):
            await rig.settle(service_path(each), "running")
        (shop,) = await rig.get("/v2/ingresses", containerId=web["id"])
        assert shop["hostname"] == "shop.localhost"
        other = await create(rig, config("web-app"))
        secrets = {each["services"][0]["pendingState"]["envs"]["SESSION_SECRET"] for each in (stack, other)}
        assert len(secrets) == 2


async def test_a_single_service_with_a_volume(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await create(rig, config("wiki", title="Our [bold] wiki"))
        assert [each["description"] for each in stack["services"]] == ["Our [bold] wiki"]
        assert [each["name"] for each in stack["volumes"]] == ["pages"]
        assert stack["volumes"][0]["linkedServices"] == [stack["services"][0]["id"]]
        await rig.settle(service_path(stack["services"][0]), "running")
    assert (tmp_path / "volumes" / stack["volumes"][0]["id"]).is_dir()


async def test_a_part_joins_a_stack_once(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("intranet")
        at = f"/v2/stacks/{stack['id']}/actions/add-template-component"
        body = {"templateConfig": config("search", interval="5")}
        assert (await rig.send("POST", at, json=body)).status_code == 204
        added = await rig.service("intranet", "search")
        assert added["templateId"] == "search"
        assert added["pendingState"]["envs"] == {"INTERVAL": "5"}
        after = await rig.stack("intranet")
        assert [each["serviceName"] for each in after["services"]] == ["wiki", "backup", "search"]
        assert "templateId" not in after["services"][0]
        await rig.settle(service_path(added), "running")
        again = await rig.send("POST", at, json=body)
        assert again.status_code == 409
        await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json={"services": {"search": {}}})
        assert (await rig.send("POST", at, json=body)).status_code == 409, "its volume is there still"
        await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json={"volumes": {"search-index": {}}})
        assert (await rig.send("POST", at, json=body)).status_code == 204, "a detached volume is taken over"
        unknown = f"/v2/stacks/{uuid4()}/actions/add-template-component"
        assert (await rig.send("POST", unknown, json=body)).status_code == 403


async def test_each_kind_has_its_use(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        refused = await create(rig, config("search"), status=400)
        assert refused["validationErrors"][0]["path"] == "templateConfig.templateId"
        stack = await rig.stack("intranet")
        body = {"templateConfig": config("web-app")}
        wrong = await rig.send("POST", f"/v2/stacks/{stack['id']}/actions/add-template-component", json=body)
        assert wrong.json()["validationErrors"][0]["path"] == "templateConfig.templateId"
        await create(rig, config("nope"), status=404)
        assert len(await rig.get("/v2/stacks")) == 4


async def test_a_domain_that_is_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        refused = await create(rig, config("web-app", domain="wiki.localhost"), status=409)
        assert "intranet" in refused["message"]
        assert len(await rig.get("/v2/stacks")) == 4
        assert not any(each["hostname"] == "wiki.localhost" for each in (await rig.get("/v2/ingresses"))[:3])


@pytest.mark.parametrize(
    ("template", "inputs", "paths"),
    [
        ("web-app", [("nope", "1")], ["0.name"]),
        ("web-app", [("version", "1"), ("version", "2")], ["1.name"]),
        ("web-app", [("version", "a b"), ("interval", "soon")], ["0.value", "1.value"]),
        ("web-app", [("version", "1\n")], ["0.value"]),
        ("web-app", [("domain", "localhost")], ["0.value"]),
        ("web-app", [("domain", "a.1")], ["0.value"]),
        ("wiki", [], [""]),
        ("wiki", [("title", "")], [""]),
        ("wiki", [("title", "  ")], ["0.value"]),
        ("wiki", [("title", "x" * 101)], ["0.value"]),
    ],
)
def test_answers_that_can_not_be_are_refused_at_their_place(
    template: str, inputs: list[tuple[str, str]], paths: list[str]
) -> None:
    found = find_template(template)
    assert found is not None
    given = [{"name": name, "value": value} for name, value in inputs]
    with pytest.raises(Invalid) as refusal:
        answers_of(found, TemplateBody.model_validate({"templateId": template, "userInputs": given}))
    expected = [f"templateConfig.userInputs.{path}".rstrip(".") for path in paths]
    assert [each.path for each in refusal.value.problems] == expected


def test_every_default_is_an_answer_and_every_rule_a_schema() -> None:
    for template in TEMPLATES:
        assert {each.question for each in template.domains} <= {each.name for each in template.questions}
        for question in template.questions:
            schema = json.loads(question.schema)
            assert schema["type"] == "string"
            assert not question.default or re.search(schema["pattern"], question.default)
            assert not question.default or question.accepts(question.default)
