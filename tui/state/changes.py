"""What changed from one picture of the fleet to the next, and what of it nobody has looked at yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.state.fleet import Fleet

EACH: Final = 20
"""Changes that are kept of one service."""
TOTAL: Final = 1000
"""Changes that are kept in all; those of the services that changed longest ago are let go first."""
CALM: Final = timedelta(minutes=10)
"""How long a service must not have been broken before it counts as broken anew: a crash loop is one event."""
ERROR: Final = "error"


class Change(NamedTuple):
    """One service that went from one status to another, or said something else about the one it is in.

    A tuple, because twenty thousand of them can come at once.
    """

    project_id: str
    stack_id: str
    service_id: str
    service: str
    """Its name then: it may be gone by now."""
    before: str | None
    """The status it had; None when it is new."""
    after: str | None
    """The status it has; None when it is gone."""
    at: datetime
    """When, by the server's clock."""
    message: str = ""
    """What the platform says about it."""
    moved: bool = True
    """False where it says something else about the status it was in all the time."""


def changes_between(old: Fleet, new: Fleet, *, now: datetime) -> tuple[Change, ...]:
    """What happened to services from *old* to *new*, the earliest first; *now* is the server's time.

    Only stacks that are not the same objects are compared. What a picture that was not complete yet did not show is not
    new, and a change that the platform gives no time for happened *now*. Messages are not compared with those that were
    only remembered: they are kept without secrets.
    """
    if new.stacks is old.stacks:
        return ()
    found: list[Change] = []
    for stack_id, stack in new.stacks.items():
        before = old.stacks.get(stack_id)
        if before is not stack and (before is not None or old.complete):
            changes = _in_stack(before, stack, now)
            found += [change for change in changes if change.moved or stack_id not in old.remembered]
    for stack_id, stack in old.stacks.items():
        if stack_id not in new.stacks:
            found += [_gone(service, now) for service in stack.services]
    return tuple(sorted(found, key=lambda change: change.at))


def _in_stack(old: Stack | None, new: Stack, now: datetime) -> Iterable[Change]:
    before = {service.id: service for service in old.services} if old else {}
    for service in new.services:
        known = before.pop(service.id, None)
        if known is not service and (change := _of_service(known, service, now)):
            yield change
    for service in before.values():
        yield _gone(service, now)


def _of_service(old: Service | None, new: Service, now: datetime) -> Change | None:
    moved = old is None or new.status_set_at != old.status_set_at
    if old is not None and not moved and (new.status, new.message) == (old.status, old.message):
        return None
    return Change(
        project_id=new.project_id,
        stack_id=new.stack_id,
        service_id=new.id,
        service=new.service_name,
        before=None if old is None else old.status,
        after=new.status,
        message=new.message or "",
        at=new.status_set_at if moved else now,
        moved=moved,
    )


def _gone(service: Service, now: datetime) -> Change:
    return Change(
        project_id=service.project_id,
        stack_id=service.stack_id,
        service_id=service.id,
        service=service.service_name,
        before=service.status,
        after=None,
        at=now,
    )


class ChangeLog:
    """The newest changes, within bounds, and which services broke since somebody last looked."""

    def __init__(self, *, each: int = EACH, total: int = TOTAL) -> None:
        self._each = each
        self._total = total
        self._kept: dict[str, deque[tuple[int, Change]]] = {}
        """By service, the one that changed last at the end; each change with its number."""
        self._number_kept = 0
        self._broken_at: dict[str, datetime] = {}
        self._broke: dict[str, None] = {}
        self._seen = 0
        """The number of the newest change when somebody last looked."""
        self.version = 0
        """Grows with every change: it is the number of the newest."""

    @property
    def broke(self) -> Collection[str]:
        """Ids of the services that broke since somebody last looked, each once however often it did."""
        return self._broke.keys()

    @property
    def newest(self) -> list[Change]:
        """All changes kept, the newest first."""
        kept = (change for _, change in chain.from_iterable(self._kept.values()))
        return sorted(kept, key=lambda change: change.at, reverse=True)

    @property
    def unseen(self) -> frozenset[Change]:
        """Those of the kept ones that came since somebody last looked."""
        return frozenset(change for number, change in chain.from_iterable(self._kept.values()) if number > self._seen)

    def of(self, service_id: str) -> list[Change]:
        """What is kept of one service, the newest first."""
        return [change for _, change in reversed(self._kept.get(service_id, ()))]

    def add(self, changes: Sequence[Change], *, told: Collection[str] = ()) -> list[Change]:
        """Keep these; gives those by which a service broke that was well before, once until somebody looks.

        What happens to the services in *told* is said elsewhere already: it is kept and does not count as broken.
        """
        alarms = []
        for change in changes:
            if self._breaks(change) and change.service_id not in told and change.service_id not in self._broke:
                self._broke[change.service_id] = None
                alarms.append(change)
            if ERROR in (change.before, change.after):
                self._broken_at[change.service_id] = change.at
        self.version += max(0, len(changes) - self._total)
        for change in changes[-self._total :]:
            self._keep(change)
        return alarms

    def look(self) -> None:
        """Somebody has looked: nothing is new any longer."""
        self._broke.clear()
        self._seen = self.version

    def _breaks(self, change: Change) -> bool:
        if change.after != ERROR or change.before == ERROR:
            return False
        last = self._broken_at.get(change.service_id)
        return last is None or change.at - last >= CALM

    def _keep(self, change: Change) -> None:
        self.version += 1
        kept = self._kept.pop(change.service_id, None) or deque()
        self._kept[change.service_id] = kept
        kept.append((self.version, change))
        self._number_kept += 1
        if len(kept) > self._each:
            kept.popleft()
            self._number_kept -= 1
        while self._number_kept > self._total:
            oldest = next(iter(self._kept))
            self._number_kept -= len(self._kept.pop(oldest))
