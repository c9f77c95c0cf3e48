"""What the system tells about the user's own processes: start time, session, our marker. Linux and macOS."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tui.platform.engines.environment import MARKER

PROC = Path("/proc")
DEAD = {"Z", "X"}
HAS_PROC = (PROC / "self/environ").exists()


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """One process of this user."""

    pid: int
    session: int
    """The leader of its session; on macOS of its process group."""
    started: str
    marker: str
    """The value of our marker in its environment."""

    def before(self, started: str) -> bool:
        """Whether it is older than what was started then, as far as the system's units can be compared."""
        return self.started.isdecimal() and started.isdecimal() and int(self.started) < int(started)


def start_time(pid: int) -> str:
    """When a process was started, in units that only compare; empty when it is gone."""
    if HAS_PROC:
        try:
            return _stat_fields(pid)[19]
        except OSError:
            return ""
    return " ".join(_ps("-o", "lstart=", "-p", str(pid)).split())


def group_is_alive(leader: int) -> bool:
    """Whether anything but zombies is left of a process group: whoever should reap those may take its time."""
    try:
        os.killpg(leader, 0)
    except (ProcessLookupError, PermissionError):
        # macOS refuses to send a signal to zombies.
        return False
    if not HAS_PROC:
        return True
    return any(fields[2] == str(leader) and fields[0] not in DEAD for fields in _all_stat_fields())


def session_members(leader: int) -> list[int]:
    """The processes of the session that *leader* leads, as far as the system tells (Linux)."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                fields = _stat_fields(int(entry.name))
            except OSError:
                # Gone meanwhile.
                continue
            if fields[3] == str(leader):
                found.append(int(entry.name))
    return found


def list_own_processes() -> list[ProcessInfo]:
    """Every process of this user that carries our marker; zombies are left out."""
    if HAS_PROC:
        return _from_proc()
    return parse_ps(_ps("-x", "-ww", "-E", "-o", "pid=,pgid=,lstart=,command="))


def _from_proc() -> list[ProcessInfo]:
    found = []
    needle = f"{MARKER}=".encode()
    for entry in PROC.iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
            marker = next((text for text in variables if text.startswith(needle)), None)
            if marker is None or entry.stat().st_uid != os.getuid():
                continue
            fields = _stat_fields(int(entry.name))
        except OSError:
            # Gone meanwhile, or another user's.
            continue
        if fields[0] not in DEAD:
            value = marker.removeprefix(needle).decode("latin-1")
            found.append(ProcessInfo(int(entry.name), int(fields[3]), fields[19], value))
    return found


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third (the state) on: the name before it can hold anything."""
    return (PROC / str(pid) / "stat").read_text(encoding="latin-1").rpartition(") ")[2].split()


def _all_stat_fields() -> Iterator[list[str]]:
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                yield _stat_fields(int(entry.name))
            except OSError:
                # Gone meanwhile.
                continue


def parse_ps(text: str) -> list[ProcessInfo]:
    """The processes that `ps` lists as pid, group, start (five words) and command with environment."""
    found = []
    for line in text.splitlines():
        words = line.split(None, 7)
        marker = re.search(rf"(?:^|\s){MARKER}=([0-9a-f]+)(?:\s|$)", line)
        if len(words) == 8 and marker and words[0].isdecimal() and words[1].isdecimal():
            found.append(ProcessInfo(int(words[0]), int(words[1]), " ".join(words[2:7]), marker[1]))
    return found


def _ps(*options: str) -> str:
    """What `ps` says; empty when it cannot be run."""
    try:
        return subprocess.run(["/bin/ps", *options], capture_output=True, text=True, check=False, timeout=10).stdout  # noqa: S603 -- a fixed program with our own options
    except (OSError, subprocess.SubprocessError):
        return ""
