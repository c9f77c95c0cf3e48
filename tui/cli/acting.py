"""Ordering actions from the command line, and following them to their end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from tui.cli.ending import complain
from tui.cli.reports import Report, Reporter
from tui.cli.session import exit_code_of
from tui.client import ApiError, Client
from tui.logs.clean import printable
from tui.settings import ExitCode, Profile
from tui.state.actions import ActionKind, Actions, Result, Target, send
from tui.state.fleet import Fleet
from tui.state.poller import FLEET_EVERY, Poller
from tui.state.protection import is_protected, names_of
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


def agreed(profile: Profile, fleet: Fleet, project_ids: Iterable[str], kind: str) -> bool:
    """True when none of the projects is protected, or somebody at the terminal types their names."""
    protected = {key for key in project_ids if is_protected(profile, fleet, key)}
    for names in sorted(names_of(fleet, key) for key in protected):
        name = names[0]
        if not sys.stdin.isatty():
            complain(f"The project {name} is protected; nothing was done. --yes acts all the same.", ExitCode.REFUSED)
            return False
        question = f"The project {printable(name)} is protected. Type its name to {kind}: "
        print(question, end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != name:
            complain("Nothing was done.", ExitCode.REFUSED)
            return False
    return True


class Deed:
    """One action on any number of services."""

    def __init__(self, client: Client, fleet: Fleet, kind: str, reporter: Reporter) -> None:
        self._client = client
        self._fleet = fleet
        self._kind = ActionKind(kind)
        self._reporter = reporter

    async def order(self, targets: Sequence[Target]) -> list[Report]:
        """Tell the platform, and say for each service whether it took the order."""
        return list(await asyncio.gather(*map(self._order, targets)))

    async def do_and_wait(self, targets: Sequence[Target], timeout: float) -> list[Report]:
        """Tell the platform and follow every service until it came to rest; say for each what happened."""
        async with polling(self._client, self._fleet) as poller:
            actions = Actions(self._client, poller, settle_within=timeout)
            return list(await asyncio.gather(*(self._do(actions, target) for target in targets)))

    async def _order(self, target: Target) -> Report:
        return self._reporter.tell(await self._send(target) or self._ordered(target))

    async def _do(self, actions: Actions, target: Target) -> Report:
        if report := await self._send(target):
            return self._reporter.tell(report)
        outcome = await actions.settle(self._kind, target, self._fleet.services[target.service_id])
        code = ExitCode.OK if outcome.result is Result.DONE else ExitCode.FAILURE
        return self._reporter.tell(Report(target=target, text=outcome.message, code=code))

    async def _send(self, target: Target) -> Report | None:
        """Tell the platform; gives why nothing follows from that, where it is so."""
        if self._fleet.services[target.service_id].status == _REST.get(self._kind):
            return Report(target=target, text=f"{_path(target)} is {_REST[self._kind]} already")
        try:
            await send(self._client, self._kind, target)
        except ApiError as error:
            return Report(target=target, text=f"{_path(target)}: {error.message}", code=exit_code_of(error))
        return None

    def _ordered(self, target: Target) -> Report:
        return Report(target=target, text=f"{_path(target)}: {self._kind} ordered")


class Wait:
    """Waits until services have a status."""

    def __init__(self, client: Client, fleet: Fleet, status: str, reporter: Reporter) -> None:
        self._client = client
        self._fleet = fleet
        self._status = status
        self._reporter = reporter

    async def wait(self, targets: Sequence[Target], timeout: float) -> list[Report]:
        """Wait for each of *targets*, and say which got there and which did not in time."""
        async with polling(self._client, self._fleet) as poller:
            return list(await asyncio.gather(*(self._wait(poller, target, timeout) for target in targets)))

    async def _wait(self, poller: Poller, target: Target, timeout: float) -> Report:
        def look(fleet: Fleet) -> bool | None:
            service = fleet.services.get(target.service_id)
            return True if service is not None and service.status == self._status else None

        done = poller.hurry(target.stack_id)
        try:
            if await poller.wait_until(look, timeout=timeout):
                return self._reporter.tell(Report(target=target, text=f"{_path(target)} is {self._status}"))
        finally:
            done()
        text = f"{_path(target)} {_state(poller.fleet, target)} after {timeout:g} s, not {self._status}"
        if not poller.fleet.health.is_good:
            text += f" ({poller.fleet.health.message})"
        return self._reporter.tell(Report(target=target, text=text, code=ExitCode.FAILURE))


def _state(fleet: Fleet, target: Target) -> str:
    service = fleet.services.get(target.service_id)
    return f"is {service.status}" if service else "can't be seen any more"


@asynccontextmanager
async def polling(client: Client, fleet: Fleet, *, every: float = FLEET_EVERY) -> AsyncIterator[Poller]:
    """A poller that goes on from *fleet* meanwhile, and reads it whole *every* so many seconds."""
    poller = Poller(client.with_patience(0), known=fleet, fleet_every=every)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _path(target: Target) -> str:
    return f"{target.project}/{target.stack}/{target.service}"
