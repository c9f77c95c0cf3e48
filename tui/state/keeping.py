"""Keeps logs on disk while they are followed: writes in a thread what came, so that the loop never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tui.logs.keep import About, Archive, KeptElsewhereError, encoded, folder_of, last_texts, take_in, trim
from tui.logs.store import DEFAULT_BUDGET, LogStore

DEFAULT_DISK: Final = 256 * 1024 * 1024
"""Bytes on disk for all logs together, when nothing else is said."""
_SOON: Final = 0.5
"""Seconds in which what comes is written in one go."""
_AT_ONCE: Final = 2000
"""Lines that are taken from a store without giving way."""
_TAKEN_IN: Final = 256 * 1024
_READ: Final = DEFAULT_BUDGET * 3 // 4
"""Bytes that are read back of one log: as many as memory takes with room for what comes."""
_EARLIER: Final = "── earlier lines are on disk: stackdeck logs --offline shows them ──"


@dataclass(slots=True)
class _Kept:
    """One log."""

    written: int
    """The first line that was not handed over for writing yet."""
    archive: Archive | None = None
    """None where it can't be written: by this program, or any longer."""
    writing: list[Future[None]] = field(default_factory=list)
    opening: asyncio.Future[None] | None = None
    """Reads what is kept, until it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was on disk."""

    archive: Archive | None
    trouble: OSError | None
    """Why it can't be written."""
    texts: Sequence[bytes]
    complete: bool


class LogKeeping:
    """Keeps the logs of all profiles, until it is closed.

    Args:
        root: the folder of all kept logs.
        budget: bytes that all of them may take there.
        tell: told in a sentence, once each, that a log can't be kept.
    """

    def __init__(self, root: Path, *, budget: int = DEFAULT_DISK, tell: Callable[[str], None]) -> None:
        self._root = root
        self._budget = budget
        self._tell = tell
        self._told: set[str] = set()
        self._kept: dict[LogStore, _Kept] = {}
        self._writer = ThreadPoolExecutor(1, "kept logs")
        self._due: asyncio.TimerHandle | None = None

    async def open(self, profile: str, about: About, store: LogStore) -> None:
        """Fill *store*, which is empty, with the last of what is kept, and keep it from now on.

        A store that is kept already is left alone. Where nothing can be written or read, that is told.
        """
        if store not in self._kept:
            self._kept[store] = kept = _Kept(store.end)
            kept.opening = asyncio.ensure_future(
                self._fill(kept, folder_of(self._root, profile, about.id), about, store)
            )
        if (opening := self._kept[store].opening) is not None:
            await asyncio.shield(opening)

    async def _fill(self, kept: _Kept, folder: Path, about: About, store: LogStore) -> None:
        found = await asyncio.get_running_loop().run_in_executor(self._writer, _open, folder, about)
        if isinstance(found.trouble, KeptElsewhereError):
            self._tell_once("Another stackdeck keeps this log on disk; this one only shows what is kept.")
        elif found.trouble is not None:
            self._fail(kept, found.trouble)
        if not found.complete:
            store.mark(_EARLIER)
        for text in found.texts:
            for part in _parts(text):
                take_in(store, part)
                await asyncio.sleep(0)
        kept.written, kept.archive, kept.opening = store.end, found.archive, None

    def changed(self, store: LogStore) -> None:
        """Write soon what came into *store*."""
        kept = self._kept.get(store)
        if kept is not None and kept.archive is not None and self._due is None:
            self._due = asyncio.get_running_loop().call_later(_SOON, self._write)

    async def write(self, store: LogStore) -> None:
        """Write what came into *store*, and wait until it is on disk."""
        kept, more = self._kept[store], True
        if kept.opening is not None:
            await kept.opening
        while more:
            more = self._hand_over(store, kept)
            # Shielded, because to cancel the wait would cancel what is still to be written.
            writing = (asyncio.shield(asyncio.wrap_future(each)) for each in kept.writing)
            await asyncio.gather(*writing, return_exceptions=True)

    async def close(self) -> None:
        """Write the rest, and let other programs keep these logs."""
        if self._due is not None:
            self._due.cancel()
        for store, kept in self._kept.items():
            await self.write(store)
            if kept.archive is not None:
                kept.archive.close()
        self._kept.clear()
        self._writer.shutdown(wait=False)

    def _write(self) -> None:
        """Hand over some of every log; come again where there is more, or where the disk is slower than the log."""
        self._due = None
        for store, kept in self._kept.items():
            if kept.archive is not None and (kept.writing or self._hand_over(store, kept)):
                self.changed(store)

    def _hand_over(self, store: LogStore, kept: _Kept) -> bool:
        """Have the next lines written; gives whether there are more."""
        if kept.archive is None:
            return False
        missing = store.oldest - kept.written
        start, stop = max(kept.written, store.oldest), min(max(kept.written, store.oldest) + _AT_ONCE, store.end)
        if start >= stop:
            return False
        text = encoded(store, start, stop)
        if missing > 0:
            text = f"\x01── {missing:,} lines were dropped before they could be kept ──\n".encode() + text
        kept.written = stop
        loop = asyncio.get_running_loop()
        writing = self._writer.submit(self._append, kept.archive, text)
        kept.writing.append(writing)
        writing.add_done_callback(lambda done: loop.call_soon_threadsafe(self._written, kept, done))
        return stop < store.end

    def _append(self, archive: Archive, text: bytes) -> None:
        if archive.append(text):
            trim(self._root, self._budget)

    def _written(self, kept: _Kept, done: Future[None]) -> None:
        kept.writing.remove(done)
        error = done.exception()
        if isinstance(error, OSError):
            self._fail(kept, error)
        elif error is not None:
            raise error

    def _fail(self, kept: _Kept, error: OSError) -> None:
        """Go on without keeping this log."""
        if kept.archive is not None:
            kept.archive.close()
        kept.archive = None
        reason = (error.strerror or str(error)).lower()
        self._tell_once(f"Logs are no longer kept on disk: {reason}. What was kept stays.")

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)


def _open(folder: Path, about: About) -> _Found:
    archive = trouble = None
    try:
        archive = Archive(folder, about)
    except OSError as error:
        trouble = error
    try:
        texts, complete = last_texts(folder, _READ)
    except OSError as error:
        texts, complete, trouble = [], True, trouble or error
    return _Found(archive=archive, trouble=trouble, texts=texts, complete=complete)


def _parts(text: bytes) -> Iterable[bytes]:
    """Whole lines of *text* in pieces that are quickly taken in."""
    start = 0
    while start < len(text):
        stop = text.find(b"\n", start + _TAKEN_IN) + 1 or len(text)
        yield text[start:stop]
        start = stop
