"""A client over a handler instead of the network, a clock that stands still, and answers to give."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from tui.client import Client
from tui.client.retry import Clock

ORIGIN = "https://platform.example"
TOKEN = "secret-token-8b1f"
STACK_ID = str(UUID(int=1))
SERVICE_ID = str(UUID(int=2))
START = datetime(2025, 1, 1, 12, 0, tzinfo=UTC)

Handler = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


class FakeClock:
    """Time that passes only by sleeping, and a chance that is always the same."""

    def __init__(self, *, chance: float = 0.0) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []
        self.chance = chance

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.seconds, now=self.now, sleep=self.sleep, random=lambda: self.chance)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds - 1000.0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Platform:
    """Gives the answers it was made with, one after the other and the last one for ever, and keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    def sent(self, header: str) -> list[str | None]:
        """What each request said in *header*."""
        return [request.headers.get(header) for request in self.requests]


def client_over(handler: Platform, *, clock: FakeClock | None = None, origin: str = ORIGIN, **options: Any) -> Client:
    """A client whose network is *handler*."""
    transport = httpx.MockTransport(handler)
    return Client(origin, TOKEN, transport=transport, clock=(clock or FakeClock()).clock, **options)


def answer(content: object, *, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer; `x_ratelimit_limit="5"` makes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(content).encode()
    return httpx.Response(status, content=body, headers={"content-type": "application/json", **named})


def done(**headers: str) -> httpx.Response:
    """The answer to a write that gives nothing."""
    return httpx.Response(204, headers={name.replace("_", "-"): value for name, value in headers.items()})


def refusal(status: int, message: str = "no", type_: str = "Refused", **headers: str) -> httpx.Response:
    """An answer without success, as the platform words it."""
    return answer({"type": type_, "message": message}, status=status, **headers)


def service_content(number: int = 2, **fields: object) -> dict[str, object]:
    """A service with only what the contract requires."""
    state = {"image": "stackdeck/web:1"}
    return {
        "id": str(UUID(int=number)),
        "shortId": f"c-{number:06}",
        "serviceName": f"web{number}",
        "description": "Web",
        "projectId": STACK_ID,
        "stackId": STACK_ID,
        "status": "running",
        "statusSetAt": "2025-01-01T12:00:00Z",
        "pendingState": state,
        "deployedState": state,
        "requiresRecreate": False,
        **fields,
    }


def stack_content(number: int = 1, **fields: object) -> dict[str, object]:
    """A stack with only what the contract requires."""
    return {
        "id": str(UUID(int=number)),
        "projectId": str(UUID(int=number)),
        "description": "default",
        "disabled": False,
        "prefix": "p-abcdef",
        **fields,
    }
