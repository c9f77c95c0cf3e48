"""What a form asks, as pure values: its fields follow from what is typed, and so do the choices and the messages.

A form is described by one function from what is typed so far to the fields. That is how a field appears with an answer
in another one, and how choices depend on each other:

    def fields(typed: Values) -> Sequence[Field]:
        services = [Choice(each.id, each.name) for each in services_of(typed["stack"])]
        ports = [Choice(port, port) for port in ports_of(typed["service"])]
        return (
            Field(key="host", label="Host name", required=True, hint="Such as shop.localhost.", check=check_host),
            Field(key="stack", label="Stack", kind=Kind.CHOICE, choices=STACKS),
            Field(key="service", label="Service", kind=Kind.CHOICE, choices=services, empty="This stack has none."),
            Field(key="port", label="Port", kind=Kind.CHOICE, choices=ports, empty="This service declares none."),
        )

    form = Form(title="Connect a domain", verb="connect", doing="Connecting the domain", fields=fields)

`tui.screens.form.FormScreen` shows it. A key always stands for the same kind of field, and what was typed under a key
is kept while its field is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from tui.client.errors import ValidationProblem

MOST_ROUNDS = 12
"""Fields follow from fields that follow from fields: a form has no longer chain of them."""

NO_MATCH = "\0"
"""What is typed in a choice while its text is found nowhere in the list: nobody shall send what they did not choose."""


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = auto()
    """One line; blanks around it are not part of it."""
    PASSWORD = auto()
    """One line that is never shown."""
    CHOICE = auto()
    """One of a list; typing narrows the list. The value is the key of the choice."""
    LINES = auto()
    """Several lines."""


class Values(dict[str, str]):
    """What stands in the fields, by key, empty for a field that is not there.

    One of them may be a password, so neither `repr` nor a log of it shows any.
    """

    def __missing__(self, key: str) -> str:
        """Nothing was typed there."""
        return ""

    def __repr__(self) -> str:
        """Which fields there are, not what stands in them."""
        return f"Values of {', '.join(self) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list."""

    key: str
    """The value of the field when it is chosen; empty for a choice that means none."""
    label: str
    note: str = ""
    """What helps to choose, said behind it."""


def _anything(_value: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One question of a form."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    value: str = field(default="", repr=False)
    """What stands there before anything is typed."""
    hint: str | Text = ""
    """What may stand there, or what it means; under the field while nothing is wrong with it."""
    required: bool = False
    check: Callable[[str], str] = _anything
    """What is wrong with a value that is not empty, a sentence that says what is allowed; empty where nothing is."""
    choices: Sequence[Choice] = ()
    """Of a choice: the first one is chosen, unless `value` names another; one with an empty key means none so far."""
    empty: str = "There is nothing to choose from."
    """Of a choice: why there is none, a sentence."""
    paths: tuple[str, ...] = ()
    """How the platform names it in what it refuses, `description` or `templateConfig.userInputs.0`; else its key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Everything that is asked at once."""

    title: str
    verb: str
    """What sending it does, for the key: `create`."""
    doing: str
    """What is said while the platform is asked: `Creating the stack`."""
    fields: Callable[[Values], Sequence[Field]]
    """The fields that follow from what is typed. It is called at every key, so it only picks from what is known."""
    lines: Sequence[str | Text] = ()
    """What it is about, above the fields."""
    is_work: bool = True
    """False where what is typed is no more than an answer: it is left without a question."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A form as it is with what was typed so far."""

    fields: tuple[Field, ...]
    values: Values
    """Of the fields that are shown, as they would be sent."""


def settle(form: Form, typed: Mapping[str, str]) -> Settled:
    """The fields that follow from what was *typed*, and what stands in each of them."""
    values = Values(typed)
    fields: tuple[Field, ...] = ()
    for _ in range(MOST_ROUNDS):
        fields = tuple(form.fields(values))
        found = Values({each.key: _standing(each, typed) for each in fields})
        if found == values:
            break
        values = found
    return Settled(fields, values)


def _standing(each: Field, typed: Mapping[str, str]) -> str:
    text = typed.get(each.key, each.value)
    if each.kind is Kind.TEXT:
        return text.strip()
    if each.kind is not Kind.CHOICE:
        return text
    if text == NO_MATCH:
        return ""
    keys = [choice.key for choice in each.choices]
    return next((key for key in (text, each.value, *keys) if key in keys), "")


def problem_of(each: Field, value: str, typed: Mapping[str, str]) -> str:
    """What is wrong with a field, a sentence; empty where nothing is."""
    if each.kind is Kind.CHOICE:
        if typed.get(each.key) == NO_MATCH and each.choices:
            return "Nothing in the list is called that."
        if not each.choices:
            return each.empty if each.required else ""
    if not value.strip():
        return f"{each.label} is needed." if each.required else ""
    return each.check(value)


def problems_of(settled: Settled, typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the fields, by key, in their order."""
    found = ((each.key, problem_of(each, settled.values[each.key], typed)) for each in settled.fields)
    return {key: problem for key, problem in found if problem}


@dataclass(frozen=True, slots=True)
class Refused:
    """What the platform refused, put to the fields."""

    at: Mapping[str, str]
    """By the key of a field."""
    rest: tuple[str, ...]
    """What is about none of the fields, each a sentence."""


def place_refusals(fields: Sequence[Field], refusals: Iterable[ValidationProblem]) -> Refused:
    """Each refusal at the field whose path is the longest part of its own; the platform's may go on at both ends."""
    at: dict[str, str] = {}
    rest: list[str] = []
    for refusal in refusals:
        message = refusal.message.strip() or "The platform doesn't accept this."
        key = _field_at(fields, refusal.path.split("."))
        if key is None:
            rest.append(f"{refusal.path}: {message}" if refusal.path else message)
        else:
            at.setdefault(key, message)
    return Refused(at, tuple(rest))


def _field_at(fields: Sequence[Field], steps: list[str]) -> str | None:
    best: tuple[int, str] | None = None
    for each in fields:
        for path in each.paths or (each.key,):
            wanted = path.split(".")
            held = any(steps[first : first + len(wanted)] == wanted for first in range(len(steps)))
            if held and (best is None or len(wanted) > best[0]):
                best = (len(wanted), each.key)
    return best[1] if best else None


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices with every word that was typed, those that begin with it first."""
    words = typed.casefold().split()
    found = [each for each in choices if all(word in f"{each.label} {each.note}".casefold() for word in words)]
    return sorted(found, key=lambda each: not each.label.casefold().startswith(typed.casefold().strip()))
