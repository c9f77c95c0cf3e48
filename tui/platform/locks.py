"""Locks on files, held by a process for its life: they vanish with it, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

INTERVAL = 0.03


class LockHeldError(Exception):
    """Somebody else holds the lock."""


def try_lock(path: Path) -> int | None:
    """The descriptor that holds the lock on *path*, to be closed; None when somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
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
