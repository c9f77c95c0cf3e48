"""Locks on files, held by a process for its life: they vanish with it, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tui.platform.errors import PlatformError

INTERVAL = 0.03


class LockHeldError(Exception):
    """Somebody else holds the lock."""


def try_lock(path: Path) -> int | None:
    """The descriptor that holds the lock on *path*, to be closed; None when somebody else holds it.

    Raises:
        PlatformError: The file can't be made or locked, for example on a disk that is read-only.
    """
    descriptor = -1
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if descriptor >= 0:
            os.close(descriptor)
        if isinstance(error, BlockingIOError):
            return None
        raise PlatformError(f"{path} can't be locked: {error.strerror or error}.") from error
    return descriptor


@contextlib.asynccontextmanager
async def locked(path: Path, *, patience: float, give_up: Callable[[], bool] = lambda: False) -> AsyncIterator[None]:
    """Hold the lock on *path*; waits for it up to *patience* seconds and while *give_up* says no.

    Raises:
        LockHeldError: Somebody else still holds it.
    """
    deadline = time.monotonic() + patience
    while (descriptor := try_lock(path)) is None:
        if time.monotonic() > deadline or give_up():
            raise LockHeldError(str(path))
        await asyncio.sleep(INTERVAL)
    try:
        yield
    finally:
        os.close(descriptor)
