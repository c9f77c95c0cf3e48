"""Logs on disk: what was read survives the program and can be opened again without the platform.

Each log has a folder of its own (0700) with files of up to 1 MB (0600), of which the oldest go first. They hold the
lines as they came, so that any tool can read them; a mark is a line that begins with the byte 01, and a line of the log
that begins with it has it twice. One program at a time writes a log: it holds a lock on it until it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tui.logs.store import LogStore

_SEGMENT: Final = 1024 * 1024
_MARK: Final = b"\x01"
_ABOUT: Final = "about.json"
_LOCK: Final = "lock"
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SPECIAL: Final = re.compile(rb"^\x01(\x01?)(.*)\n", re.MULTILINE)


class KeptElsewhereError(OSError):
    """Another program keeps this log already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose log it is, so that it can be found without the platform."""

    id: str
    short_id: str
    path: str
    """`project/stack/service` in names."""


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A log that is on disk."""

    folder: Path
    about: About
    size: int
    """Bytes."""


def kept_logs(folder: Path) -> list[KeptLog]:
    """All logs kept below *folder*, the one of a profile, by their paths."""
    found = []
    for path in folder.glob(f"*/{_ABOUT}"):
        with suppress(OSError, ValueError, TypeError):
            about = About(**json.loads(path.read_bytes()))
            found.append(KeptLog(path.parent, about, sum(_size(each) for each in _segments(path.parent))))
    return sorted(found, key=lambda log: log.about.path)


def folder_of(root: Path, *names: str) -> Path:
    """The folder below *root* for something with these names, whatever is in them."""
    for name in names:
        digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]
        root /= name if _SAFE.fullmatch(name) else digest
    return root


def kept_texts(folder: Path) -> Iterator[bytes]:
    """What is kept in a log's *folder*, a file at a time, the oldest first; one dropped meanwhile is left out."""
    for path in _segments(folder):
        with suppress(FileNotFoundError):
            yield _whole_lines(path.read_bytes())


def last_texts(folder: Path, size: int) -> tuple[list[bytes], bool]:
    """The newest files that make up about *size* bytes, oldest first, and whether that is all there is."""
    texts: list[bytes] = []
    for path in reversed(_segments(folder)):
        if sum(map(len, texts)) >= size:
            return texts, False
        with suppress(FileNotFoundError):
            texts.insert(0, _whole_lines(path.read_bytes()))
    return texts, True


def encoded(store: LogStore, start: int, stop: int) -> bytes:
    """The lines *start* to *stop* of a store as they are kept."""
    parts = []
    for number, line in enumerate(store.lines(start, stop), start):
        own = store.is_mark(number) or line.startswith(_MARK)
        parts.append(b"%b%b\n" % (_MARK if own else b"", line))
    return b"".join(parts)


def decoded(text: bytes) -> Iterator[tuple[bytes, bool]]:
    """Kept text as stretches of whole lines, and marks (their text, and True), in their order."""
    start = 0
    for match in _SPECIAL.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], False
        yield (match[1] + match[2] + b"\n", False) if match[1] else (match[2], True)
        start = match.end()
    if start < len(text):
        yield text[start:], False


def take_in(store: LogStore, text: bytes) -> None:
    """Append kept text to a store."""
    for part, is_mark in decoded(text):
        if is_mark:
            store.mark(part.decode("utf-8", "replace"))
        else:
            store.extend(part)


class Archive:
    """The folder of one log, which this program alone writes to.

    Args:
        folder: made when it is not there.
        about: whose log it is.

    Raises:
        KeptElsewhereError: another program writes to it.
        OSError: it can't be written.
    """

    def __init__(self, folder: Path, about: About) -> None:
        self.folder = folder
        for each in (*reversed(folder.parents[:2]), folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(folder / _LOCK)
        try:
            _write_about(folder / _ABOUT, json.dumps(asdict(about)).encode())
            self._segment = (_segments(folder) or [folder / f"{1:08}.log"])[-1]
            self._size = _cut_unfinished(self._segment)
        except OSError:
            os.close(self._lock)
            raise

    def append(self, text: bytes) -> bool:
        """Write encoded *text* behind what is there; gives whether a new file was begun.

        Raises:
            OSError: it can't be written, or not all of it; a part of a line is cut off when the log is opened again.
        """
        begins = self._size >= _SEGMENT
        if begins:
            self._segment = self.folder / f"{int(self._segment.stem) + 1:08}.log"
            self._size = 0
        _write_private(self._segment, text, os.O_APPEND)
        self._size += len(text)
        return begins

    def close(self) -> None:
        """Let others keep this log."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def trim(root: Path, budget: int) -> None:
    """Drop the oldest files of all logs of all profiles below *root* until at most *budget* bytes are left.

    The newest file of a log that a program writes stays.
    """
    sizes = {path: _size(path) for path in root.glob("*/*/*.log") if path.stem.isdigit()}
    excess = sum(sizes.values()) - budget
    newest = {max(each for each in sizes if each.parent == folder) for folder in {path.parent for path in sizes}}
    for path in sorted(sizes, key=_changed_at):
        if excess <= 0:
            return
        if path in newest and _is_locked(path.with_name(_LOCK)):
            continue
        path.unlink(missing_ok=True)
        excess -= sizes[path]


def _segments(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.log") if path.stem.isdigit())


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _changed_at(path: Path) -> tuple[float, str]:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime, path.name
    return 0.0, path.name


def _whole_lines(text: bytes) -> bytes:
    return text[: text.rfind(b"\n") + 1]


def _cut_unfinished(path: Path) -> int:
    """Remove the part of a line that a crash left at the end, which following reads again; gives the bytes left."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return 0
    edge = text.rfind(b"\n") + 1
    if edge < len(text):
        os.truncate(path, edge)
    return edge


def _locked(path: Path) -> int:
    """An open file that nobody else has locked."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise KeptElsewhereError("Another program keeps this log already.") from error
    return handle


def _is_locked(path: Path) -> bool:
    """Whether a program holds the lock, be it this one."""
    try:
        os.close(_locked(path))
    except KeptElsewhereError:
        return True
    return False


def _write_about(path: Path, text: bytes) -> None:
    """Write what is not there yet: on a full disk nothing may get lost."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == text:
            return
    _write_private(path, text, os.O_TRUNC)


def _write_private(path: Path, text: bytes, how: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | how, 0o600)
    with os.fdopen(handle, "ab" if how == os.O_APPEND else "wb") as file:
        file.write(text)
