"""Ingresses: the default one, writes with their checks, and what the DNS says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.platform.api.rig import Json, Rig, running
from tests.platform.domains.nameserver import name_server


async def ingress(rig: Rig, hostname: str) -> Json:
    (found,) = [each for each in await rig.get("/v2/ingresses") if each["hostname"] == hostname]
    return found


async def connect(rig: Rig, hostname: str, *paths: Json, status: int = 201, project: str = "shop-prod") -> Json:
    body = {"hostname": hostname, "projectId": (await rig.project(project))["id"], "paths": list(paths)}
    response = await rig.send("POST", "/v2/ingresses", json=body)
    assert response.status_code == status, response.text
    return response.json()


async def to_web(rig: Rig, path: str = "/", port: str = "8080/tcp") -> Json:
    web = await rig.service("shop-prod", "web")
    return {"path": path, "target": {"container": {"id": web["id"], "portProtocol": port}}}


async def test_every_project_has_its_default_ingress_which_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for project in await rig.get("/v2/projects"):
            (default, *_) = await rig.get("/v2/ingresses", projectId=project["shortId"])
            assert default["isDefault"]
            assert default["hostname"] == f"{project['shortId']}.localhost"
            assert default["ownership"] == {"verified": True}
            assert default["paths"] == [{"path": "/", "target": {"useDefaultPage": True}}]
        refused = await rig.send("DELETE", f"/v2/ingresses/{default['id']}")
        assert refused.status_code == 400
        assert "default domain" in refused.json()["message"]


async def test_a_local_name_is_connected_and_works_at_once(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        created = await connect(rig, "Shop.localhost", await to_web(rig))
        assert created["ownership"] == {"verified": True}
        shop = await rig.get(f"/v2/ingresses/{created['id']}")
        assert shop["hostname"] == "shop.localhost"
        assert shop["paths"] == [await to_web(rig)]
        assert shop["dnsValidationErrors"] == []
        assert shop["ips"] == {"v4": ["127.0.0.1"], "v6": []}
        assert shop["tls"] == {"acme": False, "isCreated": False}
        assert (await rig.send("DELETE", f"/v2/ingresses/{created['id']}")).status_code == 204
        assert (await rig.send("GET", f"/v2/ingresses/{created['id']}")).status_code == 404


async def test_another_name_shows_what_is_missing_until_its_record_is_found(tmp_path: Path) -> None:
    async with name_server() as (server, dns), running(tmp_path, dns=dns) as rig:
        created = await connect(rig, "bücher.dev", await to_web(rig))
        at = f"/v2/ingresses/{created['id']}"
        record = created["ownership"]["txtRecord"]
        assert not created["ownership"]["verified"]
        assert (await rig.get(at))["dnsValidationErrors"] == ["ERROR_NO_A_RECORD"]
        refused = await rig.send("POST", f"{at}/actions/verify-ownership")
        assert refused.status_code == 412
        assert refused.json()["message"].startswith(f"bücher.dev needs the TXT record `{record}` and has none;")
        server.records["xn--bcher-kva.dev", "TXT"] = ['"something else"', f'"{record}"']
        assert (await rig.send("POST", f"{at}/actions/verify-ownership")).status_code == 200
        assert (await rig.get(at))["ownership"] == {"verified": True}
        del server.records["xn--bcher-kva.dev", "TXT"]
        assert (await rig.send("POST", f"{at}/actions/verify-ownership")).status_code == 200


@pytest.mark.parametrize(
    ("records", "errors"),
    [
        ({"A": ["127.0.0.1"]}, []),
        ({"A": ["192.0.2.1", "127.0.0.1"]}, []),
        ({"A": ["192.0.2.1"]}, ["ERROR_NO_A_RECORD"]),
        ({"A": ["127.0.0.1"], "AAAA": ["2001:db8::1"]}, ["ERROR_QUAD_A"]),
        ({"AAAA": ["2001:db8::1"]}, ["ERROR_NO_A_RECORD", "ERROR_QUAD_A"]),
    ],
)
async def test_addresses_that_lead_elsewhere_are_told(tmp_path: Path, records: Any, errors: list[str]) -> None:
    zone = {("shop.dev", kind): found for kind, found in records.items()}
    async with name_server(zone) as (_, dns), running(tmp_path, dns=dns) as rig:
        created = await connect(rig, "shop.dev")
        assert (await rig.get(f"/v2/ingresses/{created['id']}"))["dnsValidationErrors"] == errors


async def test_a_silent_dns_is_told_and_a_reserved_name_not_asked_for(tmp_path: Path) -> None:
    async with name_server(timeout=0.1) as (server, dns), running(tmp_path, dns=dns) as rig:
        server.silent = True
        silent = await connect(rig, "shop.dev")
        assert (await rig.get(f"/v2/ingresses/{silent['id']}"))["dnsValidationErrors"] == ["ERROR_UNSPECIFIED"]
        refused = await rig.send("POST", f"/v2/ingresses/{silent['id']}/actions/verify-ownership")
        assert "No name server" in refused.json()["message"]
        server.asked.clear()
        reserved = await ingress(rig, "www.shop.example")
        assert reserved["dnsValidationErrors"] == ["ERROR_NO_A_RECORD"]
        refused = await rig.send("POST", f"/v2/ingresses/{reserved['id']}/actions/verify-ownership")
        assert refused.status_code == 412
    assert server.asked == []


async def test_a_name_is_connected_once_in_all_projects(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        refused = await connect(rig, "WIKI.localhost", status=409)
        assert refused["message"] == "wiki.localhost is connected already, in the project intranet."
        unknown = {"hostname": "a.localhost", "projectId": str(uuid4()), "paths": []}
        assert (await rig.send("POST", "/v2/ingresses", json=unknown)).status_code == 404


async def test_lists_are_filtered(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        web = await rig.service("shop-prod", "web")

        async def names(**query: str) -> list[str]:
            return [each["hostname"] for each in await rig.get("/v2/ingresses", **query)]

        assert await names(containerId=web["id"]) == ["store.localhost", "www.shop.example"]
        assert await names(hostnameSubstring="WIKI") == ["wiki.localhost"]
        assert len(await names(projectId=web["projectId"])) == 3
        assert await names(certificateId=str(uuid4())) == []
        assert await names(appInstallationId=str(uuid4())) == []
        assert (await rig.send("GET", "/v2/ingresses", params={"projectId": "p-zzzzzz"})).status_code == 404


async def test_paths_are_replaced_and_the_root_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        store = await ingress(rig, "store.localhost")
        at = f"/v2/ingresses/{store['id']}"
        docs = {"path": "/docs", "target": {"url": "https://docs.example/start?x=1"}}
        assert (await rig.send("PATCH", f"{at}/paths", json=[docs])).status_code == 204
        assert (await rig.get(at))["paths"] == [*store["paths"], docs]
        page = {"path": "/", "target": {"useDefaultPage": True}}
        await rig.send("PATCH", f"{at}/paths", json=[docs, page])
        assert (await rig.get(at))["paths"] == [docs, page]
        await rig.send("PATCH", f"{at}/paths", json=[])
        assert (await rig.get(at))["paths"] == [page]
    async with running(tmp_path) as rig:
        assert (await rig.get(at))["paths"] == [page]


async def test_a_path_keeps_leading_to_a_service_that_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        store = await ingress(rig, "store.localhost")
        at = f"/v2/ingresses/{store['id']}"
        stack = await rig.stack("shop-prod")
        await rig.send("PATCH", f"/v2/stacks/{stack['id']}", json={"services": {"web": {}}})
        docs = {"path": "/docs", "target": {"url": "https://docs.example/"}}
        assert (await rig.send("PATCH", f"{at}/paths", json=[*store["paths"], docs])).status_code == 204
        assert (await rig.get(at))["paths"] == [*store["paths"], docs]


@pytest.mark.parametrize(
    ("path", "target", "where"),
    [
        ("docs", {"useDefaultPage": True}, "paths.0.path"),
        ("/a?b", {"useDefaultPage": True}, "paths.0.path"),
        ("/a", {}, "paths.0.target"),
        ("/a", {"useDefaultPage": True, "url": "https://a.example"}, "paths.0.target"),
        ("/a", {"url": "ftp://a.example"}, "paths.0.target.url"),
        ("/a", {"url": "/relative"}, "paths.0.target.url"),
        ("/a", {"url": "http://a.example:99999/"}, "paths.0.target.url"),
        ("/a", {"url": "http://a.example/ x"}, "paths.0.target.url"),
        ("/a", {"installationId": str(uuid4())}, "paths.0.target.installationId"),
        ("/a", {"container": {"id": str(uuid4()), "portProtocol": "8080/tcp"}}, "paths.0.target.container.id"),
        ("/a", {"container": {"id": "web"}}, "paths.0.target.container.portProtocol"),
        ("/a", "x", "paths.0.target"),
    ],
)
async def test_paths_that_can_not_be_are_refused_at_their_place(
    tmp_path: Path, path: str, target: Json, where: str
) -> None:
    async with running(tmp_path) as rig:
        store = await ingress(rig, "store.localhost")
        wanted = [{"path": path, "target": target}]
        body = {"hostname": "a.localhost", "projectId": store["projectId"], "paths": wanted}
        for refused in (
            await rig.send("PATCH", f"/v2/ingresses/{store['id']}/paths", json=wanted),
            await rig.send("POST", "/v2/ingresses", json=body),
        ):
            assert refused.status_code == 400
            assert [each["path"] for each in refused.json()["validationErrors"]] == [where]
        assert await ingress(rig, "store.localhost") == store


async def test_ports_are_those_the_service_has(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:

        async def refusal(port: str) -> str:
            refused = await connect(rig, "a.localhost", await to_web(rig, "/", port), status=400)
            assert refused["validationErrors"][0]["path"] == "paths.0.target.container.portProtocol"
            return str(refused["validationErrors"][0]["message"])

        assert await refusal("9090/tcp") == "web has not 9090/tcp but 8080/tcp."
        assert "TCP ports alone" in await refusal("8080/udp")
        assert "such as `8080/tcp`" in await refusal("http")
        wiki = await rig.service("intranet", "wiki")
        other = {"path": "/", "target": {"container": {"id": wiki["id"], "portProtocol": "8080/tcp"}}}
        elsewhere = await connect(rig, "a.localhost", other, status=400)
        assert elsewhere["validationErrors"][0]["path"] == "paths.0.target.container.id"


async def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        page = {"path": "/a", "target": {"useDefaultPage": True}}
        refused = await connect(rig, "no name", page, {**page, "path": "/a/"}, {"path": "b", "target": {}}, status=400)
        found = [each["path"] for each in refused["validationErrors"]]
        assert found == ["hostname", "paths.1.path", "paths.2.path", "paths.2.target"]
        many = [{"path": f"/{number}", "target": {"useDefaultPage": True}} for number in range(101)]
        refused = await connect(rig, "a.localhost", *many, status=400)
        assert refused["validationErrors"][0]["path"] == "paths"


async def test_certificates_are_refused_with_the_reason(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for hostname, reason in (("store.localhost", "No authority issues"), ("www.shop.example", "can't reach")):
            at = f"/v2/ingresses/{(await ingress(rig, hostname))['id']}"
            for refused in (
                await rig.send("POST", f"{at}/actions/request-acme-certificate-issuance"),
                await rig.send("PATCH", f"{at}/tls", json={"acme": True}),
            ):
                assert refused.status_code == 412
                assert reason in refused.json()["message"]
            assert (await rig.send("PATCH", f"{at}/tls", json={"acme": False})).status_code == 200
            assert (await rig.send("PATCH", f"{at}/tls", json={"certificateId": str(uuid4())})).status_code == 404
            assert (await rig.send("PATCH", f"{at}/tls", json={})).status_code == 400


async def test_an_unknown_ingress_is_not_found(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        at = f"/v2/ingresses/{uuid4()}"
        assert (await rig.send("GET", at)).status_code == 404
        assert (await rig.send("DELETE", at)).status_code == 404
        assert (await rig.send("PATCH", f"{at}/paths", json=[])).status_code == 404
        assert (await rig.send("PATCH", f"{at}/tls", json={"acme": False})).status_code == 404
        for action in ("verify-ownership", "request-acme-certificate-issuance"):
            assert (await rig.send("POST", f"{at}/actions/{action}")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"{", b"[", b"[" * 100_000, b"null", b"5", b'{"paths": []}', b"[1]", b"\xff"])
async def test_a_body_that_is_no_list_of_paths_is_refused(tmp_path: Path, content: bytes) -> None:
    async with running(tmp_path) as rig:
        store = await ingress(rig, "store.localhost")
        refused = await rig.send("PATCH", f"/v2/ingresses/{store['id']}/paths", content=content)
    assert refused.status_code == 400
    assert refused.json()["validationErrors"]
