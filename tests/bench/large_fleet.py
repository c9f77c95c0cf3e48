"""A platform in memory with as many projects and services as are asked for; only what a poller reads.

`python -m tests.bench.large_fleet PROJECTS SERVICES` serves it on loopback, prints its origin and then the time
(CLOCK_MONOTONIC) at which the first page of stacks was sent. A POST to `/change` changes so many statuses.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import urllib.parse
import uuid

NOW = "2026-03-10T03:00:00Z"
ENVIRONMENT = {f"SETTING_{number}": f"value-{number}" for number in range(12)}


def _project(number: int) -> dict[str, object]:
    return {
        "id": str(uuid.UUID(int=number + 1)),
        "shortId": f"p-{number:06}",
        "description": f"project-{number:04}",
        "customerId": "customer",
        "customerMeta": {"id": "customer"},
        "deletionRequested": False,
        "enabled": True,
        "isReady": True,
        "readiness": "ready",
        "serverGroupId": "group",
        "status": "ready",
        "statusSetAt": NOW,
        "createdAt": NOW,
        "backupStorageUsageInBytes": 0,
        "backupStorageUsageInBytesSetAt": NOW,
        "webStorageUsageInBytes": 0,
        "webStorageUsageInBytesSetAt": NOW,
        "supportedFeatures": ["container"],
    }


def _service(project: int, number: int) -> dict[str, object]:
    state = {"image": f"registry.example.com/team/service-{number % 50}:1.{number % 9}", "envs": ENVIRONMENT}
    return {
        "id": str(uuid.UUID(int=(project + 1) * 1_000_000 + number)),
        "shortId": f"c-{number:06}",
        "serviceName": f"service-{number:05}",
        "description": f"service {number}",
        "projectId": str(uuid.UUID(int=project + 1)),
        "stackId": str(uuid.UUID(int=project + 1)),
        "status": ("running", "running", "running", "stopped", "error")[number % 5],
        "statusSetAt": NOW,
        "pendingState": state,
        "deployedState": state,
        "requiresRecreate": False,
        "restartPolicy": "unless-stopped",
    }


class LargeFleet:
    """The projects and stacks, with each stack's JSON made once."""

    def __init__(self, projects: int, services: int) -> None:
        self.projects = [json.dumps(_project(number)) for number in range(projects)]
        per_project = services // projects
        self.stacks = [
            {
                "id": str(uuid.UUID(int=number + 1)),
                "projectId": str(uuid.UUID(int=number + 1)),
                "description": "default",
                "prefix": f"p-{number:06}",
                "disabled": False,
                "services": [_service(number, number * per_project + each) for each in range(per_project)],
            }
            for number in range(projects)
        ]
        self._made = [json.dumps(stack) for stack in self.stacks]
        self.first_page_at = 0.0

    def change(self, count: int) -> None:
        """Turn the status of the first service of so many stacks."""
        for number, stack in enumerate(self.stacks[:count]):
            services = stack["services"]
            assert isinstance(services, list)
            services[0]["status"] = "stopped" if services[0]["status"] == "error" else "error"
            self._made[number] = json.dumps(stack)

    def answer(self, method: str, target: str) -> tuple[int, str, list[str]]:
        """Status, body and extra head lines."""
        path, _, query = target.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        if method == "POST" and path == "/change":
            self.change(int(asked["count"]))
            return 204, "", []
        if path == "/v2/projects":
            return self._page(self.projects, asked)
        if path == "/v2/stacks":
            status, body, head = self._page(self._made, asked)
            self.first_page_at = self.first_page_at or time.monotonic()
            return status, body, head
        if path == "/first-page":
            return 200, str(self.first_page_at), []
        for number, stack in enumerate(self.stacks):
            if path == f"/v2/stacks/{stack['id']}":
                return 200, self._made[number], []
        if path.endswith("/logs"):
            return 200, f"{NOW} INFO nothing happens\n", []
        return 403, json.dumps({"type": "PermissionDenied", "message": "not yours"}), []

    def _page(self, items: list[str], asked: dict[str, str]) -> tuple[int, str, list[str]]:
        skip, limit = int(asked.get("skip", 0)), int(asked.get("limit", 1000))
        head = [f"X-Pagination-Limit: {limit}", f"X-Pagination-Skip: {skip}", f"X-Pagination-TotalCount: {len(items)}"]
        return 200, "[" + ",".join(items[skip : skip + limit]) + "]", head


async def serve(fleet: LargeFleet) -> None:
    """Serve until cancelled."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            method, target, _ = line.decode().split(" ", 2)
            while (await reader.readline()).strip():
                pass
            status, body, head = fleet.answer(method, target)
            sent = body.encode()
            lines = [f"HTTP/1.1 {status} OK", *head, "Content-Type: application/json", f"Content-Length: {len(sent)}"]
            writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(LargeFleet(int(sys.argv[1]), int(sys.argv[2]))))
