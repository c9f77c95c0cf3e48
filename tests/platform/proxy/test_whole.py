"""Domains of a platform of its own, from the API to the process of a service and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platform.lifecycle import client_of, nothing_is_left_of, outcome, status_of
from tests.platform.proxy.rig import status_of as status_of_answer
from tests.waiting import until
from tui.platform.launch import connect

AT_ONCE, REQUESTS = 50, 2000


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a platform with the sample fleet, whose shop runs without errors of its own."""
    lease = await connect(tmp_path / "data")
    async with client_of(lease) as client:
        web = await service(client, "shop-prod", "web")
        plain: dict[str, Any] = {"services": {"web": {"environment": {}}}}
        changed = await client.patch(f"/stacks/{web['stackId']}", json=plain, params={"recreate": "true"})
        at, reached = f"/stacks/{web['stackId']}/services/{web['id']}", {"if-event-reached": changed.headers["etag"]}

        async def runs() -> bool:
            return bool((await client.get(at, headers=reached)).json()["status"] == "running")

        await until(runs)
        yield client
    await lease.leave()
    await nothing_is_left_of(tmp_path / "data")


async def service(api: httpx.AsyncClient, project: str, name: str) -> Any:
    (found,) = [each for each in (await api.get("/projects")).json() if each["description"] == project]
    return next(
        each for each in (await api.get(f"/projects/{found['id']}/services")).json() if each["serviceName"] == name
    )


async def ask(port: int, host: str, path: str = "/") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    try:
        async with asyncio.timeout(60):
            return await reader.read()
    finally:
        writer.close()


async def test_a_domain_that_is_connected_reaches_the_process(api: httpx.AsyncClient, tmp_path: Path) -> None:
    web = await service(api, "shop-prod", "web")
    target = {"container": {"id": web["id"], "portProtocol": "8080/tcp"}}
    body = {"hostname": "shop.localhost", "projectId": web["projectId"], "paths": [{"path": "/", "target": target}]}
    created = await api.post("/ingresses", json=body)
    reached = {"if-event-reached": created.headers["etag"]}
    shop = (await api.get(f"/ingresses/{created.json()['id']}", headers=reached)).json()
    assert b"stackdeck/web:1.4.2 has answered" in await ask(shop["httpPort"], f"shop.localhost:{shop['httpPort']}")
    assert (await status_of(tmp_path / "data"))["proxy"] == shop["httpPort"]
    _, printed, _ = await outcome("platform", "status", "--data", str(tmp_path / "data"))
    assert f"http://NAME:{shop['httpPort']}/" in printed

    at = f"/stacks/{web['stackId']}/services/{web['id']}"
    await api.post(f"{at}/actions/stop")

    async def says_it_is_stopped() -> bool:
        answer = await ask(shop["httpPort"], "shop.localhost")
        assert status_of_answer(answer) in (200, 502, 503)
        return answer.endswith(b"\nweb is stopped.\n")

    async def is_served() -> bool:
        return (await ask(shop["httpPort"], "shop.localhost")).startswith(b"HTTP/1.1 200")

    await until(says_it_is_stopped)
    await api.post(f"{at}/actions/start")
    await until(is_served)


async def test_no_request_is_lost_while_other_services_restart(api: httpx.AsyncClient) -> None:
    port = (await api.get("/ingresses")).json()[0]["httpPort"]
    others = [
        each
        for each in (await api.get("/services")).json()
        if each["status"] == "running" and each["serviceName"] not in ("web", "importer")
    ]
    assert len(others) > 5
    left, lost = iter(range(REQUESTS)), []

    async def work() -> None:
        for _ in left:
            answer = await ask(port, "store.localhost", "/health")
            if not answer.startswith(b"HTTP/1.1 200 OK\r\n") or b'"status":"ok"' not in answer:
                lost.append(answer)

    async def restart() -> None:
        while True:
            for each in others:
                await api.post(f"/stacks/{each['stackId']}/services/{each['id']}/actions/restart")
            await asyncio.sleep(0)

    restarting = asyncio.create_task(restart())
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    restarting.cancel()
    await asyncio.wait({restarting})
    assert lost == []
