"""Keeps a picture of the fleet fresh with few requests, and never loses what it knows.

Two loops share one line to the platform: one walks all pages of the fleet, seldom; the other reads the stack
somebody looks at, often, those in which an action is under way, more often, and in turns those in which a service is
on its way to another status. A page whose bytes did not change is not parsed again. When the platform can't be reached
the line stays closed for a growing pause, whoever asks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui.client.errors import Forbidden, NotFound
from tui.state.fleet import Condition, Fleet, Health
from tui.state.line import Denied, Line, Missed
from tui.state.network import ways_out
from tui.state.pauses import first, stretch

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.client.paging import Page
    from tui.models.project import ProjectSummary
    from tui.models.stack import Stack

T = TypeVar("T")

FLEET_EVERY = 15.0
"""Seconds between two walks over the whole fleet."""
PROJECTS_EVERY = 60.0
"""Seconds between two readings of the list of projects."""
STACK_EVERY = 2.0
"""Seconds between two readings of the stack somebody looks at."""
MOVING_EVERY = 0.8
"""The same while one of its services is on the way to another status."""
ACTION_EVERY = 0.35
"""The same while an action is under way in it."""
UNNAMED_EVERY, UNNAMED_ROUNDS = 0.5, 10
"""Seconds between two looks for the name of a new project, and how many of them."""
MOVING = frozenset({"creating", "starting", "stopping"})
MOVING_FOR = timedelta(minutes=1)
"""After this time a service that is still on its way hangs: where nobody looks, the walk over the fleet is enough."""
MOVING_AT_ONCE = 4
"""How many stacks that nobody looks at are read in one round."""


class Listener(Protocol):
    """Told every new picture, on the event loop."""

    def __call__(self, fleet: Fleet, /) -> None:
        """Take *fleet* as the newest picture."""


class Poller:
    """Asks, compares and publishes. One `run` lives as long as the program."""

    def __init__(
        self,
        client: Client,
        *,
        known: Fleet | None = None,
        fleet_every: float = FLEET_EVERY,
        stack_every: float = STACK_EVERY,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        network: Callable[[], object] = ways_out,
    ) -> None:
        """Ask *client*, which has no patience of its own, so often; start from what is *known*."""
        self._fleet_every = fleet_every
        self._stack_every = stack_every
        self.fleet = known or Fleet()
        """The newest picture."""
        self._client = client
        self._clock = clock
        self._listeners: list[Listener] = []
        self._line = Line(
            self.fleet.health, self._take_health, client.server_now, clock=clock, now=now, network=network
        )
        self._wake_stacks = asyncio.Event()
        self._wake_fleet = asyncio.Event()
        self._looked_at: str | None = None
        self._hurried: dict[str, int] = {}
        self._asked_at: dict[str, float] = {}
        self._pages: dict[int, tuple[bytes, tuple[Stack, ...]]] = {}
        self._projects_read_at: float | None = None
        self._unnamed_rounds = 0
        self._moving: set[str] = set()
        """Stacks in which a service is on its way to another status."""
        self._homes: dict[str, str] = {
            service.id: stack.id for stack in self.fleet.stacks.values() for service in stack.services
        }
        """The stack of each service; one that is gone is found in no stack."""
        for stack in self.fleet.stacks.values():
            self._note_whether_moving(stack)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell *listener* every new picture; gives the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def look_at(self, stack_id: str | None) -> None:
        """Read this stack often from now on, and at once when it is another one."""
        if stack_id != self._looked_at:
            self._looked_at = stack_id
            self._wake_stacks.set()

    def hurry(self, stack_id: str) -> Callable[[], None]:
        """Read this stack very often until the given function is called."""
        self._hurried[stack_id] = self._hurried.get(stack_id, 0) + 1
        self._wake_stacks.set()

        def done() -> None:
            self._hurried[stack_id] -= 1
            if not self._hurried[stack_id]:
                del self._hurried[stack_id]

        return done

    def refresh(self) -> None:
        """Ask for everything at once, also when a pause is running."""
        self._projects_read_at = None
        self._line.retry_now()
        self._wake_fleet.set()
        self._wake_stacks.set()

    async def wait_until(self, settled: Callable[[Fleet], T | None], *, timeout: float) -> T | None:
        """The first answer of *settled* that is not None, on this or a later picture; None after *timeout* seconds."""
        found: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def look(fleet: Fleet) -> None:
            if not found.done() and (answer := settled(fleet)) is not None:
                found.set_result(answer)

        stop = self.subscribe(look)
        try:
            look(self.fleet)
            async with asyncio.timeout(timeout):
                return await found
        except TimeoutError:
            return None
        finally:
            stop()

    async def run(self) -> None:
        """Keep the picture fresh until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._poll_fleet())
            group.create_task(self._poll_stacks())

    async def read_stack(self, stack_id: str) -> Stack:
        """Read one stack now, publish it and give it. Raises `ApiError`; the picture's health stays as it is."""
        asked = self._clock()
        stack = await self._client.stacks.get(stack_id)
        self._take_stacks({stack_id: stack}, asked)
        return stack

    def forget_stack(self, stack_id: str) -> None:
        """Publish a picture without a stack that was just deleted; no older answer brings it back."""
        self._asked_at[stack_id] = self._clock()
        self._moving.discard(stack_id)
        if stack_id in self.fleet.stacks:
            self._publish(stacks={key: stack for key, stack in self.fleet.stacks.items() if key != stack_id})

    # -- the two loops

    async def _poll_fleet(self) -> None:
        while True:
            self._wake_fleet.clear()
            with suppress(Missed):
                if self._projects_due():
                    with suppress(Denied):
                        await self._read_projects()
                await self._read_fleet()
            if self.fleet.health.condition is not Condition.UNREACHABLE:
                # Else it is the line that waits, and sees when the machine woke or the network is back.
                await first(self._wake_fleet, self._fleet_pause())

    def _fleet_pause(self) -> float:
        """Shorter while a stack's project has no name yet: the two lists are not read at the same moment."""
        unknown = not self.fleet.projects_forbidden and any(
            stack.project_id not in self.fleet.projects for stack in self.fleet.stacks.values()
        )
        if unknown and self._unnamed_rounds < UNNAMED_ROUNDS:
            self._unnamed_rounds += 1
            self._projects_read_at = None
            return UNNAMED_EVERY
        if not unknown:
            self._unnamed_rounds = 0
        return self._fleet_every * self._stretch()

    async def _poll_stacks(self) -> None:
        while True:
            self._wake_stacks.clear()
            for stack_id in {*self._hurried, *filter(None, [self._looked_at]), *self._moving_unseen()}:
                with suppress(Missed):
                    await self._read_one(stack_id)
            await first(self._wake_stacks, self._stack_pause())

    def _moving_unseen(self) -> list[str]:
        """Stacks to read although nobody looks at them, those first that were not read for the longest time."""
        now, due = self._client.server_now() - MOVING_FOR, self._clock() - self._stack_every
        recently = (
            stack_id
            for stack_id in sorted(self._moving, key=lambda stack_id: self._asked_at.get(stack_id, 0.0))
            if self._asked_at.get(stack_id, 0.0) <= due
            and any(each.status in MOVING and each.status_set_at > now for each in self.fleet.stacks[stack_id].services)
        )
        return list(islice(recently, MOVING_AT_ONCE))

    def _stack_pause(self) -> float:
        if self._hurried:
            return ACTION_EVERY
        moving = self._looked_at in self._moving
        return (min(MOVING_EVERY, self._stack_every) if moving else self._stack_every) * self._stretch()

    def _stretch(self) -> float:
        return stretch(self._client.rate_limit)

    def _projects_due(self) -> bool:
        read_at = self._projects_read_at
        return read_at is None or self._clock() - read_at >= PROJECTS_EVERY

    # -- what they ask

    async def _read_projects(self) -> None:
        found: dict[str, ProjectSummary] = {}
        pages = aiter(self._client.projects.pages())
        try:
            while page := await self._line.ask(lambda: anext(pages, None), may_be_denied=True):
                found |= {project.id: project for project in await self._line.ask(page.items)}
        except Denied:
            self._projects_read_at = self._clock()
            self._publish(projects_forbidden=True)
            raise
        self._projects_read_at = self._clock()
        self._publish(projects=_kept(self.fleet.projects, found), projects_remembered=False, projects_forbidden=False)

    async def _read_fleet(self) -> None:
        seen: dict[str, Stack] = {}
        pages: dict[int, tuple[bytes, tuple[Stack, ...]]] = {}
        began = self._clock()
        answers = aiter(self._client.stacks.pages_all())
        while page := await self._line.ask(lambda: anext(answers, None)):
            known = self._pages.get(page.skip)
            items = known[1] if known and known[0] == page.digest else await self._new_in(page)
            pages[page.skip] = (page.digest, items)
            fresh = {stack.id: stack for stack in items}
            seen |= fresh
            if not self.fleet.complete or self.fleet.remembered:
                self._take_stacks(fresh, began)
        self._pages = pages
        gone = [
            stack_id
            for stack_id in self.fleet.stacks
            if stack_id not in seen and self._asked_at.get(stack_id, 0.0) <= began
        ]
        self._take_stacks(seen, began, gone=gone, complete=True)

    async def _new_in(self, page: Page[Stack]) -> tuple[Stack, ...]:
        """The stacks of a page, with the objects that are known already in place of equal ones."""
        items = []
        for stack in await self._line.ask(page.items):
            items.append(_same_or(self.fleet.stacks.get(stack.id), stack))
            await asyncio.sleep(0)
        return tuple(items)

    async def _read_one(self, stack_id: str) -> None:
        async def read() -> Stack | None:
            try:
                return await self.read_stack(stack_id)
            except (Forbidden, NotFound):
                return None

        if await self._line.ask(read) is None:
            if self._looked_at == stack_id:
                self._looked_at = None
            self._wake_fleet.set()

    # -- publishing

    def _take_health(self, health: Health) -> None:
        if health.condition is self.fleet.health.condition is Condition.FRESH:
            # Only the time of the last answer changed: nobody needs to look.
            self.fleet = replace(self.fleet, health=health)
        else:
            self._publish(health=health)

    def _take_stacks(
        self, stacks: Mapping[str, Stack], asked: float, *, gone: list[str] | None = None, complete: bool = False
    ) -> None:
        known = dict(self.fleet.stacks)
        for stack_id in gone or ():
            del known[stack_id]
            self._moving.discard(stack_id)
        for stack_id, stack in stacks.items():
            if self._asked_at.get(stack_id, 0.0) <= asked:
                self._asked_at[stack_id] = asked
                if known.get(stack_id) is not stack:
                    known[stack_id] = stack
                    self._note_whether_moving(stack)
                    self._homes.update((service.id, stack_id) for service in stack.services)
        self._publish(
            stacks=_kept(self.fleet.stacks, known),
            complete=self.fleet.complete or complete,
            remembered=frozenset() if complete else self.fleet.remembered - stacks.keys(),
        )

    def _note_whether_moving(self, stack: Stack) -> None:
        if any(service.status in MOVING for service in stack.services):
            self._moving.add(stack.id)
        else:
            self._moving.discard(stack.id)

    def _publish(
        self,
        *,
        projects: Mapping[str, ProjectSummary] | None = None,
        stacks: Mapping[str, Stack] | None = None,
        complete: bool | None = None,
        health: Health | None = None,
        remembered: frozenset[str] | None = None,
        projects_remembered: bool | None = None,
        projects_forbidden: bool | None = None,
    ) -> None:
        old = self.fleet
        new = Fleet(
            homes=self._homes,
            projects=old.projects if projects is None else projects,
            stacks=old.stacks if stacks is None else stacks,
            complete=old.complete if complete is None else complete,
            health=health or old.health,
            remembered=old.remembered if remembered is None else remembered,
            projects_remembered=old.projects_remembered if projects_remembered is None else projects_remembered,
            projects_forbidden=old.projects_forbidden if projects_forbidden is None else projects_forbidden,
            remembered_at=old.remembered_at,
        )
        if _same(old, new):
            return
        self.fleet = new
        for listener in tuple(self._listeners):
            listener(new)


def _same(old: Fleet, new: Fleet) -> bool:
    """True where nobody would see a difference."""
    return (
        new.projects is old.projects
        and new.stacks is old.stacks
        and new.complete is old.complete
        and new.health == old.health
        and new.remembered == old.remembered
        and new.projects_remembered is old.projects_remembered
        and new.projects_forbidden is old.projects_forbidden
    )


def _kept(old: Mapping[str, T], new: Mapping[str, T]) -> Mapping[str, T]:
    """*new* with the objects of *old* wherever they are equal, and *old* itself when nothing changed."""
    merged = {key: _same_or(old.get(key), value) for key, value in new.items()}
    same = merged.keys() == old.keys() and all(merged[key] is value for key, value in old.items())
    return old if same else merged


def _same_or(known: T | None, value: T) -> T:
    return known if known is not None and (known is value or known == value) else value
