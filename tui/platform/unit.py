"""One service's life: orders and events go in one after another, status changes come out."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tui.models.service import RestartPolicy, ServiceStatus
from tui.platform.engines.base import CannotRunError, Engine, Execution, Exit, Place
from tui.platform.logfile import LogFile
from tui.platform.orders import (
    SUPERSEDED,
    Due,
    Event,
    Exited,
    Ready,
    Recreate,
    Remove,
    Restart,
    Start,
    Stop,
)
from tui.platform.run import Run
from tui.platform.runtime import ServiceSpec, StatusChange
from tui.platform.workplace import Workplace


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """How long things take, in seconds."""

    creating: float = 0.3
    """How long a service is shown as being created: nothing is really pulled."""
    stopping: float = 0.4
    """How long a service is shown as stopping at least: people want to see that something happens."""
    grace: float = 10.0
    """Between SIGTERM and SIGKILL."""
    drain: float = 2.0
    """How long the output of what has ended is waited for: a process that left the group may hold it open."""
    first_pause: float = 1.0
    longest_pause: float = 60.0
    steady: float = 60.0
    """A run that lasted this long starts the pauses over."""


class ServiceUnit:
    """Runs one service and tells each change of its status, in order."""

    def __init__(
        self,
        service_id: str,
        *,
        engine: Engine,
        workplace: Workplace,
        place: Callable[[ServiceSpec], Place],
        tell: Callable[[StatusChange], None],
        timing: Timing,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service_id = service_id
        self._engine = engine
        self._workplace = workplace
        self._place_for = place
        self._tell = tell
        self._timing = timing
        self._clock = clock
        self._events: deque[Event] = deque()
        self._wake = asyncio.Event()
        self._spec: ServiceSpec | None = None
        self._place: Place | None = None
        self._run: Run | None = None
        self._pause = 0.0
        self._due: asyncio.TimerHandle | None = None

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._run is not None

    def post(self, event: Event) -> None:
        """Put an order in, or an event; waiting orders that it makes pointless are dropped."""
        pointless = SUPERSEDED.get(type(event), ())
        self._events = deque(waiting for waiting in self._events if not isinstance(waiting, pointless))
        self._events.append(event)
        self._wake.set()

    async def live(self) -> None:
        """Carry out what is posted, one after another, until the service is removed."""
        while True:
            while not self._events:
                self._wake.clear()
                await self._wake.wait()
            event = self._events.popleft()
            await self._handle(event)
            if isinstance(event, Remove):
                return

    async def find_listener(self, number: int) -> int | None:
        """The port of this machine on which the process listens for TCP port *number*; None while it does not."""
        run, ports = self._run, self._place.ports if self._place else ()
        host = next((port.host for port in ports if (port.number, port.protocol) == (number, "tcp")), None)
        return host if run and host and await run.execution.listens(host) else None

    async def close(self) -> None:
        """End the process and tell nobody; to be called when `live` no longer runs."""
        await self._end()
        self._workplace.close()

    async def _handle(self, event: Event) -> None:
        match event:
            case Start(spec) if self._run is None:
                await self._create(spec)
            case Stop():
                await self._stop()
            case Restart() if self._spec is not None:
                await self._show_ending("stopping to be started again")
                await self._launch(self._spec)
            case Recreate(spec):
                await self._recreate(spec)
            case Remove():
                await self._end()
                await asyncio.to_thread(self._workplace.remove)
            case Ready(run) if run is self._run:
                self._say(ServiceStatus.RUNNING, self._running_message())
            case Exited(run) if run is self._run:
                await self._after_exit(run)
            case Due() if self._run is None and self._spec is not None:
                await self._launch(self._spec)
            case _:
                # About a run that is over, or an order there is nothing to do for.
                return

    async def _create(self, spec: ServiceSpec) -> None:
        """Start *spec*; a service that was never here is created first."""
        self._pause = 0.0
        if not self._workplace.exists():
            await self._show_creating(spec)
        await self._launch(spec)

    async def _recreate(self, spec: ServiceSpec) -> None:
        """Replace what runs by *spec*."""
        await self._show_ending("stopping to be recreated")
        await self._show_creating(spec)
        self._spec = spec
        try:
            await asyncio.to_thread(self._workplace.clear)
        except OSError as error:
            self._say(ServiceStatus.ERROR, f"cannot be created: {error.strerror or error}")
        else:
            await self._launch(spec)

    async def _show_creating(self, spec: ServiceSpec) -> None:
        self._say(ServiceStatus.CREATING, f"pulling {spec.image}")
        await asyncio.sleep(self._timing.creating)

    async def _launch(self, spec: ServiceSpec) -> None:
        """Start the process of *spec* and tell how that went."""
        self._cancel_due()
        self._spec = spec
        try:
            self._place = self._place_for(spec)
            log = self._workplace.open_log()
            self._say(ServiceStatus.STARTING, f"starting {spec.image}", deployed=spec)
            execution = await self._engine.start(spec, self._place)
        except CannotRunError as error:
            self._say(ServiceStatus.ERROR, str(error))
        except OSError as error:
            self._say(ServiceStatus.ERROR, f"cannot start: {error.strerror or error}")
        else:
            self._follow(execution, log)

    def _follow(self, execution: Execution, log: LogFile) -> None:
        """Copy the output of a new run, and post what happens to it."""
        run = Run(execution, log, began=self._clock())
        run.exited.add_done_callback(lambda task: None if task.cancelled() else self.post(Exited(run)))
        run.readiness.add_done_callback(lambda task: None if task.cancelled() else self.post(Ready(run)))
        self._run = run

    async def _stop(self) -> None:
        """End what runs and tell it."""
        how = await self._show_ending(f"SIGTERM sent, SIGKILL follows in {self._timing.grace:g} s")
        self._say(ServiceStatus.STOPPED, f"stopped · {how}" if how else "stopped")

    async def _show_ending(self, message: str) -> Exit | None:
        """End what runs, if anything does, and show it while it lasts; gives how it ended."""
        self._pause = 0.0
        if self._run is None:
            self._cancel_due()
            return None
        self._say(ServiceStatus.STOPPING, message)
        how, _ = await asyncio.gather(self._end(), asyncio.sleep(self._timing.stopping))
        return how

    async def _end(self) -> Exit | None:
        """End what runs, SIGTERM first, and everything it had started; gives how it ended."""
        self._cancel_due()
        run = self._run
        if run is None:
            return None
        run.execution.signal(signal.SIGTERM)
        await run.gone_within(self._timing.grace)
        how = await run.let_go(self._timing.drain)
        self._run = None
        return how

    async def _after_exit(self, run: Run) -> None:
        """Decide what follows on an end that nobody ordered."""
        lasted = self._clock() - run.began
        how = await run.let_go(self._timing.drain)
        self._run = None
        policy = self._spec.restart_policy if self._spec else RestartPolicy.NO
        if policy == RestartPolicy.NO or (policy == RestartPolicy.ON_FAILURE and not how.failed):
            self._say(ServiceStatus.ERROR if how.failed else ServiceStatus.STOPPED, str(how))
            return
        timing = self._timing
        if lasted >= timing.steady:
            self._pause = 0.0
        self._pause = min(self._pause * 2, timing.longest_pause) if self._pause else timing.first_pause
        self._say(ServiceStatus.ERROR, f"{how}, restarting in {self._pause:g} s")
        self._due = asyncio.get_running_loop().call_later(self._pause, self.post, Due())

    def _cancel_due(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _running_message(self) -> str:
        ports = self._place.ports if self._place else ()
        shown = [str(port) for port in ports[:4]] + ([f"and {len(ports) - 4} more"] if len(ports) > 4 else [])
        return " · ".join(("running", *filter(None, [", ".join(shown)])))

    def _say(self, status: ServiceStatus, message: str, *, deployed: ServiceSpec | None = None) -> None:
        self._tell(StatusChange(service_id=self.service_id, status=status, message=message, deployed=deployed))
