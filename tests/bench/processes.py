"""What a process and its descendants use: CPU seconds and memory, read from /proc (zeros where there is none)."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_FIELDS = ("VmRSS", "RssAnon", "VmHWM", "Threads")


class Usage(NamedTuple):
    """Resources of a process tree at one instant."""

    t: float
    """When they were read, on the monotonic clock."""
    cpu: float
    """Seconds, user and system, reaped children included."""
    rss: int
    """Bytes, summed over live processes."""
    anon: int
    """Bytes, the part of `rss` that no file stands behind."""
    peak: int
    """Bytes, the sum of the processes' high-water marks."""
    processes: int
    """Live processes."""
    threads: int
    """Their threads."""


def tree(pid: int) -> list[int]:
    """Gives `pid` and all its live descendants."""
    todo, seen = [pid], []
    while todo:
        seen.append(todo.pop())
        todo.extend(_children(seen[-1]))
    return seen


def cpu_seconds(pid: int) -> float:
    """Gives the CPU time of one process: all its threads, the ended ones too, and its reaped children."""
    own = 0.0
    try:
        # The CPU clock of another process counts nanoseconds; /proc/PID/stat only ticks.
        own = time.clock_gettime((~pid << 3) | 2)
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()
    except OSError:
        return own
    return own + (int(fields[13]) + int(fields[14])) / _TICK


def usage(pid: int) -> Usage:
    """Gives what `pid` and its descendants use now."""
    pids = tree(pid)
    totals = dict.fromkeys(_FIELDS, 0)
    for each in pids:
        for key, value in _status(each).items():
            totals[key] += value
    return Usage(
        t=time.monotonic(),
        cpu=sum(map(cpu_seconds, pids)),
        rss=totals["VmRSS"] << 10,
        anon=totals["RssAnon"] << 10,
        peak=totals["VmHWM"] << 10,
        processes=len(pids),
        threads=totals["Threads"],
    )


def resident(pid: int) -> int:
    """Gives the bytes of memory that one process holds, without its descendants."""
    return _status(pid).get("VmRSS", 0) << 10


def is_waiting(pid: int) -> bool:
    """Tells whether the first thread of a process waits for something, and does not only wait for its turn."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/stat").read_bytes().rpartition(b") ")[2][:1] == b"S"
    except OSError:
        return True


def has_its_turns(pid: int) -> bool:
    """Tells whether no thread of a process waits for its turn."""
    try:
        stats = [Path(f"/proc/{pid}/task/{task}/stat").read_bytes() for task in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return True
    return all(stat.rpartition(b") ")[2][:1] != b"R" for stat in stats)


def _children(pid: int) -> list[int]:
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        return [int(child) for task in tasks for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except OSError:
        return []


def _status(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {key: int(value.split()[0]) for key, _, value in pairs if key in _FIELDS}
