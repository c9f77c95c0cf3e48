"""What was last known of a platform, on disk, so that a start without network has something to show.

A profile has one file for each origin: a line that says of what and when, then a line for each project and stack. It
holds no value of any environment and no secret that the program would mask; that a value is not known is kept in its
place. The file is replaced in one step, and one that is damaged, too large or of something else counts as none.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.definitions.secrets import MASK, mask_text, mask_words
from tui.models.project import ProjectSummary
from tui.models.stack import Stack
from tui.settings.files import is_mine, is_regular, read_checked
from tui.state.fleet import Fleet

if TYPE_CHECKING:
    from tui.models.service import Service, ServiceState

VERSION: Final = 1
LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a file: some fifty thousand services. Of a larger fleet as many stacks are kept as fit."""
SLICE: Final = 0.004
"""Seconds of work after which others get their turn."""
UNKNOWN: Final = "\0"
"""Stands for the values of variables that were not kept, and for their names. No real one holds this character."""
UNKNOWN_OTHER: Final = "\0\0"
"""Stands for what is deployed where that is another value than the one that is wanted."""


def is_known(value: str) -> bool:
    """False for the value of a variable that was not kept."""
    return not value.startswith(UNKNOWN)


def is_whole(environment: Mapping[str, str]) -> bool:
    """False where only those variables were kept whose values are others than the deployed ones, and no value."""
    return UNKNOWN not in environment


@dataclass(frozen=True, slots=True)
class _About:
    """The first line of a file."""

    profile: str
    origin: str
    as_of: datetime
    projects: int
    stacks: int
    whole: bool
    """False where the fleet was too large to be kept as a whole."""


class _Kept(NamedTuple):
    """A line and the object it was made from."""

    source: object
    line: bytes


class LastKnown:
    """Keeps the newest picture of one profile's platform on disk. Nothing it does can fail or hold the loop."""

    def __init__(
        self, folder: Path, *, profile: str, origin: str, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Keep it in *folder*, which is made when something is written; *clock* measures the work."""
        digest = hashlib.sha256(f"{profile}\0{origin}".encode("utf-8", "surrogatepass")).hexdigest()
        self.path = folder / f"{digest[:32]}.jsonl"
        """The file."""
        self._profile = profile
        self._origin = origin
        self._clock = clock
        self._lines: dict[str, _Kept] = {}
        self._saved: tuple[object, object] | None = None
        """The projects and stacks that are in the file."""

    async def load(self) -> Fleet | None:
        """What is kept, as a fleet of which nothing was read yet; None where there is nothing that can be used."""
        try:
            text = await asyncio.to_thread(self._read)
            return await self._parsed(text)
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None

    async def save(self, fleet: Fleet, *, as_of: datetime) -> None:
        """Write *fleet* in the place of what is kept; *as_of* is the platform's time when it was confirmed last.

        What can't be written is left as it was: the file says itself how old it is.
        """
        content = await self._content_of(fleet, as_of)
        with suppress(OSError):
            await asyncio.to_thread(_replace, self.path, content)
            self._saved = fleet.projects, fleet.stacks

    def holds(self, fleet: Fleet) -> bool:
        """True where the file has just that already."""
        return self._saved is not None and self._saved[0] is fleet.projects and self._saved[1] is fleet.stacks

    # Writing

    async def _content_of(self, fleet: Fleet, as_of: datetime) -> list[bytes]:
        lines, sources = self._lines, _sources(fleet)
        self._lines = {}
        size, began = 0, self._clock()
        for key, source in sources:
            kept = lines.get(key)
            if kept is None or kept.source is not source:
                kept = _Kept(source, _line(source))
            size += len(kept.line)
            if size > LARGEST - 1024:
                break
            self._lines[key] = kept
            if self._clock() - began > SLICE:
                await asyncio.sleep(0)
                began = self._clock()
        stacks = sum(key.startswith("stack ") for key in self._lines)
        about = {
            "version": VERSION,
            "profile": self._profile,
            "origin": self._origin,
            "as_of": as_of.isoformat(),
            "projects": len(self._lines) - stacks,
            "stacks": stacks,
            "whole": len(self._lines) == len(fleet.projects) + len(fleet.stacks),
        }
        return [json.dumps(about).encode() + b"\n", *(kept.line for kept in self._lines.values())]

    # Reading

    def _read(self) -> list[bytes]:
        lines = read_checked(self.path, _check, limit=LARGEST + 1).split(b"\n")
        if lines.pop() != b"":
            raise ValueError("a line that was not written to its end")
        return lines

    async def _parsed(self, lines: list[bytes]) -> Fleet:
        about = self._about(lines[0])
        if len(lines) != 1 + about.projects + about.stacks or not about.stacks:
            raise ValueError("other lines than it says")
        projects: dict[str, ProjectSummary] = {}
        stacks: dict[str, Stack] = {}
        began = self._clock()
        for number, line in enumerate(lines[1:]):
            if number < about.projects:
                project = ProjectSummary.model_validate_json(line)
                projects[project.id] = project
            else:
                stack = Stack.model_validate_json(line)
                stacks[stack.id] = stack
            if self._clock() - began > SLICE:
                await asyncio.sleep(0)
                began = self._clock()
        return Fleet(projects=projects, stacks=stacks, complete=about.whole).as_remembered(about.as_of)

    def _about(self, line: bytes) -> _About:
        told = json.loads(line)
        if (told["version"], told["profile"], told["origin"]) != (VERSION, self._profile, self._origin):
            raise ValueError("of something else")
        as_of = datetime.fromisoformat(told["as_of"])
        if as_of.tzinfo is None:
            raise ValueError("a time without a zone")
        return _About(
            profile=self._profile,
            origin=self._origin,
            as_of=as_of,
            projects=int(told["projects"]),
            stacks=int(told["stacks"]),
            whole=told["whole"] is True,
        )


def _sources(fleet: Fleet) -> Iterator[tuple[str, ProjectSummary | Stack]]:
    """What gets a line, each under a key of its own: a default stack has the id of its project."""
    yield from ((f"project {key}", project) for key, project in fleet.projects.items())
    yield from ((f"stack {key}", stack) for key, stack in fleet.stacks.items())


def _line(source: ProjectSummary | Stack) -> bytes:
    if isinstance(source, Stack):
        source = source.model_copy(update={"services": tuple(map(_without_secrets, source.services))})
    # Invisible to whoever reads the file by lines: JSON has no line break inside.
    return source.model_dump_json(exclude_none=True, by_alias=True).encode("utf-8", "replace") + b"\n"


def _without_secrets(service: Service) -> Service:
    pending, deployed = service.pending_state, service.deployed_state
    if deployed == pending:
        wanted = shown = _state(pending)
    else:
        wanted, shown = _told_apart(pending, deployed)
    return service.model_copy(
        update={
            "description": mask_text(service.description),
            "message": mask_text(service.message) if service.message else None,
            "pending_state": wanted,
            "deployed_state": shown,
        }
    )


def _state(state: ServiceState) -> ServiceState:
    return state.model_copy(
        update={
            "image": _masked(state.image),
            "command": None if state.command is None else mask_words(state.command),
            "entrypoint": None if state.entrypoint is None else mask_words(state.entrypoint),
            "envs": {UNKNOWN: UNKNOWN} if state.envs else None,
        }
    )


def _told_apart(pending: ServiceState, deployed: ServiceState) -> tuple[ServiceState, ServiceState]:
    """Both without secrets, and still unlike wherever they were."""
    wanted, shown = _state(pending), _state(deployed)
    other: dict[str, object] = {}
    if deployed.image != pending.image and shown.image == wanted.image:
        other["image"] = shown.image.replace(MASK, f"{MASK}{MASK}")
    for name in ("command", "entrypoint"):
        words = getattr(shown, name)
        if words and words == getattr(wanted, name) and getattr(deployed, name) != getattr(pending, name):
            other[name] = tuple(word.replace(MASK, f"{MASK}{MASK}") for word in words)
    return (
        wanted.model_copy(update={"envs": _differing(pending, deployed, UNKNOWN)}),
        shown.model_copy(update={**other, "envs": _differing(deployed, pending, UNKNOWN_OTHER)}),
    )


def _differing(state: ServiceState, other: ServiceState, value: str) -> dict[str, str] | None:
    """The names in *state* under which *other* has something else, each with *value*."""
    known, beside = state.envs or {}, other.envs or {}
    names = [name for name, text in known.items() if beside.get(name) != text]
    return {UNKNOWN: UNKNOWN, **dict.fromkeys(names, value)} if known or beside else None


@lru_cache(maxsize=4096)
def _masked(text: str) -> str:
    """What many services share, images above all, is looked through once."""
    return mask_text(text)


def _check(status: os.stat_result) -> None:
    if not is_regular(status) or not is_mine(status) or status.st_size > LARGEST:
        raise OSError("not a file of ours")


def _replace(path: Path, content: list[bytes]) -> None:
    """Put *content*, line by line, at *path* in one step; the file is its owner's alone (`mkstemp` makes it 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".fleet-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
