"""The rows of the three lists and the totals of the fleet.

A picture of the fleet shares all that did not change with the one before, so what was made from a stack is kept with it
and made again only when the stack is another object: of a thousand stacks a refresh costs those that changed.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from rich.text import Text

from tui.presentation import statuses
from tui.presentation.palette import Look
from tui.presentation.rows import Row
from tui.presentation.service_row import Scene, ServiceRow
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.stack import Stack
    from tui.state.fleet import Fleet

ALL = "*"
"""The key of the row that stands for everything."""
FEW = 200
"""So many new rows are put into a list of thousands one by one."""
_worst_first = attrgetter("worst_first")

P = TypeVar("P", bound=tuple[object, ...])
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Moment(NamedTuple):
    """What rows depend on beside the fleet."""

    now: datetime
    """The platform's time."""
    look: Look
    doing: Mapping[str, str] = _NOTHING
    """What is being done to services right now: a word by service id."""
    pinned: Collection[str] = ()
    """Ids of the services whose logs are pinned."""


@dataclass(eq=False, slots=True)
class _Part:
    """What was made from one stack."""

    stack: Stack
    counts: Counter[str]
    """How many services have each status."""
    made_for: object = None
    rows: tuple[ServiceRow, ...] = ()


class _Kept(NamedTuple, Generic[P]):
    """A row and the objects it was made from."""

    made_from: P
    row: Row


class FleetRows:
    """Makes rows, and gives the very same row again while nothing in it changed."""

    def __init__(self) -> None:
        self._parts: dict[str, _Part] = {}
        self._totals: Counter[str] = Counter()
        self._counted: object = None
        self._project_rows: dict[str, _Kept[tuple[ProjectSummary, tuple[Stack, ...], Look]]] = {}
        self._stack_rows: dict[str, _Kept[tuple[Stack, str, Look]]] = {}
        self._scene: Scene | None = None
        self._listed: dict[str, tuple[ServiceRow, ...]] = {}
        """The rows in the list of everything, by stack."""
        self._ordered: list[ServiceRow] = []
        """The same in order; never changed, as others hold it."""

    def totals(self, fleet: Fleet) -> Counter[str]:
        """How many services of the fleet have each status."""
        if self._counted is not fleet.stacks:
            self._parts = {key: part for key, part in self._parts.items() if key in fleet.stacks}
            self._totals = self._count(fleet.stacks.values())
            self._counted = fleet.stacks
        return self._totals

    def projects(self, fleet: Fleet, look: Look) -> list[Row]:
        """The whole fleet first, then the projects by name."""
        everything = self.totals(fleet)
        rows = [Row(ALL, (Text("All projects"), statuses.worst(everything, look)), ("", _worst_of(everything)))]
        projects = sorted(fleet.projects.values(), key=lambda each: (each.description.casefold(), each.id))
        return [*rows, *(self._row_of_project(fleet, project, look) for project in projects)]

    def stacks(self, fleet: Fleet, project_id: str, look: Look) -> list[Row]:
        """The stacks of a project; of all projects each with its project's name, behind a row for all of them."""
        if project_id != ALL:
            return [self._row_of_stack(stack, stack.description, look) for stack in fleet.stacks_of(project_id)]
        everything = Row(ALL, (Text("All stacks"), _running(self.totals(fleet), look)), ("", 0))
        named = [
            (f"{fleet.project_name(stack.project_id)} {look.glyphs.separator} {stack.description}", stack)
            for stack in fleet.stacks.values()
        ]
        named.sort(key=lambda pair: (not pair[1].services, pair[0].casefold(), pair[1].id))
        return [everything, *(self._row_of_stack(stack, name, look) for name, stack in named)]

    def services(self, fleet: Fleet, project_id: str, stack_id: str, moment: Moment) -> Sequence[ServiceRow]:
        """The services of a place: of one stack or project by name, of everything the worst first."""
        self._set_scene(moment)
        if project_id == ALL and stack_id == ALL:
            return self._everything(fleet, moment)
        if stack_id != ALL:
            found = [stack] if (stack := fleet.stacks.get(stack_id)) else []
        else:
            found = list(fleet.stacks_of(project_id))
        rows = [row for stack in found for row in self._service_rows(fleet, stack, moment)]
        rows.sort(key=attrgetter("by_name"))
        return rows

    def prepare(self, fleet: Fleet, moment: Moment) -> Iterator[None]:
        """Make what is missing of the rows of *fleet*, a little at each step, so that a list has only to be put up."""
        self._set_scene(moment)
        for stack in fleet.stacks.values():
            part = self._parts.get(stack.id)
            if part is None or part.stack is not stack or part.made_for is None:
                self._service_rows(fleet, stack, moment)
                yield
        for project in fleet.projects.values():
            if project.id not in self._project_rows:
                self._row_of_project(fleet, project, moment.look)
                yield

    def _set_scene(self, moment: Moment) -> Scene:
        if self._scene is None:
            self._scene = Scene(moment.now, moment.look)
        self._scene.change(moment.now, moment.look)
        return self._scene

    def _everything(self, fleet: Fleet, moment: Moment) -> list[ServiceRow]:
        """All services, the worst first: the very same list while nothing changed, else made from the one before."""
        parts = {key: self._service_rows(fleet, stack, moment) for key, stack in fleet.stacks.items()}
        new: list[ServiceRow] = []
        gone: set[int] = set()
        for key in self._listed.keys() | parts.keys():
            before, after = self._listed.get(key, ()), parts.get(key, ())
            if before is not after:
                kept = set(map(id, before)) & set(map(id, after))
                new += [row for row in after if id(row) not in kept]
                gone |= {id(row) for row in before if id(row) not in kept}
        if new or gone:
            self._ordered = _in_order([row for row in self._ordered if id(row) not in gone], new)
        self._listed = parts
        return self._ordered

    def _part(self, stack: Stack) -> _Part:
        part = self._parts.get(stack.id)
        if part is None or part.stack is not stack:
            part = self._parts[stack.id] = _Part(stack, Counter(service.status for service in stack.services))
        return part

    def _count(self, stacks: Iterable[Stack]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for stack in stacks:
            for status, number in self._part(stack).counts.items():
                counts[status] += number
        return counts

    def _service_rows(self, fleet: Fleet, stack: Stack, moment: Moment) -> tuple[ServiceRow, ...]:
        known = self._parts.get(stack.id)
        part = self._part(stack)
        project, name = fleet.project_name(stack.project_id), stack.description
        doing: tuple[object, ...] = ()
        if moment.doing or moment.pinned:
            pairs = [(moment.doing.get(each.id), each.id in moment.pinned) for each in stack.services]
            doing = tuple(pairs) if any(map(any, pairs)) else ()
        remembered = stack.id in fleet.remembered
        same_moment = (project, name, remembered)
        made_for = (same_moment, doing)
        if part.made_for == made_for:
            return part.rows
        before, scene = known or part, self._set_scene(moment)
        kept = {}
        if isinstance(before.made_for, tuple) and before.made_for[0] == same_moment:
            kept = {row.key: row for row in before.rows}
        part.rows = tuple(
            row
            if (row := kept.get(service.id))
            and row.service is service
            and (row.doing, row.pinned) == (moment.doing.get(service.id), service.id in moment.pinned)
            else ServiceRow(
                service,
                scene,
                project=project,
                stack=name,
                doing=moment.doing.get(service.id),
                remembered=remembered,
                pinned=service.id in moment.pinned,
            )
            for service in stack.services
        )
        part.made_for = made_for
        return part.rows

    def _kept(self, known: dict[str, _Kept[P]], key: str, made_from: P, make: Callable[[P], Row]) -> Row:
        """The row made from the same objects before, or a new one."""
        before = known.get(key)
        if before is not None and _same(before.made_from, made_from):
            return before.row
        known[key] = _Kept(made_from, make(made_from))
        return known[key].row

    def _row_of_project(self, fleet: Fleet, project: ProjectSummary, look: Look) -> Row:
        made_from = (project, fleet.stacks_of(project.id), look)
        return self._kept(self._project_rows, project.id, made_from, self._project_row)

    def _project_row(self, made_from: tuple[ProjectSummary, tuple[Stack, ...], Look]) -> Row:
        project, stacks, look = made_from
        counts = self._count(stacks)
        search = f"{project.description} {project.short_id}"
        sort = (project.description.casefold(), _worst_of(counts))
        return Row(project.id, (_project_name(project, look), statuses.worst(counts, look)), sort, search)

    def _row_of_stack(self, stack: Stack, name: str, look: Look) -> Row:
        return self._kept(self._stack_rows, f"{stack.id} {name}", (stack, name, look), self._stack_row)

    def _stack_row(self, made_from: tuple[Stack, str, Look]) -> Row:
        stack, name, look = made_from
        counts = self._part(stack).counts
        return Row(stack.id, (Text(plain(name)), _running(counts, look)), (name.casefold(), _worst_of(counts)), name)


def _in_order(ordered: list[ServiceRow], new: list[ServiceRow]) -> list[ServiceRow]:
    """Rows that are in order already, with new ones put where they belong."""
    if len(new) > FEW:
        # Sorting goes along what is in order already.
        return sorted([*ordered, *new], key=_worst_first)
    for row in new:
        insort(ordered, row, key=_worst_first)
    return ordered


def _running(counts: Counter[str], look: Look) -> Text:
    running, total = counts["running"], counts.total()
    if not total:
        return Text(look.glyphs.dot, style=look.palette.muted)
    style = look.palette.bad if counts["error"] else "" if running == total else look.palette.muted
    return Text(f"{running}/{total}", style=style)


def _project_name(project: ProjectSummary, look: Look) -> Text:
    name = Text(plain(project.description))
    if not project.enabled:
        name.append(" disabled", style=look.palette.muted)
    return name


def _worst_of(counts: Counter[str]) -> int:
    return min((statuses.severity(status) for status in counts), default=len(statuses.WORST_FIRST))


def _same(one: object, other: object) -> bool:
    """True for the very same object, equal texts, and tuples of what is the same."""
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, str) and one == other
