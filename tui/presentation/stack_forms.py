"""The forms about a stack there is: to rename it, to schedule its updates, to delete it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from rich.text import Text

from tui.models.schedule import ScheduleError, check_cron
from tui.models.stack import UpdateSchedule
from tui.presentation.details import size
from tui.presentation.forms import Choice, Field, Form, Kind, Values
from tui.presentation.schedules import next_runs, words
from tui.presentation.texts import count, plain

if TYPE_CHECKING:
    from tui.models.ingress import Ingress
    from tui.models.stack import Stack

LONGEST_NAME = 255
NAME, CRON, ZONE, WHEN = "name", "cron", "timezone", "when"
BY_SCHEDULE, NEVER = "schedule", "never"
DAILY = "0 3 * * *"
FIELDS_OF_CRON = "Minute, hour, day, month, weekday, such as 0 3 * * * or 30 4 * * MON-FRI."


def check_stack_name(name: str) -> str:
    """What is wrong with the name of a stack, a sentence; empty where nothing is."""
    if len(name) > LONGEST_NAME:
        return f"At most {LONGEST_NAME} characters; this has {len(name)}."
    if not name.isprintable():
        return "Letters, digits, signs and blanks: nothing that can't be seen."
    return ""


def name_field(name: str = "") -> Field:
    """Asks what the stack is called."""
    return Field(
        key=NAME,
        label="Name",
        value=name,
        required=True,
        hint="What people call it.",
        check=check_stack_name,
        paths=("description",),
    )


def rename_form(stack: Stack, project: str) -> Form:
    """Asks for another name."""
    return Form(
        title=f"Rename stack {stack.description}",
        verb="rename",
        doing="Renaming the stack",
        fields=lambda _typed: (name_field(stack.description),),
        lines=place_lines(stack, project),
    )


def place_lines(stack: Stack, project: str) -> list[Text]:
    """Which stack it is."""
    return [
        Text.assemble(("Project  ", "dim"), plain(project)),
        Text.assemble(("Stack    ", "dim"), (plain(stack.description), "bold")),
    ]


# When it is updated by itself


def schedule_form(stack: Stack, project: str, *, zone: str, now: Callable[[], datetime]) -> Form:
    """Asks when the stack is updated; *zone* is proposed where it has no schedule, *now* says which runs are next."""
    known = stack.update_schedule or UpdateSchedule(cron=DAILY, timezone=zone)

    def fields(typed: Values) -> Sequence[Field]:
        when = Field(
            key=WHEN,
            label="Update it",
            kind=Kind.CHOICE,
            choices=(Choice(BY_SCHEDULE, "By a schedule"), Choice(NEVER, "Never by itself")),
            hint="Its images are pulled then, and its services recreated."
            if typed[WHEN] != NEVER
            else "There is no schedule then.",
        )
        if typed[WHEN] == NEVER:
            return (when,)
        cron = Field(
            key=CRON,
            label="Schedule",
            value=known.cron,
            required=True,
            hint=_runs(schedule_of(typed), now()),
            check=_check_cron,
            paths=("updateSchedule.cron", "updateSchedule"),
        )
        return (when, cron, _zone_field(known.timezone or "UTC"))

    return Form(
        title=f"Schedule updates of {stack.description}",
        verb="set",
        doing="Setting the schedule",
        fields=fields,
        lines=place_lines(stack, project),
    )


def schedule_of(values: Values) -> UpdateSchedule | None:
    """What was answered; None for never."""
    return None if values[WHEN] == NEVER else UpdateSchedule(cron=values[CRON], timezone=values[ZONE] or "UTC")


def _zone_field(zone: str) -> Field:
    names = zones()
    choices = [Choice(name, name) for name in (names if zone in names else (zone, *names))]
    return Field(
        key=ZONE, label="Time zone", kind=Kind.CHOICE, value=zone, choices=choices, paths=("updateSchedule.timezone",)
    )


def _runs(schedule: UpdateSchedule | None, now: datetime) -> Text:
    """The schedule in words and when it is due next; how one is written while it is none."""
    runs = next_runs(schedule, now) if schedule else []
    if schedule is None or not runs:
        return Text(FIELDS_OF_CRON)
    told = words(schedule)
    return Text.assemble((f"{told[:1].upper()}{told[1:]}", "bold"), f"\nNext {', '.join(runs)}")


def _check_cron(cron: str) -> str:
    try:
        check_cron(cron)
    except ScheduleError as error:
        return str(error)
    return ""


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The time zones this machine knows, by name."""
    return tuple(sorted(name for name in available_timezones() | {"UTC"} if _is_zone(name)))


def _is_zone(name: str) -> bool:
    return "/" in name or name == "UTC"


# What goes when it goes


@dataclass(frozen=True, kw_only=True, slots=True)
class Deletion:
    """A stack that may be deleted, with all that goes with it."""

    stack: Stack
    project: str
    domains: Sequence[Ingress] = ()
    """Those of the project."""
    told: str = "being read"
    """What is to be said of the domains; empty once they are there."""
    is_protected: bool = False
    """True where the name of the project is to be typed too."""

    @property
    def names(self) -> tuple[str, ...]:
        """What may be typed, the last as it is shown; of a name that nobody can see it is the id."""
        name = self.stack.description
        known = [name.strip(), plain(name).strip() or self.stack.id]
        if self.is_protected:
            known = [f"{self.project}/{known[0]}", f"{plain(self.project)}/{known[1]}"]
        return tuple(known)

    def form(self) -> Form:
        """Lists what goes, and asks for the name."""
        field = Field(
            key=NAME,
            label="Its name",
            required=True,
            hint=Text.assemble(("Type ", ""), (plain(self.names[-1]), "bold"), " to delete it for good."),
            check=lambda typed: "" if typed in self.names else f"That is another name: type {plain(self.names[-1])}",
        )
        return Form(
            title=f"Delete stack {self.stack.description}",
            verb="delete",
            doing="Deleting the stack",
            fields=lambda _typed: (field,),
            lines=self._lines(),
            is_work=False,
        )

    def _lines(self) -> list[Text]:
        services = [plain(each.service_name) for each in self.stack.services]
        volumes = [f"{plain(each.name)} ({size(each.storage_usage_in_bytes)})" for each in self.stack.volumes]
        return [
            *place_lines(self.stack, self.project),
            Text(),
            Text("This goes with it:"),
            _listed(services, "service"),
            _listed(volumes, "volume"),
            self._domains(),
        ]

    def _domains(self) -> Text:
        if self.told:
            return Text.assemble("Domains that lead to it: ", plain(self.told))
        ids = {each.id for each in self.stack.services}
        found = [plain(each.hostname) for each in self.domains if _leads_to(each, ids)]
        if not found:
            return Text("No domain leads to it")
        return _listed(found, "domain").append(
            ", which then lead nowhere" if len(found) > 1 else ", which then leads nowhere"
        )


def _leads_to(ingress: Ingress, services: set[str]) -> bool:
    targets = (path.target.container for path in ingress.paths)
    return any(target is not None and target.id in services for target in targets)


def _listed(names: Sequence[str], noun: str) -> Text:
    if not names:
        return Text(f"No {noun}s")
    return Text.assemble((count(len(names), noun), "bold"), "  ", ", ".join(names))
