"""What ran when the platform was killed: records of running processes, and ending them at the next start."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tui.platform.processes import ProcessInfo, list_own_processes, start_time

GRACE = 2.0
"""Seconds an orphan has after SIGTERM: the platform that starts is waiting for it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A process that was started: it is ours only while all three agree."""

    pid: int
    started: str
    """When the system says it was started, in the system's own units."""
    marker: str
    """The value of STACKDECK_RUN in its environment."""

    def owns(self, process: ProcessInfo) -> bool:
        """Whether *process* is the recorded one, or was started by it and is still in its session."""
        if process.marker != self.marker:
            return False
        if process.pid == self.pid:
            return process.started == self.started
        return process.session == self.pid and not process.before(self.started)


class Records:
    """The folder with one record per running process, `<short id>.json`."""

    def __init__(self, folder: Path, *, processes: Callable[[], Sequence[ProcessInfo]] = list_own_processes) -> None:
        self._folder = folder
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._processes = processes

    def write(self, name: str, *, pid: int, marker: str) -> None:
        """Remember a process that was started just now."""
        record = Record(pid, start_time(pid), marker)
        path = self._folder / f"{name}.json"
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
        draft.replace(path)

    def remove(self, name: str) -> None:
        """Forget a process that has ended."""
        (self._folder / f"{name}.json").unlink(missing_ok=True)

    def read(self) -> list[Record]:
        """What an earlier life left behind; a record that cannot be read is none."""
        records = []
        for path in self._folder.glob("*.json"):
            try:
                fields = json.loads(path.read_text(encoding="utf-8"))
                records.append(Record(int(fields["pid"]), str(fields["started"]), str(fields["marker"])))
            except (OSError, ValueError, LookupError, TypeError):
                continue
        return records

    async def end_all(self) -> int:
        """End every process that a record owns, SIGTERM first, and forget the records; gives how many there were."""
        records = self.read()
        orphans = remaining = self._owned(records)
        for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, GRACE)):
            deadline = time.monotonic() + patience
            for process in remaining:
                _send(process.pid, number)
            while remaining and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
                remaining = self._owned(records)
        for path in self._folder.glob("*.json"):
            path.unlink(missing_ok=True)
        return len(orphans)

    def _owned(self, records: Sequence[Record]) -> list[ProcessInfo]:
        if not records:
            return []
        return [process for process in self._processes() if any(record.owns(process) for record in records)]


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return
