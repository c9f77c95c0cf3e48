"""Measures the app on 1,000 projects with 20,000 services: `python -m tests.bench.fleet`.

The platform is a process of its own on loopback (`tests.bench.large_fleet`), the app runs headless in this one. Times
are from the moment the platform sent the first page of stacks; lag is how late a timer of 5 ms fires on the app's loop.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.pilot import Pilot

from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.settings import Settings, resolve_profile

PROJECTS, SERVICES, CHANGED = 1_000, 20_000, 20
SIZE = (120, 40)


class Lag:
    """How long the loop was held, at most, since it was last asked."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            due = time.monotonic() + 0.005
            await asyncio.sleep(0.005)
            self.worst = max(self.worst, time.monotonic() - due)

    def take(self) -> float:
        """Milliseconds; starts anew."""
        worst, self.worst = self.worst, 0.0
        return worst * 1000


async def until(holds: Callable[[], object]) -> float:
    """The time at which *holds* does."""
    for _ in range(60_000):
        if holds():
            return time.monotonic()
        await asyncio.sleep(0.001)
    raise TimeoutError


async def measure(origin: str) -> None:
    """Run the app and print what was measured."""
    gc.set_threshold(50_000, 20, 100)  # as `run_app` does
    os.environ["STACKDECK_TOKEN"] = "token"
    app = StackdeckApp(Settings(), resolve_profile(Settings(), url=origin, environ=os.environ))
    async with app.run_test(size=SIZE) as pilot:
        lag = Lag()
        table = app.main.pane(Place.SERVICES).table
        rows = await until(lambda: table.total)
        await until(lambda: len(app.main.fleet.services) == SERVICES and app.main.fleet.complete)
        complete = time.monotonic()
        first = float(await asyncio.to_thread(get, f"{origin}/first-page"))
        print(f"first rows          {1000 * (rows - first):7.0f} ms after the first page was sent (bar 500)")
        print(f"all services        {1000 * (complete - first):7.0f} ms (bar 3000)")
        print(f"  the loop was held {lag.take():7.0f} ms at most (bar 50)")
        await filter_keys(app, pilot, lag)
        await refresh(app, origin, lag)
    print(f"memory              {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB at most (bar 400)")


async def filter_keys(app: StackdeckApp, pilot: Pilot[None], lag: Lag) -> None:
    """From each key of a filter to the rows that match it."""
    table = app.main.pane(Place.SERVICES).table
    await pilot.press("slash")
    lag.take()
    took = []
    typed = ""
    for key in "service-0042":
        typed += key
        began = time.monotonic()
        await pilot.press("minus" if key == "-" else key)
        took.append(1000 * (await until(lambda: table.filter_text == typed) - began))  # noqa: B023 -- read at once
    print(
        f"a filter's key      {statistics.median(took):7.0f} ms median, {max(took):.0f} at most (bars 50, 200), "
        f"loop held {lag.take():.0f} ms"
    )
    await pilot.press("escape")


async def refresh(app: StackdeckApp, origin: str, lag: Lag) -> None:
    """How long the loop is held by a walk over the fleet in which some services changed."""
    assert app.session is not None
    held = []
    for _ in range(5):
        await asyncio.to_thread(get, f"{origin}/change?count={CHANGED}", "POST")
        before = app.main.fleet
        lag.take()
        app.session.poller.refresh()
        await until(lambda: app.main.fleet.stacks is not before.stacks)  # noqa: B023 -- read at once
        await asyncio.sleep(0.3)
        held.append(lag.take())
    print(f"a refresh of {CHANGED}     {statistics.median(held):7.0f} ms median the loop was held (bar 50)")


def get(url: str, method: str = "GET") -> Any:
    """The body of an answer."""
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:  # noqa: S310 -- loopback
        return answer.read().decode() or "0"


def main() -> None:
    """Start the platform, measure, end it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = folder
        command = [sys.executable, "-m", "tests.bench.large_fleet", str(PROJECTS), str(SERVICES)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as platform:
            assert platform.stdout is not None
            try:
                asyncio.run(measure(platform.stdout.readline().strip()))
            finally:
                with suppress(ProcessLookupError):
                    platform.terminate()


if __name__ == "__main__":
    main()
