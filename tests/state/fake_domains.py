"""The domains of a platform in memory: lists and writes them, and refuses what a test wants refused."""

from __future__ import annotations

import json

import httpx
from pydantic import TypeAdapter

from tui.models.ingress import Ingress, IngressIps, IngressPath, Ownership, PathTarget, Tls

_PATHS = TypeAdapter(tuple[IngressPath, ...])


def ingress(
    hostname: str,
    *paths: IngressPath,
    project: str = "stack",
    verified: bool = True,
    default: bool = False,
    http_port: int | None = None,
) -> Ingress:
    """A domain; without *paths* it leads to the default page."""
    return Ingress(
        id=f"{project}-{hostname}",
        project_id=project,
        hostname=hostname,
        is_default=default,
        is_enabled=True,
        ownership=Ownership(verified=verified, txt_record=None if verified else f"verification={hostname}"),
        ips=IngressIps(v4=("192.0.2.7",)),
        paths=paths or (IngressPath(path="/", target=PathTarget(use_default_page=True)),),
        tls=Tls(acme=False, is_created=False),
        http_port=http_port,
    )


class FakeDomains:
    """The part of a platform in memory that knows domains."""

    def __init__(self) -> None:
        self.known: dict[str, Ingress] = {}
        """By id."""
        self.sent: list[object] = []
        """The bodies of the writes."""
        self.http_port: int | None = None
        """What new ones answer on."""

    def add(self, *ingresses: Ingress) -> None:
        """Have these."""
        self.known |= {each.id: each for each in ingresses}

    def answer(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        """What the platform says to a request below `/v2/ingresses`."""
        if request.content:
            self.sent.append(json.loads(request.content))
        match (request.method, rest):
            case ("GET", []):
                return self._list(request.url.params.get("projectId"))
            case ("POST", []):
                return self._create(json.loads(request.content))
            case (_, [ingress_id, *_]) if ingress_id not in self.known:
                return httpx.Response(404, json={"type": "NotFound", "message": "There is no such domain."})
            case ("GET", [ingress_id]):
                return httpx.Response(200, content=_wire(self.known[ingress_id]))
            case ("PATCH", [ingress_id, "paths"]):
                self._change(ingress_id, paths=_PATHS.validate_json(request.content))
            case ("POST", [ingress_id, "actions", "verify-ownership"]):
                self._change(ingress_id, ownership=Ownership(verified=True))
            case ("POST", [ingress_id, "actions", _]):
                self._change(ingress_id, tls=Tls(acme=True, is_created=False))
            case ("DELETE", [ingress_id]):
                del self.known[ingress_id]
        return httpx.Response(204)

    def _list(self, project_id: str | None) -> httpx.Response:
        found = [each for each in self.known.values() if project_id in (None, each.project_id)]
        return httpx.Response(
            200,
            content=b"[%b]" % b",".join(map(_wire, found)),
            headers={"X-Pagination-Limit": "200", "X-Pagination-TotalCount": str(len(found))},
        )

    def _create(self, body: dict[str, str]) -> httpx.Response:
        paths = _PATHS.validate_python(body["paths"])
        made = ingress(body["hostname"], *paths, project=body["projectId"], http_port=self.http_port)
        self.add(made)
        return httpx.Response(201, json={"id": made.id, "ownership": {"verified": True}})

    def _change(self, ingress_id: str, **changes: object) -> None:
        self.known[ingress_id] = self.known[ingress_id].model_copy(update=changes)


def _wire(one: Ingress) -> bytes:
    return one.model_dump_json(by_alias=True, exclude_none=True).encode()
