"""Projects, servers, the user, and the paging that all lists share."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platform.api.rig import running
from tui.platform.api.paging import Paging


async def test_a_new_platform_lists_its_fleet(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        projects = await rig.get("/v2/projects")
        stacks = await rig.get("/v2/stacks")
    assert [each["description"] for each in projects] == ["shop-prod", "shop-stage", "intranet"]
    services = [service for stack in stacks for service in stack["services"]]
    assert len(services) == 13
    assert sum(service["status"] == "stopped" for service in services) == 2
    assert sum(service["requiresRecreate"] for service in services) == 1


async def test_a_project_is_found_by_both_ids_and_an_unknown_one_is_forbidden(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        project = await rig.project("intranet")
        by_id = await rig.get(f"/v2/projects/{project['id']}")
        by_short_id = await rig.get(f"/v2/projects/{project['shortId']}")
        for unknown in (str(uuid4()), "p-zzzzzz", "x"):
            for path in ("", "/stacks", "/services", "/volumes"):
                assert (await rig.send("GET", f"/v2/projects/{unknown}{path}")).status_code == 403
    assert by_id == by_short_id
    assert by_id["clusterId"]
    assert by_id["clusterDomain"]


async def test_projects_are_searched_sorted_and_filtered(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (server,) = await rig.get("/v2/servers")
        down = await rig.get("/v2/projects", sort="description", order="desc")
        shops = await rig.get("/v2/projects", searchTerm="SHOP", serverId=server["id"])
        others = await rig.get("/v2/projects", customerId="somebody")
        assert (await rig.send("GET", "/v2/projects", params={"sort": "size"})).status_code == 400
    assert [each["description"] for each in down] == ["shop-stage", "shop-prod", "intranet"]
    assert [each["description"] for each in shops] == ["shop-prod", "shop-stage"]
    assert others == []


async def test_the_server_is_found_by_both_ids(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        (server,) = await rig.get("/v2/servers")
        assert await rig.get(f"/v2/servers/{server['shortId']}") == server
        assert await rig.get(f"/v2/servers/{server['id']}") == server
        assert (await rig.send("GET", "/v2/servers/s-zzzzzz")).status_code == 404
        assert await rig.get("/v2/servers", searchTerm="no such server") == []


async def test_the_user_is_the_same_after_a_restart_and_the_session_is_another(tmp_path: Path) -> None:
    sessions = []
    for _ in range(2):
        async with running(tmp_path) as rig:
            sessions.append(await rig.get("/v2/users/self/sessions/current/status"))
            user = await rig.get("/v2/users/self")
            assert await rig.get(f"/v2/users/{user['userId']}") == user
            assert (await rig.send("GET", f"/v2/users/{uuid4()}")).status_code == 404
    assert sessions[0]["userId"] == sessions[1]["userId"] == user["userId"]
    assert UUID(sessions[0]["tokenId"]) != UUID(sessions[1]["tokenId"])


async def test_a_list_comes_in_pages(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        names = [each["id"] for each in await rig.get("/v2/services")]
        second = await rig.send("GET", "/v2/services", params={"limit": 5, "page": 2})
        skipped = await rig.send("GET", "/v2/services", params={"limit": 5, "skip": 12, "page": 1})
        whole = await rig.send("GET", "/v2/services")
    assert [each["id"] for each in second.json()] == names[5:10]
    paging = {name: second.headers[f"x-pagination-{name}"] for name in ("limit", "skip", "page", "totalcount")}
    assert paging == {"limit": "5", "skip": "5", "page": "2", "totalcount": "13"}
    assert [each["id"] for each in skipped.json()] == names[12:]
    assert whole.headers["x-pagination-limit"] == "1000"


@pytest.mark.parametrize("query", [{"limit": -1}, {"limit": "many"}, {"skip": -1}, {"page": -1}, {"limit": 10**20}])
async def test_paging_that_can_not_be_is_refused(tmp_path: Path, query: dict[str, int | str]) -> None:
    async with running(tmp_path) as rig:
        refused = await rig.send("GET", "/v2/services", params=query)
    assert refused.status_code == 400
    assert refused.json()["validationErrors"][0]["path"] in query


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 10))
def test_the_pages_of_a_list_are_the_list(numbers: list[int], limit: int) -> None:
    items = [str(number).encode() for number in numbers]
    for by_page in (True, False):
        pages = [
            Paging(limit, None, 1 + step) if by_page else Paging(limit, step * limit, None)
            for step in range(len(items) // limit + 1)
        ]
        bodies = [bytes(page.answer(items).body)[1:-1] for page in pages]
        assert b",".join(filter(None, bodies)) == b",".join(items)


def test_no_items_are_asked_for_and_none_are_given() -> None:
    answer = Paging(0, None, None).answer([b"1", b"2"])
    assert answer.body == b"[]"
    assert answer.headers["x-pagination-totalcount"] == "2"


async def test_the_configuration_of_an_image_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        config = await rig.get("/v2/container-image-config", imageReference="stackdeck/web:1.4.2")
        unknown = await rig.send("GET", "/v2/container-image-config", params={"imageReference": "mysql:8"})
        missing = await rig.send("GET", "/v2/container-image-config")
    assert [each["port"] for each in config["exposedPorts"]] == ["8080/tcp"]
    assert unknown.status_code == 404
    assert "stackdeck/web" in unknown.json()["message"]
    assert missing.json()["validationErrors"][0]["path"] == "imageReference"
