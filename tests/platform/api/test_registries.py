"""Registries: presets, writes, and that a login is looked at and told to nobody."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from uuid import uuid4

import pytest

from tests.platform.api.rig import Json, Rig, running
from tests.platform.fakes import FakeRuntime
from tests.platform.registries.registry import PASSWORD, USERNAME, small_registry
from tui.platform.api.background import Background
from tui.platform.api.control import Control
from tui.platform.api.logins import Logins
from tui.platform.store.mint import Mint
from tui.platform.store.outside import RegistryRecord
from tui.platform.store.store import FILE_NAME

RIGHT = {"username": USERNAME, "password": PASSWORD}
WRONG = {"username": USERNAME, "password": "not-the-password"}


async def registries_of(rig: Rig, project: str = "shop-prod", **query: str) -> Json:
    return await rig.get(f"/v2/projects/{(await rig.project(project))['shortId']}/registries", **query)


async def created(rig: Rig, uri: str, credentials: Json = None) -> Json:
    project = await rig.project("shop-prod")
    body = {"uri": uri, "description": "Ours"} | ({"credentials": credentials} if credentials else {})
    response = await rig.send("POST", f"/v2/projects/{project['id']}/registries", json=body)
    assert response.status_code == 201, response.text
    return response.json()


async def looked_at_all(data: Path) -> dict[str, RegistryRecord]:
    """The registries by their paths after a round of asking all of them."""
    control = Control(data, FakeRuntime(), lag=0, mint=Mint())
    store = control.open()
    await Logins(control, Background()).look_at_all()
    store.close()
    return {f"/v2/registries/{each.id}": each for each in store.world.registries.values()}


def files_with(text: str, folder: Path) -> set[str]:
    """The names of the files that hold *text*."""
    return {file.name for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()}


def modes_of_the_database(folder: Path) -> set[int]:
    return {file.stat().st_mode & 0o777 for file in folder.iterdir() if file.name.startswith(FILE_NAME)}


async def test_every_project_begins_with_the_three_presets(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for project in ("shop-prod", "shop-stage", "intranet"):
            listed = await registries_of(rig, project)
            assert [each["uri"] for each in listed] == ["index.docker.io", "registry.gitlab.com", "ghcr.io"]
            assert not any("credentials" in each for each in listed)
        assert await rig.get(f"/v2/registries/{listed[0]['id']}") == listed[0]
        assert await registries_of(rig, hasCredentials="true") == []
        assert len(await registries_of(rig, hasCredentials="false")) == 3


@pytest.mark.parametrize("scheme", ["basic", "bearer"])
async def test_right_and_wrong_credentials_flip_valid(tmp_path: Path, scheme: str) -> None:
    async with small_registry(scheme) as registry, running(tmp_path) as rig:
        ours = await created(rig, registry.uri, RIGHT)
        assert ours["credentials"] == {"username": USERNAME, "valid": True}
        path = f"/v2/registries/{ours['id']}"
        for credentials, valid in ((WRONG, False), (RIGHT, True)):
            assert (await rig.send("PATCH", path, json={"credentials": credentials})).status_code == 204
            assert (await rig.get(path))["credentials"] == {"username": USERNAME, "valid": valid}
        assert await registries_of(rig, hasCredentials="true") == [await rig.get(path)]
        await rig.send("PATCH", path, json={"credentials": None})
        assert "credentials" not in await rig.get(path)
        assert await registries_of(rig, hasCredentials="true") == []


async def test_registries_are_asked_again_at_the_start_and_now_and_then(tmp_path: Path) -> None:
    async with small_registry() as registry:
        async with running(tmp_path) as rig:
            path = f"/v2/registries/{(await created(rig, registry.uri, RIGHT))['id']}"
        registry.was_asked.clear()
        async with running(tmp_path):
            await asyncio.wait_for(registry.was_asked.wait(), 5)
        registry.password = "another one"
        assert (await looked_at_all(tmp_path))[path].valid is False
        registry.password = PASSWORD
        assert (await looked_at_all(tmp_path))[path].valid is True
    assert (await looked_at_all(tmp_path))[path].valid is True


async def test_a_registry_that_is_away_leaves_what_is_known(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        async with small_registry() as registry:
            path = f"/v2/registries/{(await created(rig, registry.uri, RIGHT))['id']}"
        await rig.send("PATCH", path, json={"description": "Away"})
        assert (await rig.get(path))["credentials"]["valid"]
        await rig.send("PATCH", path, json={"credentials": RIGHT | {"username": "else"}})
        assert not (await rig.get(path))["credentials"]["valid"]


async def test_credentials_do_not_go_along_to_another_host(tmp_path: Path) -> None:
    async with small_registry() as registry, small_registry() as other, running(tmp_path) as rig:
        path = f"/v2/registries/{(await created(rig, registry.uri, RIGHT))['id']}"
        refused = await rig.send("PATCH", path, json={"uri": other.uri})
        assert refused.status_code == 400
        assert refused.json()["validationErrors"][0]["path"] == "credentials"
        assert other.asked == []
        assert (await rig.send("PATCH", path, json={"uri": other.uri, "credentials": RIGHT})).status_code == 204
        assert (await rig.get(path))["uri"] == other.uri
        assert (await rig.send("PATCH", path, json={"uri": registry.uri, "credentials": None})).status_code == 204


async def test_a_password_stands_in_the_one_column_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "a very secret word"
    async with small_registry("bearer") as registry, running(tmp_path) as rig:
        registry.password = secret
        login = {"username": USERNAME, "password": secret}
        ours = await created(rig, registry.uri, login)
        path = f"/v2/registries/{ours['id']}"
        answers = [await rig.send("GET", path), await rig.send("PATCH", path, json={"credentials": login})]
        answers += [await rig.send("PATCH", path, json={"credentials": {"password": secret}, "uri": secret})]
        answers += [await rig.send("PATCH", path, content=f'{{"credentials": "{secret}')]
        holding, modes = files_with(secret, tmp_path), modes_of_the_database(tmp_path)
        await rig.send("PATCH", path, json={"credentials": None})
        left = files_with(secret, tmp_path)
    assert not any(secret in answer.text for answer in answers)
    assert secret not in caplog.text
    assert holding <= {FILE_NAME, f"{FILE_NAME}-wal"}
    assert modes == {0o600}
    assert left == set()


async def test_a_host_is_there_once_in_a_project(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project, other = await rig.project("shop-prod"), await rig.project("intranet")
        body = {"uri": "GHCR.io", "description": "Again"}
        refused = await rig.send("POST", f"/v2/projects/{project['id']}/registries", json=body)
        assert refused.status_code == 409
        assert "GitHub" in refused.json()["message"]
        hub = (await registries_of(rig))[0]
        assert (await rig.send("PATCH", f"/v2/registries/{hub['id']}", json={"uri": "ghcr.io"})).status_code == 409
        assert (await rig.send("DELETE", f"/v2/registries/{hub['id']}")).status_code == 204
        assert len(await registries_of(rig)) == 2
        assert len(await registries_of(rig, "intranet")) == 3
        body = {"uri": "registry.example:5000", "description": "Own"}
        assert (await rig.send("POST", f"/v2/projects/{other['shortId']}/registries", json=body)).status_code == 201
    async with running(tmp_path) as rig:
        assert [each["uri"] for each in await registries_of(rig)] == ["registry.gitlab.com", "ghcr.io"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"uri": "https://ghcr.io"}, "uri"),
        ({"uri": ""}, "uri"),
        ({"uri": None}, "uri"),
        ({"description": ""}, "description"),
        ({"credentials": {"username": "a:b", "password": "x"}}, "credentials.username"),
        ({"credentials": {"username": "", "password": "x"}}, "credentials.username"),
        ({"credentials": {"username": "a"}}, "credentials.password"),
        ({"credentials": {"username": "a", "password": ""}}, "credentials.password"),
        ({"credentials": {"username": "a", "password": "a\nb"}}, "credentials.password"),
    ],
)
async def test_what_can_not_be_is_refused_with_its_path(tmp_path: Path, body: Json, path: str) -> None:
    async with running(tmp_path) as rig:
        (hub, *_) = before = await registries_of(rig)
        project = await rig.project("shop-prod")
        whole = {"uri": "registry.example", "description": "x"} | body
        changed = await rig.send("PATCH", f"/v2/registries/{hub['id']}", json=body)
        new = await rig.send("POST", f"/v2/projects/{project['id']}/registries", json=whole)
        for refused in (changed, new):
            assert refused.status_code == 400
            assert [each["path"] for each in refused.json()["validationErrors"]] == [path]
        assert await registries_of(rig) == before


async def test_an_unknown_registry_is_forbidden_and_an_empty_change_is_none(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (hub, *_) = await registries_of(rig)
        for method in ("GET", "PATCH", "DELETE"):
            assert (await rig.send(method, f"/v2/registries/{uuid4()}")).status_code == 403
        assert (await rig.send("PATCH", f"/v2/registries/{hub['id']}")).status_code == 204
        assert (await rig.send("PATCH", f"/v2/registries/{hub['id']}", json={})).status_code == 204
        assert await rig.get(f"/v2/registries/{hub['id']}") == hub
