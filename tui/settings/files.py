"""Reading small files whose owner and permissions matter; the file that is checked is the one that is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path


def read_checked(path: Path, check: Callable[[os.stat_result], None], *, limit: int) -> bytes:
    """At most *limit* bytes of *path*, after *check* has looked at the status of the open file.

    A pipe or a device is opened without waiting for it, so that *check* can refuse it.

    Raises:
        OSError: The file can't be opened or read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        check(os.fstat(descriptor))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(descriptor)


def is_regular(status: os.stat_result) -> bool:
    """True for an ordinary file."""
    return stat.S_ISREG(status.st_mode)


def is_mine(status: os.stat_result) -> bool:
    """True when the file belongs to this user or to the administrator."""
    return status.st_uid in (os.geteuid(), 0)
