"""Logs on disk: what was read survives the program and can be opened again without the platform.

Each log has a folder of its own (0700) with files of up to 4 MB (0600), of which the oldest go first. They hold the
lines as they came, so that any tool can read them; a mark is a line that begins with the byte 01, and a line of the log
that begins with it has it twice. One program at a time writes a log.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tui.logs.store import LogStore

_SEGMENT: Final = 4 * 1024 * 1024
_AT_ONCE: Final = 4096
_MARK: Final = b"\x01"
_ABOUT: Final = "about.json"
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


class KeptElsewhereError(OSError):
    """Another program keeps this log already."""


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A log that is on disk."""

    folder: Path
    title: str
    """What it is the log of, for a person."""
    size: int
    """Bytes."""


def kept_logs(folder: Path) -> list[KeptLog]:
    """All logs kept below *folder*."""
    return [
        KeptLog(one.parent, _title(one), sum(path.stat().st_size for path in _segments(one.parent)))
        for one in sorted(folder.glob(f"*/{_ABOUT}"))
    ]


def read_kept(folder: Path, store: LogStore) -> None:
    """Fill *store* with the lines and marks that are kept in a log's *folder*, as many of the last as it takes."""
    for path in _segments(folder):
        text = path.read_bytes()
        _take_in(store, text[: text.rfind(b"\n") + 1])


class Keeper:
    """Writes what a store takes in to disk.

    Args:
        folder: where all logs are kept; made when it is not there.
        name: what the log is called there: the service's id.
        title: what it is the log of, for a person.
        store: filled from what is kept, and kept from then on.
        budget: bytes on disk.

    Raises:
        KeptElsewhereError: another program keeps this log.
        OSError: it can't be written.
    """

    def __init__(self, folder: Path, name: str, title: str, store: LogStore, *, budget: int) -> None:
        self._folder = folder / _folder_name(name)
        self._store = store
        self._budget = budget
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(self._folder / "lock")
        _write_private(self._folder / _ABOUT, json.dumps({"title": title}).encode(), os.O_TRUNC)
        for path in _segments(self._folder)[-1:]:
            _cut_unfinished(path)
        kept = bool(_segments(self._folder))
        if kept and store.end == store.first:
            read_kept(self._folder, store)
        self._written = store.end if kept else store.oldest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self) -> None:
        """Write what came into the store since the last time, as far as the store still has it."""
        self._written = max(self._written, self._store.oldest)
        while self._written < self._store.end:
            stop = min(self._written + _AT_ONCE, self._store.end)
            text = b"".join(_encoded(self._store, self._written, stop))
            _write_private(self._current(), text, os.O_APPEND)
            self._written = stop
        self._trim()

    def close(self) -> None:
        """Write the rest, and let others keep this log."""
        if self._lock >= 0:
            self.write()
            os.close(self._lock)
            self._lock = -1

    def _current(self) -> Path:
        """The file to append to."""
        last = _segments(self._folder)[-1:]
        if last and last[0].stat().st_size < _SEGMENT:
            return last[0]
        number = int(last[0].stem) + 1 if last else 1
        return self._folder / f"{number:08}.log"

    def _trim(self) -> None:
        paths = _segments(self._folder)
        excess = sum(path.stat().st_size for path in paths) - self._budget
        for path in paths[:-1]:
            if excess <= 0:
                return
            excess -= path.stat().st_size
            path.unlink()


def _encoded(store: LogStore, start: int, stop: int) -> Iterator[bytes]:
    for number, line in enumerate(store.lines(start, stop), start):
        if store.is_mark(number) or line.startswith(_MARK):
            yield _MARK
        yield line
        yield b"\n"


def _take_in(store: LogStore, text: bytes) -> None:
    """Append kept text to a store: stretches of lines as they are, marks and doubled bytes told apart."""
    start = 0
    for match in re.finditer(rb"^\x01(\x01?)(.*)\n", text, re.MULTILINE):
        store.extend(text[start : match.start()])
        if match[1]:
            store.extend(match[1] + match[2] + b"\n")
        else:
            store.mark(match[2].decode("utf-8", "replace"))
        start = match.end()
    store.extend(text[start:])


def _segments(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.log") if path.stem.isdigit())


def _title(about: Path) -> str:
    try:
        return str(json.loads(about.read_bytes())["title"])
    except (OSError, ValueError, LookupError, TypeError):
        return about.parent.name


def _folder_name(name: str) -> str:
    return name if _SAFE.fullmatch(name) else hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


def _cut_unfinished(path: Path) -> None:
    """Remove the part of a line that a crash left at the end; following reads it again."""
    text = path.read_bytes()
    edge = text.rfind(b"\n") + 1
    if edge < len(text):
        os.truncate(path, edge)


def _locked(path: Path) -> int:
    """An open file that nobody else has locked."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise KeptElsewhereError("Another program keeps this log already.") from error
    return handle


def _write_private(path: Path, text: bytes, how: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | how, 0o600)
    with os.fdopen(handle, "ab" if how == os.O_APPEND else "wb") as file:
        file.write(text)
