"""Read your writes: a GET with `if-event-reached` waits until the read side has seen that event, or fails with 412."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tui.platform.api.errors import JSON, Invalid, PreconditionFailed, Problem, Refusal
from tui.platform.store.timeline import Timeline

HOLD = 10.0
"""Seconds a read is held for its event."""
_DIGITS = 19


class EventGate:
    """Holds reads until the event they ask for was reached."""

    def __init__(self, app: ASGIApp, timeline: Callable[[], Timeline], *, hold: float = HOLD) -> None:
        self._app = app
        self._timeline = timeline
        self._hold = hold

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, now or when its event was reached."""
        if scope["type"] == "http" and scope["method"] == "GET":
            wanted = next((value for name, value in scope["headers"] if name == b"if-event-reached"), None)
            refusal = await self._wait(wanted) if wanted is not None else None
            if refusal:
                await Response(refusal.body(), refusal.status, media_type=JSON)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _wait(self, wanted: bytes) -> Refusal | None:
        if not wanted.isdigit() or len(wanted) > _DIGITS:
            return Invalid([Problem("if-event-reached", "This is not the id of an event.", "format")])
        if await self._timeline().reach(int(wanted), timeout=self._hold):
            return None
        return PreconditionFailed(f"The event {int(wanted)} was not reached within {self._hold:g} s.")


def etag(event: int) -> dict[str, str]:
    """The header that tells a writer which event its write was."""
    return {"etag": str(event)}


def no_content(event: int) -> Response:
    """The answer to a write that was accepted and has nothing to show."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=etag(event))
