"""The platform's application in one process with the test, over a fake runtime, each answer checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.contract.document import check_answer, contract_path, operation_of
from tests.platform.fakes import FakeRuntime
from tui.platform.server import build_app

TOKEN = "token-of-the-test"
HOST = "platform.test"
ORIGIN = f"http://{HOST}"

Json = Any
"""What JSON text stands for; tests look into it freely."""


class Rig:
    """A running platform and a client of it."""

    def __init__(self, client: httpx.AsyncClient, runtime: FakeRuntime) -> None:
        self.client = client
        self.runtime = runtime
        self.event = "0"
        """The event of the last write that told one."""

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request and check its answer against the contract, where it is there."""
        response = await self.client.request(method, path, **options)
        self.event = response.headers.get("etag", self.event)
        if operation_of_or_none(response):
            check_answer(response)
        return response

    async def get(self, path: str, **query: Any) -> Json:
        """What a GET shows after the last write."""
        response = await self.send("GET", path, params=query, headers={"if-event-reached": self.event})
        assert response.status_code == 200, response.text
        return response.json()

    async def project(self, description: str) -> Json:
        """The project with this name."""
        return next(each for each in await self.get("/v2/projects") if each["description"] == description)

    async def stack(self, project: str, description: str = "default") -> Json:
        """The stack with this name."""
        found = await self.get(f"/v2/projects/{(await self.project(project))['id']}/stacks")
        return next(each for each in found if each["description"] == description)

    async def service(self, project: str, name: str) -> Json:
        """The service with this name in the project's default stack."""
        return next(each for each in (await self.stack(project))["services"] if each["serviceName"] == name)

    async def settle(self, path: str, status: str) -> Json:
        """Read the service at *path* whenever the runtime told something, until it has *status*."""
        async with asyncio.timeout(5):
            while True:
                told = self.runtime.told
                if (service := await self.get(path))["status"] == status:
                    return service
                await self.runtime.tells_more_than(told)


def operation_of_or_none(response: httpx.Response) -> str | None:
    """The operation's id, None without one or without the contract."""
    return operation_of(response) if contract_path().is_file() else None


def service_path(service: Json) -> str:
    """The path of a service."""
    return f"/v2/stacks/{service['stackId']}/services/{service['id']}"


@asynccontextmanager
async def running(
    data: Path, *, runtime: FakeRuntime | None = None, lag: float = 0.0, **options: Any
) -> AsyncIterator[Rig]:
    """A platform from its startup to its shutdown."""
    runtime = runtime or FakeRuntime()
    app = build_app(data=data, runtime=runtime, token=TOKEN, hosts=frozenset({HOST}), lag=lag, **options)
    async with lifespan(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        headers = {"X-Access-Token": TOKEN}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
            yield Rig(client, runtime)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Startup and shutdown of an application, as a server does them."""
    inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    task = asyncio.create_task(app({"type": "lifespan", "state": {}}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    assert (told := await outbox.get())["type"] == "lifespan.startup.complete", told
    yield
    await inbox.put({"type": "lifespan.shutdown"})
    assert (told := await outbox.get())["type"] == "lifespan.shutdown.complete", told
    await task
