"""Drafts of definitions on disk: what was typed survives every failure, the death of the process included.

Each stack of each profile's origin has at most one draft, a JSON file that only its owner can read. It is replaced in
one step, so that a full disk or a killed process leaves the draft before it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 16 * 1024 * 1024
"""A larger file is no draft of ours."""


class DraftError(Exception):
    """A draft can't be written or put aside; says why, in a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What somebody typed and has not applied."""

    origin: str
    """The address of the platform the stack is on."""
    stack_id: str
    place: str
    """The stack in the names people know: `shop-prod › default`."""
    base: str
    """The fingerprint of the definition that it was made from."""
    text: str
    saved_at: datetime


_DRAFT = TypeAdapter(Draft)


class Drafts:
    """The drafts in one folder. All calls block, for as long as the disk does."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        """Keep drafts in `folder`, which is made when the first one is saved."""
        self._folder = folder
        self._now = now

    def save(self, *, origin: str, stack_id: str, place: str, base: str, text: str) -> Draft:
        """Writes the draft of a stack in the place of the one before it. Raises `DraftError`."""
        draft = Draft(origin=origin, stack_id=stack_id, place=place, base=base, text=text, saved_at=self._now())
        content = json.dumps(asdict(draft) | {"saved_at": draft.saved_at.isoformat()}, ensure_ascii=True)
        self._write(self._path(origin, stack_id), content.encode())
        return draft

    def load(self, *, origin: str, stack_id: str) -> Draft | None:
        """The draft of a stack; None when there is none, or none that can be read."""
        draft = _read(self._path(origin, stack_id))
        return draft if draft is not None and (draft.origin, draft.stack_id) == (origin, stack_id) else None

    def list(self, *, origin: str | None = None) -> tuple[Draft, ...]:
        """All drafts, of one origin only where it is given, the newest first."""
        with suppress(OSError):
            drafts = [draft for path in self._folder.glob("*.json") if (draft := _read(path)) is not None]
            wanted = [draft for draft in drafts if origin in (None, draft.origin)]
            return tuple(sorted(wanted, key=lambda draft: draft.saved_at.timestamp(), reverse=True))
        return ()

    def discard(self, *, origin: str, stack_id: str) -> None:
        """Removes the draft of a stack, if there is one. Raises `DraftError`."""
        try:
            self._path(origin, stack_id).unlink(missing_ok=True)
        except OSError as error:
            raise DraftError(f"The draft can't be removed: {_reason(error)}.") from error

    def put_aside(self, *, place: str, text: str) -> Path:
        """Keeps `text` as a YAML file of its own beside the drafts, and gives its path. Raises `DraftError`."""
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", place).strip("-.")[:60] or "definition"
        stamp = self._now().strftime("%Y%m%d-%H%M%S")
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
        path = self._folder / f"{name}-{stamp}-{digest}.yaml"
        self._write(path, text.encode("utf-8", "replace"))
        return path

    def _path(self, origin: str, stack_id: str) -> Path:
        digest = hashlib.sha256(f"{origin}\0{stack_id}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:32]}.json"

    def _write(self, path: Path, content: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(path, content)
        except OSError as error:
            raise DraftError(f"The draft can't be saved to {self._folder}: {_reason(error)}.") from error


def _replace(path: Path, content: bytes) -> None:
    """Puts `content` at `path` in one step; the file is its owner's alone (`mkstemp` makes it 0600)."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes a rename last; some file systems refuse that for folders, and the file itself is written by then."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(path: Path) -> Draft | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        return _DRAFT.validate_python(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
