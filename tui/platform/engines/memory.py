"""Memory limits: a process that takes more than is declared is ended, as a container would be."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

INTERVAL = 2.0
PROC = Path("/proc")


async def watch_memory(pid: int, limit: int) -> int:
    """Return what the process and its children hold once that is more than *limit* bytes.

    Looks at the resident memory every two seconds, which costs some reads of a file. A limit of the address space
    (RLIMIT_AS) would be enforced by the system, but ends runtimes that reserve much and use little: Node, Go, Java.
    Where there is no /proc (macOS) limits are not enforced and this never returns.
    """
    while True:
        held = resident_bytes(pid)
        if held > limit:
            return held
        await asyncio.sleep(INTERVAL)


def resident_bytes(pid: int) -> int:
    """The resident memory of a process and all its descendants, in bytes; 0 when it is gone or cannot be seen."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = 0
    waiting = [pid]
    while waiting:
        folder = PROC / str(waiting.pop())
        try:
            total += int((folder / "statm").read_text().split()[1]) * page
            for task in (folder / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            # It has just ended, or this system does not tell.
            continue
    return total


def in_units(count: int) -> str:
    """Bytes for people: `256 MiB`."""
    return f"{count / 1024**2:.0f} MiB"
