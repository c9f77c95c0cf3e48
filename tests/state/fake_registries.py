"""The registries of a platform in memory: they are listed, added, changed and removed, and know the right password."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tui.models.registry import Registry, RegistryCredentials


class FakeRegistries:
    """Registries of all projects, and what was sent to change them."""

    def __init__(self) -> None:
        self.known: dict[str, Registry] = {}
        """All by id."""
        self.passwords: dict[str, str] = {}
        """The password that each takes, by its host; any other is refused."""
        self.written: list[tuple[str, dict[str, Any]]] = []
        """What was sent: method with path, and body."""

    def put(self, *registries: Registry) -> None:
        """Have these."""
        self.known |= {each.id: each for each in registries}

    def answer(self, request: httpx.Request, parts: list[str]) -> httpx.Response:
        """What the platform says to a request for the registries of a project, or for one registry."""
        match (request.method, parts):
            case ("GET", ["projects", project_id, _]):
                return httpx.Response(200, json=self._of_project(project_id))
            case ("POST", ["projects", project_id, _]):
                return self._add(request, project_id)
            case ("GET", [_, registry_id]) if registry_id in self.known:
                return httpx.Response(200, json=_wire(self.known[registry_id]))
            case ("PATCH", [_, registry_id]) if registry_id in self.known:
                return self._change(request, registry_id)
            case ("DELETE", [_, registry_id]) if registry_id in self.known:
                self.written.append((f"DELETE {request.url.path}", {}))
                del self.known[registry_id]
                return httpx.Response(204)
            case _:
                return httpx.Response(403, json={"type": "PermissionDenied", "message": "not yours"})

    def _of_project(self, project_id: str) -> list[dict[str, Any]]:
        return [_wire(each) for each in self.known.values() if each.project_id == project_id]

    def _add(self, request: httpx.Request, project_id: str) -> httpx.Response:
        body = self._written(request)
        fresh = Registry(id=f"registry-{len(self.known)}", project_id=project_id, **_place(body))
        self.known[fresh.id] = self._with_login(fresh, body)
        return httpx.Response(201, json=_wire(self.known[fresh.id]))

    def _change(self, request: httpx.Request, registry_id: str) -> httpx.Response:
        body = self._written(request)
        changed = self.known[registry_id].model_copy(update=_place(body))
        self.known[registry_id] = self._with_login(changed, body)
        return httpx.Response(204)

    def _written(self, request: httpx.Request) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(request.content)
        self.written.append((f"{request.method} {request.url.path}", body))
        return body

    def _with_login(self, registry: Registry, body: dict[str, Any]) -> Registry:
        if "credentials" not in body:
            return registry
        login = body["credentials"]
        valid = login and login["password"] == self.passwords.get(registry.uri)
        credentials = RegistryCredentials(username=login["username"], valid=valid) if login else None
        return registry.model_copy(update={"credentials": credentials})


def _place(body: dict[str, Any]) -> dict[str, str]:
    return {key: body[key] for key in ("uri", "description") if key in body}


def _wire(registry: Registry) -> dict[str, Any]:
    return registry.model_dump(mode="json", by_alias=True, exclude_none=True)
