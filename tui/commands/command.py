"""What an action of the user is: its key, its words, and when it applies."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.models.ingress import Ingress, IngressPath
    from tui.models.project import ProjectSummary
    from tui.models.registry import Registry
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.models.volume import Volume


class Place(StrEnum):
    """Where the focus is, and with it which keys mean something."""

    ANYWHERE = "anywhere"
    PROJECTS = "projects"
    STACKS = "stacks"
    SERVICES = "services"
    LOG = "log"
    DOMAINS = "domains"
    VOLUMES = "volumes"
    REGISTRIES = "registries"


LISTS = frozenset({Place.PROJECTS, Place.STACKS, Place.SERVICES})
NEAR_A_SERVICE = frozenset({Place.SERVICES, Place.LOG})
AMONG_STACKS = frozenset({Place.PROJECTS, Place.STACKS})
EVERYWHERE = frozenset({Place.ANYWHERE})
RESOURCES = frozenset({Place.DOMAINS, Place.VOLUMES, Place.REGISTRIES})
"""The screens of what belongs to a project. What means something anywhere else does not mean it there as well."""
TABLES = LISTS | RESOURCES
"""Wherever the focus is in a table."""


def places_of(place: Place) -> frozenset[Place]:
    """What a command may name so that it means something at *place*."""
    return frozenset({place}) if place in RESOURCES else frozenset({place, Place.ANYWHERE})


class Group(StrEnum):
    """The heading a command stands under in the help."""

    SERVICE = "Service"
    STACK = "Stack"
    PROJECT = "Project"
    LIST = "Lists"
    LOG = "Logs"
    PROGRAM = "Program"


class Context(NamedTuple):
    """What a command would act on right now."""

    place: Place = Place.ANYWHERE
    project: ProjectSummary | None = None
    stack: Stack | None = None
    service: Service | None = None
    domain: Ingress | None = None
    path: IngressPath | None = None
    """The path of the domain."""
    volume: Volume | None = None
    registry: Registry | None = None
    under_way: str | None = None
    """What is being done to what is highlighted at the moment, in a word."""
    remembered_for: str | None = None
    """How long ago the stack was seen last, where it was not read since the program started: `3 h`."""
    pinned: int = 0
    """How many logs are pinned."""
    read_only: bool = False
    connected: bool = True
    loading: bool = False
    """Whether nothing is known of the platform yet, as its first answer is on the way."""


def _always(_context: Context) -> str | None:
    return None


class Command(NamedTuple):
    """One action, declared once: the binding, the footer, the palette and the help are made from it."""

    id: str
    """Names it in the settings and picks its handler."""
    keys: tuple[str, ...]
    """The first is the one that is shown."""
    label: str
    """For the footer: one or two words."""
    title: str
    """For the palette: a verb and what it acts on."""
    help: str
    """For the help: one sentence."""
    group: Group
    where: frozenset[Place] = EVERYWHERE
    footer: int = 0
    """The place in the footer, from the left; 0 stays out of it."""
    refusal: Callable[[Context], str | None] = _always
    """Why it can't be done now, a sentence; None when it can."""


_SHOWN = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "exclamation_mark": "!",
    "ampersand": "&",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "comma": ",",
    "number_sign": "#",
    "asterisk": "*",
    "semicolon": ";",
    "at": "@",
    "apostrophe": "'",
    "quotation_mark": '"',
    "vertical_line": "|",
    "space": "space",
    "pageup": "page up",
    "pagedown": "page down",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def shown_key(key: str) -> str:
    """A key as people write it: `/` for `slash`, `^p` for `ctrl+p`."""
    if key.startswith("ctrl+"):
        return "^" + shown_key(key.removeprefix("ctrl+"))
    return _SHOWN.get(key, key)
