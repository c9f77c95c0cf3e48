"""A platform in memory behind httpx's own transport: what a poller needs, and ways to make it fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from tests.state.fake_domains import FakeDomains
from tests.state.fake_registries import FakeRegistries
from tui.client import Client
from tui.client.retry import Clock
from tui.models.base import ApiModel
from tui.models.image_config import ImageConfig
from tui.models.project import ProjectSummary
from tui.models.stack import Stack
from tui.models.template import Template
from tui.models.volume import Volume

ORIGIN = "https://platform.example"


class FakePlatform:
    """Answers lists of projects and stacks, single stacks, actions, and what projects have; counts what was asked."""

    def __init__(self, projects: list[ProjectSummary], stacks: list[Stack], *, clock: Clock | None = None) -> None:
        self.projects = projects
        self.clock = clock
        """The time of its clients."""
        self.stacks = {stack.id: stack for stack in stacks}
        self.asked: list[str] = []
        self.fails: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None
        self.on_action: Callable[[str, str], None] = lambda _action, _service: None
        self.logs: dict[str, bytes] = {}
        """What each service has logged, by id."""
        self.volumes: dict[str, list[Volume]] = {}
        """The volumes of each project, by its id."""
        self.registries = FakeRegistries()
        self.images: dict[str, ImageConfig] = {}
        """What images say about themselves, by reference."""
        self.templates: list[Template] = []
        self.sent: list[dict[str, Any]] = []
        """The bodies of all writes of stacks."""
        self.domains = FakeDomains()

    def client(self) -> Client:
        """A client of this platform that never retries by itself."""
        return Client(ORIGIN, "token", transport=httpx.MockTransport(self._answer), patience=0, clock=self.clock)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        if (failure := self.fails(request)) is not None:
            return failure
        parts = path.removeprefix("/v2/").split("/")
        match (request.method, parts):
            case ("GET", ["projects" | "stacks" | "container-templates" as kind]):
                return _page(request, [_wire(each) for each in self._listed(kind)])
            case ("GET", ["stacks", stack_id]) if stack_id in self.stacks:
                return httpx.Response(200, json=_wire(self.stacks[stack_id]))
            case ("GET", ["stacks", _, "services", service_id, "logs"]):
                lines = self.logs.get(service_id, b"").splitlines(keepends=True)
                last = b"".join(lines[-int(request.url.params.get("tail", len(lines))) :])
                return httpx.Response(200, content=last, headers={"Content-Type": "text/plain"})
            case ("GET", ["container-image-config"]) if (image := request.url.params["imageReference"]) in self.images:
                return httpx.Response(200, content=self.images[image].model_dump_json(by_alias=True, exclude_none=True))
            case ("GET", ["projects", project_id, "volumes"]):
                return _page(request, [_wire(volume) for volume in self.volumes.get(project_id, [])])
            case ("DELETE", ["stacks", _, "volumes", volume_id]):
                return self._delete_volume(volume_id)
            case (_, ["ingresses", *rest]):
                return self.domains.answer(request, rest)
            case (_, ["projects", _, "registries"] | ["registries", _]):
                return self.registries.answer(request, parts)
            case ("POST", ["stacks", _, "services", service_id, "actions", action]):
                self.on_action(action, service_id)
                return httpx.Response(204)
            case _ if (written := self._write(request, parts)) is not None:
                return written
            case _:
                return httpx.Response(403, json={"type": "PermissionDenied", "message": "not yours"})

    def _listed(self, kind: str) -> Sequence[ApiModel]:
        lists: dict[str, Sequence[ApiModel]] = {
            "projects": self.projects,
            "stacks": tuple(self.stacks.values()),
            "container-templates": self.templates,
        }
        return lists[kind]

    def _delete_volume(self, volume_id: str) -> httpx.Response:
        for project_id, volumes in self.volumes.items():
            for volume in volumes:
                if volume.id == volume_id and volume.linked_services:
                    return httpx.Response(412, json={"type": "PreconditionFailed", "message": "It is in use."})
            self.volumes[project_id] = [each for each in volumes if each.id != volume_id]
        return httpx.Response(204)

    def _write(self, request: httpx.Request, parts: list[str]) -> httpx.Response | None:
        match (request.method, parts):
            case ("POST", ["projects", project_id, "stacks"]):
                return self._create(project_id, json.loads(request.content))
            case ("PATCH", ["stacks", stack_id]) if stack_id in self.stacks:
                return self._change(stack_id, json.loads(request.content))
            case ("DELETE", ["stacks", stack_id]) if stack_id in self.stacks:
                del self.stacks[stack_id]
                return httpx.Response(204)
            case _:
                return None

    def _create(self, project_id: str, body: dict[str, Any]) -> httpx.Response:
        self.sent.append(body)
        stack = Stack(
            id=f"stack-{len(self.sent)}",
            project_id=project_id,
            description=body["description"],
            prefix="p-abc123_s",
            disabled=False,
            template_id=body.get("templateConfig", {}).get("templateId"),
        )
        self.stacks[stack.id] = stack
        return httpx.Response(201, json=_wire(stack))

    def _change(self, stack_id: str, body: dict[str, Any]) -> httpx.Response | None:
        """Take another name or schedule; services are declared on platforms that know more."""
        if not body.keys() <= {"description", "updateSchedule"}:
            return None
        self.sent.append(body)
        stack = Stack.model_validate({**_wire(self.stacks[stack_id]), **body})
        self.stacks[stack_id] = stack
        return httpx.Response(200, json=_wire(stack))


def refusal(*problems: tuple[str, str]) -> httpx.Response:
    """An answer that refuses a request for these reasons, each a path and a message."""
    listed = [{"path": path, "message": message, "type": "invalid"} for path, message in problems]
    return httpx.Response(400, json={"type": "ValidationError", "message": "not valid", "validationErrors": listed})


def _wire(model: ApiModel) -> dict[str, object]:
    wire: dict[str, object] = json.loads(model.model_dump_json(by_alias=True, exclude_none=True))
    return wire


def _page(request: httpx.Request, items: list[dict[str, object]]) -> httpx.Response:
    skip, limit = int(request.url.params.get("skip", 0)), int(request.url.params.get("limit", 1000))
    headers = {"X-Pagination-Limit": str(limit), "X-Pagination-TotalCount": str(len(items))}
    return httpx.Response(200, json=items[skip : skip + limit], headers=headers)
