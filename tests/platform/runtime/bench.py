"""A supervisor over real processes, and what a test waits for."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.waiting import until
from tui.models.service import ServiceStatus
from tui.platform.engines.process import ProcessEngine
from tui.platform.runtime import ServiceSpec, StatusChange
from tui.platform.supervisor import Supervisor
from tui.platform.unit import Timing

PATIENCE = 30.0
needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes through /proc")
QUICK = Timing(creating=0, stopping=0, grace=10, drain=2, first_pause=0.05, longest_pause=0.2, steady=60)
PROJECT = str(uuid4())


def a_spec(image: str = "stackdeck/ticker", *command: str, **fields: Any) -> ServiceSpec:
    """The spec of a new service."""
    service_id = str(uuid4())
    given: dict[str, Any] = {
        "service_id": service_id,
        "short_id": f"c-{service_id[:6]}",
        "name": "ticker",
        "stack_id": PROJECT,
        "project_id": PROJECT,
        "image": image,
        "command": command or None,
    }
    return ServiceSpec(**{**given, **fields})


def a_shell(script: str, **fields: Any) -> ServiceSpec:
    """The spec of a service that runs a shell script."""
    return a_spec("stackdeck/shell", "sh", "-c", script, **fields)


class Bench:
    """A supervisor, the changes it has told, and ways to wait."""

    def __init__(self, data: Path, *, timing: Timing = QUICK, commands: bool = True, settle: float = 0) -> None:
        self.data = data
        engine = ProcessEngine(data / "run", settle=settle, commands=commands)
        self.supervisor = Supervisor(data, engine=engine, timing=timing)
        self.supervisor.on_status(self._told)
        self.changes: list[StatusChange] = []
        self._unread: deque[StatusChange] = deque()
        self._news = asyncio.Event()

    def _told(self, change: StatusChange) -> None:
        self.changes.append(change)
        self._unread.append(change)
        self._news.set()

    async def next(self, spec: ServiceSpec | None = None) -> StatusChange:
        """The next change that was not looked at yet, of *spec* or of any service."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._unread:
                    change = self._unread.popleft()
                    if spec is None or change.service_id == spec.service_id:
                        return change
                self._news.clear()
                await self._news.wait()

    async def until(self, spec: ServiceSpec, *statuses: ServiceStatus) -> StatusChange:
        """The next change of *spec* to one of these statuses."""
        while (change := await self.next(spec)).status not in statuses:
            pass
        return change

    async def run(self, spec: ServiceSpec) -> StatusChange:
        """Start *spec* and wait until it runs."""
        await self.supervisor.start(spec)
        return await self.until(spec, ServiceStatus.RUNNING)

    async def log(self, spec: ServiceSpec, tail: int | None = None) -> bytes:
        """The log of *spec*, without the timestamps."""
        lines = (await self.supervisor.logs(spec.service_id, tail)).splitlines(keepends=True)
        return b"".join(line.partition(b" ")[2] for line in lines)

    async def line(self, spec: ServiceSpec, text: bytes, *, times: int = 1) -> bytes:
        """The log once *text* is in it, so many times."""

        async def log() -> bytes:
            said = await self.log(spec)
            return said if said.count(text) >= times else b""

        return await until(log)


async def none_left(look: Callable[[], Iterable[object]]) -> None:
    """Wait until *look* finds nothing any more, in a folder or among the processes."""
    await until(lambda: not list(look()))


@asynccontextmanager
async def a_bench(data: Path, **options: Any) -> AsyncIterator[Bench]:
    """A bench that is closed in the end, and has left no process then."""
    bench = Bench(data, **options)
    try:
        yield bench
    finally:
        await bench.supervisor.close()
    assert processes_of(data) == []


def processes_of(data: Path) -> list[int]:
    """The processes, zombies aside, that have *data* in their environment: all that run for it, wherever from."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(data) in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found
