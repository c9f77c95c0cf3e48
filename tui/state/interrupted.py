"""What was open when the line dropped, so that the next start can offer to continue there.

Kept for each profile in a file of its own that only its owner can read. Of logs no text is kept, only digests; a filter
or a search that was typed is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from tui.logs.landmarks import Landmark
from tui.logs.levels import Level

LARGEST: Final = 1024 * 1024
"""Bytes; a larger file is not ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkedLine:
    """A line that was marked, and what was noted there."""

    line: Landmark
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenLog:
    """How one log was read."""

    search: str = ""
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    level: Level = Level.UNKNOWN
    """The least level shown."""
    in_context: bool = False
    """True where everything was shown around what the filters show."""
    top: Landmark | None = None
    """The first line in the window; None where the end was followed."""
    marked: tuple[MarkedLine, ...] = ()

    @property
    def filters(self) -> int:
        """How many filters there were."""
        return len(self.show) + len(self.hide) + bool(self.level)


@dataclass(frozen=True, kw_only=True, slots=True)
class Interrupted:
    """What was open; the place itself is remembered with every end."""

    at: datetime
    """When the line dropped."""
    pane: str = ""
    """The pane with the focus."""
    full_log: bool = False
    """True where the log had the whole screen."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """The filters of the lists, by the list."""
    marked: tuple[str, ...] = ()
    """Ids of the services that were marked."""
    pinned: tuple[str, ...] = ()
    """Ids of the services whose logs were pinned."""
    together: str = ""
    """The name of the way in which those were shown."""
    logs: Mapping[str, OpenLog] = field(default_factory=dict)
    """How logs were read, by the service's id; those that were just followed are left out."""
    editing: str = ""
    """The id of the stack whose definition was in the editor; what was typed is its draft."""

    @property
    def is_more_than_a_place(self) -> bool:
        """True where going back to the place is not all there is to continue."""
        return bool(self.full_log or self.filters or self.marked or self.pinned or self.logs or self.editing)


_INTERRUPTED: Final = TypeAdapter(Interrupted)


def load(folder: Path, profile: str) -> Interrupted | None:
    """What was open when the line of *profile* dropped; None when nothing was, or the file can't be read."""
    try:
        with _path(folder, profile).open("rb") as file:
            return _INTERRUPTED.validate_json(file.read(LARGEST))
    except (OSError, ValueError):
        return None


def save(folder: Path, profile: str, interrupted: Interrupted) -> None:
    """Keep what was open. What can't be written is forgotten: the program ends in any case."""
    path = _path(folder, profile)
    fresh = path.with_suffix(f".{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_INTERRUPTED.dump_json(interrupted))
        fresh.replace(path)
    except (OSError, ValueError):
        with suppress(OSError):
            fresh.unlink()


def forget(folder: Path, profile: str) -> None:
    """There is nothing to continue any more."""
    with suppress(OSError):
        _path(folder, profile).unlink()


def _path(folder: Path, profile: str) -> Path:
    """A name that any profile's name can be made into, and no two alike."""
    digest = hashlib.blake2b(profile.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return folder / f"{digest}.json"
