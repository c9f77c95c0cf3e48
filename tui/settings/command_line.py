"""What the command line says to every part of the program, and what the program says back when it ends."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    """The options that stand before a command; they mean the same to the app and to every command."""

    profile: str | None = None
    """The profile asked for by name."""
    url: str | None = None
    """The origin of an unnamed profile, in place of a named one."""
    read_only: bool = False
    """True refuses every write, whatever the profile says."""
    place: str | None = None
    """Where the app opens: a reference such as `shop-prod/default/worker`."""
    log: Path | None = None
    """The file a debug log is written to."""


class ExitCode(IntEnum):
    """How the program ends; scripts may rely on it."""

    OK = 0
    """It did what was asked."""
    FAILURE = 1
    """The platform refused or failed, or a service did not get where it should."""
    USAGE = 2
    """The command line or the settings are wrong."""
    UNREACHABLE = 3
    """No answer came from the platform."""
    REFUSED = 4
    """There is no token, it was refused, or it may not do this (read-only included)."""
    NOT_FOUND = 5
    """A reference names nothing, or more than one thing."""
    INTERRUPTED = 130
    """Ended by SIGINT (ctrl+c)."""
    TERMINATED = 143
    """Ended by SIGTERM."""
