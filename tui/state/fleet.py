"""One frozen picture of everything the token can see, and how much it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.service import Service
    from tui.models.stack import Stack

K = TypeVar("K")
V = TypeVar("V")


def _empty() -> Mapping[K, V]:
    return MappingProxyType({})


class Condition(StrEnum):
    """How the last question to the platform went."""

    LOADING = "loading"
    """Nothing has been answered yet."""
    FRESH = "fresh"
    STALE = "stale"
    """An answer is awaited for longer than answers take."""
    UNREACHABLE = "unreachable"
    """No answer came."""
    REFUSED = "refused"
    """The token was refused."""
    FORBIDDEN = "forbidden"
    """The token may not see this."""
    LIMITED = "limited"
    """The rate limit is used up."""
    FAILED = "failed"
    """An answer came, and it was of no use."""


class Health(NamedTuple):
    """How much a picture can be trusted."""

    condition: Condition = Condition.LOADING
    message: str = ""
    """What went wrong, a sentence for people."""
    since: datetime | None = None
    """The platform's time of the first failure in a row; of the last good answer where one is awaited."""
    until: datetime | None = None
    """The platform's time before which it takes nothing, where the rate limit is used up."""
    retry_at: float | None = None
    """When the next attempt is made, in seconds of the poller's clock."""
    read_at: float | None = None
    """When the last good answer came, in seconds of the poller's clock."""

    @property
    def is_good(self) -> bool:
        """True while nothing is wrong."""
        return self.condition in {Condition.FRESH, Condition.LOADING}


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Everything known, as of the newest answers. Equal parts are the same objects from one picture to the next."""

    projects: Mapping[str, ProjectSummary] = field(default_factory=_empty)
    stacks: Mapping[str, Stack] = field(default_factory=_empty)
    complete: bool = False
    """True once every page of the fleet has been read at least once."""
    health: Health = field(default_factory=Health)
    projects_forbidden: bool = False
    """True where the token may not list projects; their stacks may be there all the same."""
    remembered: frozenset[str] = frozenset()
    """Ids of stacks that nobody has read yet since they were known at `remembered_at`."""
    projects_remembered: bool = False
    """True while the same holds for the list of projects."""
    remembered_at: datetime | None = None
    """The platform's time at which it last confirmed what is remembered."""
    homes: Mapping[str, str] | None = field(default=None, compare=False, repr=False)
    """The stack of each service, by ids, where somebody keeps that up to date."""

    def service(self, service_id: str) -> Service | None:
        """The service of that id, when it is known."""
        if self.homes is None:
            return self.services.get(service_id)
        stack = self.stacks.get(self.homes.get(service_id, ""))
        services = stack.services if stack is not None else ()
        return next((service for service in services if service.id == service_id), None)

    def as_remembered(self, at: datetime) -> Fleet:
        """The same picture as something that was known *at* that time and has to be read anew."""
        return replace(
            self,
            health=Health(read_at=self.health.read_at),
            remembered=frozenset(self.stacks),
            projects_remembered=bool(self.projects),
            # What was not confirmed since is as old as it was.
            remembered_at=(self.remembered_at or at) if self.is_remembered else at,
        )

    @property
    def is_remembered(self) -> bool:
        """True while something of it was known earlier and was not read since."""
        return bool(self.remembered) or self.projects_remembered

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """All services by id."""
        return {service.id: service for stack in self.stacks.values() for service in stack.services}

    @cached_property
    def _stacks_by_project(self) -> Mapping[str, tuple[Stack, ...]]:
        found: dict[str, list[Stack]] = {}
        for stack in self.stacks.values():
            found.setdefault(stack.project_id, []).append(stack)
        return {key: tuple(sorted(stacks, key=_default_first)) for key, stacks in found.items()}

    def stacks_of(self, project_id: str) -> tuple[Stack, ...]:
        """The stacks of a project, the default one first."""
        return self._stacks_by_project.get(project_id, ())

    def services_of(self, project_id: str) -> Iterator[Service]:
        """The services of all stacks of a project."""
        for stack in self.stacks_of(project_id):
            yield from stack.services

    def project_name(self, project_id: str) -> str:
        """What people call the project; its id while the name is unknown."""
        project = self.projects.get(project_id)
        return project.description if project else project_id

    def stack_name(self, stack_id: str) -> str:
        """What people call the stack; its id while the name is unknown."""
        stack = self.stacks.get(stack_id)
        return stack.description if stack else stack_id


def _default_first(stack: Stack) -> tuple[bool, str]:
    return (not stack.is_default, stack.description.casefold())
