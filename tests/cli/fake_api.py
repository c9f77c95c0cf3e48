"""A platform's API on a real socket: lists, logs and the session, and whatever else a test wants it to answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from tui.models.ingress import Ingress
from tui.models.registry import Registry
from tui.models.volume import Volume
from tui.state.fleet import Fleet

PATIENCE = 60
"""Seconds after which a request that does not come fails its test."""
TOKEN = "swordfish-0123456789"


class Answer(NamedTuple):
    """What is sent back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})


def told(value: object, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def refused(status: int, message: str) -> Answer:
    """An error as the platform tells it."""
    return told({"type": HTTPStatus(status).phrase.replace(" ", ""), "message": message}, status)


class FakeApi:
    """Serves *fleet* to whoever has the token; a context manager that ends it."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.logs: dict[str, bytes] = {}
        """The log of a service by its id."""
        self.registries: list[Registry] = []
        self.ingresses: list[Ingress] = []
        self.volumes: dict[str, list[Volume]] = {}
        """The volumes of a project by its id."""
        self.refuses: set[str] = set()
        """Projects that tell nothing of these."""
        self.knows_tail = True
        """False gives a whole log whatever is asked."""
        self.instead: Callable[[str, str], Answer | None] = lambda _method, _path: None
        """What is answered in place of the truth, by method and path."""
        self.date: str | None = None
        """What every answer is dated, the truth by default."""
        self._asked: list[tuple[str, str]] = []
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait_for(self, method: str, ending: str, *, times: int = 1) -> None:
        """Wait until so many requests were answered whose path ends so."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: sum(one == method and path.endswith(ending) for one, path in self._asked) >= times, PATIENCE
            ), "it was not asked"

    def answer(self, method: str, target: str, token: str | None) -> Answer:
        """What is answered to a request."""
        parts = urlsplit(target)
        path = parts.path.removeprefix("/v2")
        if (instead := self.instead(method, path)) is not None:
            return instead
        if token != TOKEN:
            return refused(401, "access denied")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        match path.strip("/").split("/"):
            case ["projects"]:
                return _page([_wire(project) for project in self.fleet.projects.values()], query)
            case ["stacks"]:
                return _page([_wire(stack) for stack in self.fleet.stacks.values()], query)
            case ["stacks", _, "services", service, "logs"]:
                return Answer(
                    200, _tail(self.logs.get(service, b""), query.get("tail")), {"Content-Type": "text/plain"}
                )
            case ["projects", project, kind] if project in self.refuses:
                return refused(403, f"no {kind} for you")
            case ["projects", project, "registries"]:
                return _page([_wire(one) for one in self.registries if one.project_id == project], query)
            case ["projects", project, "volumes"]:
                return _page([_wire(one) for one in self.volumes.get(project, ())], query)
            case ["ingresses"]:
                wanted = query.get("projectId")
                found = [one for one in self.ingresses if wanted in (None, one.project_id)]
                return _page([_wire(one) for one in found], query)
            case ["users", "self", "sessions", "current", "status"]:
                return told({"userId": "user", "tokenId": "token", "isImpersonated": False, "isEmployee": False})
        return refused(403, "access denied")

    def note(self, method: str, path: str) -> None:
        """Remember that a request was answered."""
        with self._changed:
            self._asked.append((method, path))
            self._changed.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # the name that http.server looks for
                answer = api.answer(self.command, self.path, self.headers.get("X-Access-Token"))
                self.send_response(answer.status)
                for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                api.note(self.command, urlsplit(self.path).path)

            def date_time_string(self, timestamp: float | None = None) -> str:
                return api.date or super().date_time_string(timestamp)

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that went away in the middle is no error of the test."""


def _wire(model: Any) -> Any:
    return json.loads(model.model_dump_json(by_alias=True, exclude_unset=True))


def _page(items: list[object], query: dict[str, str]) -> Answer:
    skip, limit = int(query.get("skip", "0")), int(query.get("limit", "1000"))
    headers = {"X-Pagination-Limit": str(limit), "X-Pagination-TotalCount": str(len(items))}
    return told(items[skip : skip + limit], headers=headers)


def _tail(log: bytes, lines: str | None) -> bytes:
    return log if lines is None else b"".join(log.splitlines(keepends=True)[-int(lines) :])
