"""One run of a service: its execution and the tasks that follow it."""

from __future__ import annotations

import asyncio
import signal

from tui.platform.engines.base import Execution, Exit
from tui.platform.logfile import LogFile
from tui.platform.output import copy_output

KILLED_WITHIN = 5.0
"""Seconds in which a killed process has ended, unless the system itself holds it (a dead network disk)."""


class Run:
    """One execution with the tasks around it."""

    def __init__(self, execution: Execution, log: LogFile, *, began: float) -> None:
        self.execution = execution
        self.began = began
        self.exited = asyncio.create_task(execution.wait())
        self.readiness = asyncio.create_task(execution.ready())
        self.copying = asyncio.create_task(copy_output(execution, log))

    async def gone_within(self, seconds: float) -> bool:
        """Whether the process and all it had started end by themselves within this time."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self.exited)
                await self.execution.gone()
        except TimeoutError:
            return False
        return True

    async def let_go(self, drain: float) -> Exit:
        """End what is left of the group, take in the rest of the output and forget the run; gives how it ended."""
        self.readiness.cancel()
        self.execution.signal(signal.SIGKILL)
        ended, _ = await asyncio.wait({self.exited}, timeout=KILLED_WITHIN)
        _, unfinished = await asyncio.wait({self.copying}, timeout=drain)
        for task in unfinished:
            task.cancel()
            # The log may be closed after this: nothing may be written to it any more.
            await asyncio.wait({task})
        self.execution.close()
        return self.exited.result() if ended else Exit(signal=signal.SIGKILL, reason="it has not ended yet")
