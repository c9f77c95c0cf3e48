"""References: how people and alerts name a service or a place, and what in the fleet that means.

A service is `project/stack/service`, each by name, short id or id; `project/service`, `stack/service` or the name alone
where that is enough. A place is all that, or `project/stack`, or a stack or project alone. A name with a slash in it
needs no escaping, because what is given is compared with whole paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.state.fleet import Fleet

MOST_CANDIDATES = 10
"""So many candidates are named in a sentence; more help nobody."""


class UnresolvedReferenceError(LookupError):
    """A reference that does not name exactly one thing; the text is a sentence that says what it could mean."""

    def __init__(self, reference: str, candidates: Sequence[str], *, is_ambiguous: bool) -> None:
        self.reference = reference
        self.candidates = tuple(candidates)
        """What it may mean, or what it may have been meant to say; each is a reference that works."""
        self.is_ambiguous = is_ambiguous
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        named = ", ".join(self.candidates[:MOST_CANDIDATES])
        more = len(self.candidates) - MOST_CANDIDATES
        named += f" and {more} more" if more > 0 else ""
        if self.is_ambiguous:
            return (
                f"{self.reference!r} names {len(self.candidates)} things: {named}. Write more of the path, or the id."
            )
        if named:
            return f"There is no {self.reference!r}. Did you mean {named}?"
        return f"There is no {self.reference!r} that this token can see."


class Place(NamedTuple):
    """Somewhere in the fleet: a project, a stack of it, or a service in that."""

    project_id: str
    stack_id: str | None = None
    service_id: str | None = None


def find_project(fleet: Fleet, reference: str) -> ProjectSummary:
    """The one project whose name, short id or id is *reference*.

    Raises:
        UnresolvedReferenceError: It names none, or more than one.
    """
    found = [project for project in fleet.projects.values() if reference in _project_spellings(fleet, project.id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnresolvedReferenceError(reference, [project.short_id for project in found], is_ambiguous=True)
    names = [project.description for project in fleet.projects.values()]
    raise UnresolvedReferenceError(reference, _similar(reference, names), is_ambiguous=False)


def find_service(fleet: Fleet, reference: str) -> Service:
    """The one service that *reference* names.

    Raises:
        UnresolvedReferenceError: It names none, or more than one.
    """
    found = _services(fleet, reference)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnresolvedReferenceError(reference, _paths(fleet, found), is_ambiguous=True)
    raise UnresolvedReferenceError(reference, _similar(reference, _all_paths(fleet)), is_ambiguous=False)


def find_place(fleet: Fleet, reference: str) -> Place:
    """The one place that *reference* names: a project before a stack, a stack before a service of the same spelling.

    Raises:
        UnresolvedReferenceError: It names none, or more than one.
    """
    projects = [key for key in fleet.projects if reference in _project_spellings(fleet, key)]
    stacks = [stack for stack in fleet.stacks.values() if _names_stack(fleet, stack, reference)]
    services = _services(fleet, reference)
    if projects:
        places = [Place(project_id=key) for key in projects]
        names = [fleet.projects[key].short_id for key in projects]
    elif stacks:
        places = [Place(project_id=stack.project_id, stack_id=stack.id) for stack in stacks]
        names = [stack.id for stack in stacks]
    else:
        places = [Place(project_id=one.project_id, stack_id=one.stack_id, service_id=one.id) for one in services]
        names = _paths(fleet, services)
    if len(places) == 1:
        return places[0]
    if places:
        raise UnresolvedReferenceError(reference, names, is_ambiguous=True)
    known = [*(project.description for project in fleet.projects.values()), *_all_paths(fleet)]
    raise UnresolvedReferenceError(reference, _similar(reference, known), is_ambiguous=False)


def path_of(fleet: Fleet, service: Service) -> str:
    """`project/stack/service` in names."""
    return f"{fleet.project_name(service.project_id)}/{fleet.stack_name(service.stack_id)}/{service.service_name}"


def _services(fleet: Fleet, reference: str) -> list[Service]:
    return [service for service in fleet.services.values() if _names_service(fleet, service, reference)]


def _names_service(fleet: Fleet, service: Service, reference: str) -> bool:
    if reference in (service.id, service.short_id, service.service_name):
        return True
    for own in (service.service_name, service.short_id, service.id):
        if not reference.endswith(f"/{own}"):
            continue
        above = reference.removesuffix(f"/{own}")
        if above in _project_spellings(fleet, service.project_id):
            return True
        if _names_stack(fleet, fleet.stacks[service.stack_id], above):
            return True
    return False


def _names_stack(fleet: Fleet, stack: Stack, reference: str) -> bool:
    if reference in (stack.id, stack.description):
        return True
    return any(
        reference == f"{project}/{own}"
        for project in _project_spellings(fleet, stack.project_id)
        for own in (stack.id, stack.description)
    )


def _project_spellings(fleet: Fleet, project_id: str) -> tuple[str, ...]:
    project = fleet.projects.get(project_id)
    return (project_id,) if project is None else (project.description, project.short_id, project_id)


def _paths(fleet: Fleet, services: Sequence[Service]) -> list[str]:
    """What tells the services apart: their paths, or their short ids where two have the same path."""
    paths = [path_of(fleet, service) for service in services]
    return paths if len(set(paths)) == len(paths) else [service.short_id for service in services]


def _all_paths(fleet: Fleet) -> list[str]:
    return [path_of(fleet, service) for service in fleet.services.values()]


def _similar(reference: str, paths: Iterable[str]) -> list[str]:
    """Paths that are nearly *reference*, or that end like it."""
    by_end = {path: path for path in paths}
    for path in tuple(by_end):
        by_end.setdefault(path.rsplit("/", 1)[-1], path)
    close = get_close_matches(reference, by_end, n=3, cutoff=0.7)
    return list(dict.fromkeys(by_end[key] for key in close))
