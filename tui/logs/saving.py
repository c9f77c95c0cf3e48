"""Writes a part of a log to a file: all of it or nothing, readable for its owner alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui.logs.excerpt import Extract


async def save(excerpt: Extract, path: Path, *, replace: Path | None = None, progress: Callable[[float], None]) -> int:
    """Write *excerpt* to the new file *path* and give its bytes; *progress* is told how much is done, from 0 to 1.

    With *replace* the file takes that one's place when it is complete. A file that could not be completed is removed.

    Raises:
        FileExistsError: there is such a file already.
        OSError: it can't be written.
    """
    handle = await asyncio.to_thread(os.open, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    complete, size = False, 0
    try:
        for share, text in excerpt.pieces():
            # Taken from the log here, where nothing else changes it meanwhile; only writing waits for the disk.
            await asyncio.to_thread(_write, handle, text)
            size += len(text)
            progress(share)
        if replace is not None:
            await asyncio.to_thread(path.replace, replace)
        complete = True
    finally:
        with suppress(OSError):
            os.close(handle)
        if not complete:
            _remove(path)
    return size


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _write(handle: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(handle, view) :]
