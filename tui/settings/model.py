"""What a settings file may say.

Plain dataclasses, so that a start without a settings file costs nothing; `load` checks a file against them with
pydantic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar, Literal

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|[a-z][a-z0-9_]*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_STRICT: Mapping[str, object] = {"strict": True, "extra": "forbid", "use_attribute_docstrings": True}


def _at_least(least: float, **values: float) -> None:
    for name, value in values.items():
        if not least <= value < inf:
            raise ValueError(f"{name} must be {least:g} or more")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileSettings:
    """One profile, `[profiles.NAME]`: a platform, the way to its token, and how careful to be there."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    url: str | None = None
    """The origin of the API, `https://host` (a `/v2` at its end is dropped). Default: `https://api.mittwald.de`."""
    token_env: str | None = None
    """The environment variable that holds the token."""
    token_file: str | None = None
    """The file that holds the token; refused when others can read it."""
    token_command: str | None = None
    """The command that prints the token on its first line, such as `pass show stackdeck`; run without a shell."""
    read_only: bool = False
    """True refuses every write."""
    protected: tuple[str, ...] = ()
    """Projects (name, short id or id) in which an action asks for the project's name."""
    colour: str | None = None
    """The colour the profile's name is shown in: a colour's name or `#rrggbb`."""

    def __post_init__(self) -> None:
        if sum(source is not None for source in (self.token_env, self.token_file, self.token_command)) > 1:
            raise ValueError(
                "it names more than one source of its token; leave one of token_env, token_file, token_command"
            )
        if self.colour is not None and not _COLOUR.fullmatch(self.colour):
            raise ValueError("colour must be the name of a colour, or #rrggbb")


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmations:
    """Which actions ask first, `[confirm]`. Deleting always asks."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    stop: bool = True
    """Ask before a service is stopped."""
    restart: bool = True
    """Ask before a service is restarted."""
    recreate: bool = True
    """Ask before a service is recreated."""
    pull: bool = False
    """Ask before an image is pulled and its service recreated."""
    quit: bool = False
    """Ask before the program ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notifications:
    """How trouble elsewhere makes itself known, `[notify]`."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    bell: bool = False
    """Ring the terminal's bell when a service breaks."""
    desktop: bool = False
    """Send a desktop notification through the terminal (OSC 9 and 777) when a service breaks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """How often the platform is asked, `[poll]`."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    fleet: float = 15.0
    """Seconds between two reads of all stacks; 5 or more."""
    stack: float = 2.0
    """Seconds between two reads of the visible stack; 1 or more."""

    def __post_init__(self) -> None:
        _at_least(5, fleet=self.fleet)
        _at_least(1, stack=self.stack)


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    """What is kept of logs, `[logs]`."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    memory: int = 256
    """MiB of log text that all services together may hold; 16 or more."""
    tail: int = 1000
    """Lines that are fetched when a log is opened; 1 or more."""
    wrap: bool = False
    """True folds long lines."""
    timestamps: bool = True
    """False hides the timestamps."""
    keep: bool = False
    """True keeps on disk what is read, in `$XDG_STATE_HOME/stackdeck/logs`; `stackdeck logs --offline` shows it."""
    keep_size: int = 256
    """MiB that all kept logs together may take on disk; 16 or more."""

    def __post_init__(self) -> None:
        _at_least(16, memory=self.memory, keep_size=self.keep_size)
        _at_least(1, tail=self.tail)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """A settings file; every key has a default."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = _STRICT

    default_profile: str | None = None
    """The profile that is used when neither `--profile` nor `STACKDECK_PROFILE` names one."""
    theme: str | None = None
    """The theme's name; by default the dark or the light one, as the terminal is."""
    ascii: bool | None = None
    """True draws with ASCII alone, false never does; by default as the terminal and the locale are."""
    mouse: bool = True
    """False leaves the mouse to the terminal."""
    driver: Literal["frugal", "stock"] = "frugal"
    """`frugal` sends the terminal only what changed, `stock` whatever Textual draws; `STACKDECK_DRIVER` wins."""
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    """The profiles by name. `local` and `mittwald` exist without being written down."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The key of an action by the action's id; several keys are parted by commas."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns that are shown, by the list's name (`services`); the name always is."""
    confirm: Confirmations = Confirmations()
    """Which actions ask first."""
    notify: Notifications = Notifications()
    """How trouble elsewhere makes itself known."""
    poll: Polling = Polling()
    """How often the platform is asked."""
    logs: LogSettings = LogSettings()
    """What is kept of logs."""

    def __post_init__(self) -> None:
        for name in self.profiles:
            if not _NAME.fullmatch(name):
                raise ValueError(f"the profile's name {name!r} may hold letters, digits, - and _ alone")
