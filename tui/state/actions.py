"""What a person does to a service, and what came of it.

An action is pinned to a target: ids and names as they were when its key was pressed. It is sent once, then followed
on the poller's pictures until the service came to rest, so that the outcome says what really happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tui.client.errors import ApiError

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.service import Service
    from tui.state.fleet import Fleet
    from tui.state.poller import Poller

SETTLE_WITHIN = 60.0
"""Seconds after which an action that has not come to rest is told as still going on."""


class ActionKind(StrEnum):
    """The actions the platform knows for a service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RECREATE = "recreate"
    PULL = "pull"


DOING = {
    ActionKind.START: "starting",
    ActionKind.STOP: "stopping",
    ActionKind.RESTART: "restarting",
    ActionKind.RECREATE: "recreating",
    ActionKind.PULL: "pulling",
}
"""The word for an action under way."""

DONE = {
    ActionKind.START: "Started",
    ActionKind.STOP: "Stopped",
    ActionKind.RESTART: "Restarted",
    ActionKind.RECREATE: "Recreated",
    ActionKind.PULL: "Pulled and recreated",
}
"""The word for an action that came to a good end."""


class Target(NamedTuple):
    """One service as it was when somebody decided to act on it."""

    project_id: str
    stack_id: str
    service_id: str
    project: str
    stack: str
    service: str

    @property
    def place(self) -> str:
        """Where it is, in the names people know: `project › stack › service`."""
        return f"{self.project} › {self.stack} › {self.service}"


class Result(StrEnum):
    """How an action ended."""

    DONE = "done"
    FAILED = "failed"
    PENDING = "pending"
    """It was accepted and has not come to rest in time."""


class Outcome(NamedTuple):
    """What came of one action on one target."""

    kind: ActionKind
    target: Target
    result: Result
    message: str
    """One line that says what happened, and where."""


async def send(client: Client, kind: ActionKind, target: Target) -> None:
    """Tell the platform to act; it has taken the order, not done it, when this returns. Raises `ApiError`."""
    services = client.services
    match kind:
        case ActionKind.START:
            await services.start(target.stack_id, target.service_id)
        case ActionKind.STOP:
            await services.stop(target.stack_id, target.service_id)
        case ActionKind.RESTART:
            await services.restart(target.stack_id, target.service_id)
        case ActionKind.RECREATE:
            await services.recreate(target.stack_id, target.service_id)
        case ActionKind.PULL:
            await services.pull(target.stack_id, target.service_id)


class Actions:
    """Sends actions and follows them to their end."""

    def __init__(
        self,
        client: Client,
        poller: Poller,
        *,
        changed: Callable[[], None] = lambda: None,
        settle_within: float = SETTLE_WITHIN,
    ) -> None:
        """Tell *changed* whenever an action begins or ends."""
        self._client = client
        self._changed = changed
        self._poller = poller
        self._settle_within = settle_within
        self._under_way: dict[str, ActionKind] = {}

    @property
    def under_way(self) -> Mapping[str, ActionKind]:
        """The action each service is in the middle of, by service id."""
        return self._under_way

    async def run(self, kind: ActionKind, target: Target) -> Outcome:
        """Send the action, follow it until the service came to rest, and say what happened."""
        if target.service_id in self._under_way:
            doing = DOING[self._under_way[target.service_id]]
            return _failed(kind, target, f"{target.service} is {doing} already. Wait until that is done.")
        before = self._poller.fleet.service(target.service_id)
        self._under_way[target.service_id] = kind
        done = self._poller.hurry(target.stack_id)
        self._changed()
        try:
            await send(self._client, kind, target)
            return await self._follow(kind, target, before)
        except ApiError as error:
            return _failed(kind, target, f"Could not {kind} {target.place}: {error.message}")
        finally:
            del self._under_way[target.service_id]
            done()
            self._changed()

    async def settle(self, kind: ActionKind, target: Target, before: Service | None) -> Outcome:
        """Follow a change that was sent by other means (an applied definition) until the service came to rest."""
        done = self._poller.hurry(target.stack_id)
        try:
            return await self._follow(kind, target, before)
        finally:
            done()

    async def _follow(self, kind: ActionKind, target: Target, before: Service | None) -> Outcome:
        settled = await self._poller.wait_until(_rest(kind, target, before), timeout=self._settle_within)
        if settled is None:
            now = self._poller.fleet.service(target.service_id)
            state = f"it is {now.status}" if now else "it can't be seen"
            text = f"{target.place} is still {DOING[kind]} after {self._settle_within:.0f} s: {state}."
            return Outcome(kind=kind, target=target, result=Result.PENDING, message=text)
        return settled


def _rest(kind: ActionKind, target: Target, before: Service | None) -> Callable[[Fleet], Outcome | None]:
    """What says, for each picture, whether the action came to an end and to which."""
    wanted = "stopped" if kind is ActionKind.STOP else "running"

    def look(fleet: Fleet) -> Outcome | None:
        service = fleet.service(target.service_id)
        if service is None:
            return None
        moved = before is None or service.status_set_at > before.status_set_at
        if service.status == wanted and (moved or (before is not None and before.status != wanted)):
            return Outcome(kind=kind, target=target, result=Result.DONE, message=f"{DONE[kind]} {target.place}.")
        if moved and service.status == "error":
            why = f": {service.message}" if service.message else ""
            return _failed(kind, target, f"{target.place} did not {kind}{why}")
        return None

    return look


def _failed(kind: ActionKind, target: Target, message: str) -> Outcome:
    return Outcome(kind=kind, target=target, result=Result.FAILED, message=message)


def toggle_of(service: Service) -> ActionKind | None:
    """What the start/stop key does: start what is stopped or broken for good, stop the rest; None while it stops."""
    match service.status:
        case "stopped":
            return ActionKind.START
        case "stopping":
            return None
        case _:
            return ActionKind.STOP
