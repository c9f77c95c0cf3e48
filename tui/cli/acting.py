"""Ordering actions from the command line, and following them to their end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from tui.cli.ending import complain
from tui.cli.session import exit_code_of
from tui.client import ApiError, Client
from tui.logs.clean import printable
from tui.settings import ExitCode, Profile
from tui.state.actions import ActionKind, Actions, Result, Target, send
from tui.state.fleet import Fleet
from tui.state.poller import Poller
from tui.state.refs import find_service

_REST = {ActionKind.START: "running", ActionKind.STOP: "stopped"}
"""Where an action leaves a service that is there already as it is."""


def targets_of(fleet: Fleet, references: Iterable[str]) -> list[Target]:
    """The services that *references* name, each once, with the names they had when they were looked up.

    Raises:
        UnresolvedReferenceError: One of them names none, or more than one.
    """
    services = {service.id: service for service in (find_service(fleet, reference) for reference in references)}
    return [
        Target(
            project_id=service.project_id,
            stack_id=service.stack_id,
            service_id=service.id,
            project=fleet.project_name(service.project_id),
            stack=fleet.stack_name(service.stack_id),
            service=service.service_name,
        )
        for service in services.values()
    ]


def agreed(profile: Profile, fleet: Fleet, targets: Sequence[Target], kind: str) -> bool:
    """True when none of *targets* is in a protected project, or somebody at the terminal types the project's name."""
    protected = {target.project for target in targets if _is_protected(profile, fleet, target)}
    for name in sorted(protected):
        if not sys.stdin.isatty():
            complain(f"The project {name} is protected; nothing was done. --yes acts all the same.", ExitCode.REFUSED)
            return False
        question = f"The project {printable(name)} is protected. Type its name to {kind}: "
        print(question, end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != name:
            complain("Nothing was done.", ExitCode.REFUSED)
            return False
    return True


def _is_protected(profile: Profile, fleet: Fleet, target: Target) -> bool:
    project = fleet.projects.get(target.project_id)
    names = {target.project_id, target.project, project.short_id if project else target.project_id}
    return not profile.protected.isdisjoint(names)


class Deed:
    """One action on any number of services."""

    def __init__(self, client: Client, fleet: Fleet, kind: str) -> None:
        self._client = client
        self._fleet = fleet
        self._kind = ActionKind(kind)

    async def order(self, targets: Sequence[Target]) -> list[ExitCode]:
        """Tell the platform, and say for each service whether it took the order."""
        return list(await asyncio.gather(*map(self._order, targets)))

    async def do_and_wait(self, targets: Sequence[Target], timeout: float) -> list[ExitCode]:
        """Tell the platform and follow every service until it came to rest; say for each what happened."""
        async with polling(self._client, self._fleet) as poller:
            actions = Actions(self._client, poller, settle_within=timeout)
            return list(await asyncio.gather(*(self._do(actions, target) for target in targets)))

    async def _order(self, target: Target) -> ExitCode:
        if self._is_there(target):
            return _say(f"{_path(target)} is {_REST[self._kind]} already")
        try:
            await send(self._client, self._kind, target)
        except ApiError as error:
            return complain(f"{_path(target)}: {error.message}", exit_code_of(error))
        return _say(f"{_path(target)}: {self._kind} ordered")

    async def _do(self, actions: Actions, target: Target) -> ExitCode:
        if self._is_there(target):
            return _say(f"{_path(target)} is {_REST[self._kind]} already")
        try:
            await send(self._client, self._kind, target)
        except ApiError as error:
            return complain(f"{_path(target)}: {error.message}", exit_code_of(error))
        outcome = await actions.settle(self._kind, target, self._fleet.services[target.service_id])
        if outcome.result is Result.DONE:
            return _say(outcome.message)
        return complain(outcome.message, ExitCode.FAILURE)

    def _is_there(self, target: Target) -> bool:
        return self._fleet.services[target.service_id].status == _REST.get(self._kind)


async def wait_for(
    client: Client, fleet: Fleet, targets: Sequence[Target], status: str, timeout: float
) -> list[ExitCode]:
    """Wait until each of *targets* has *status*, and say which got there and which did not in time."""
    async with polling(client, fleet) as poller:
        return list(await asyncio.gather(*(_wait(poller, target, status, timeout) for target in targets)))


async def _wait(poller: Poller, target: Target, status: str, timeout: float) -> ExitCode:
    def look(fleet: Fleet) -> bool | None:
        service = fleet.services.get(target.service_id)
        return True if service is not None and service.status == status else None

    done = poller.hurry(target.stack_id)
    try:
        if await poller.wait_until(look, timeout=timeout):
            return _say(f"{_path(target)} is {status}")
    finally:
        done()
    service = poller.fleet.services.get(target.service_id)
    state = f"is {service.status}" if service else "can't be seen any more"
    why = f" ({poller.fleet.health.message})" if not poller.fleet.health.is_good else ""
    return complain(f"{_path(target)} {state} after {timeout:g} s, not {status}{why}", ExitCode.FAILURE)


@asynccontextmanager
async def polling(client: Client, fleet: Fleet) -> AsyncIterator[Poller]:
    """A poller that goes on from *fleet* meanwhile."""
    poller = Poller(client.with_patience(0), known=fleet)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _path(target: Target) -> str:
    return f"{target.project}/{target.stack}/{target.service}"


def _say(text: str) -> ExitCode:
    print(printable(text), flush=True)
    return ExitCode.OK
