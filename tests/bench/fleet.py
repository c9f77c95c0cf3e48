"""Measures the app on 1,000 projects with 20,000 services: `python -m tests.bench.fleet`.

The platform is a process of its own on loopback (`tests.bench.large_fleet`), the app runs headless in this one. Times
are from the moment the platform sent the first page of stacks. How long the loop is held is told twice: by the wall,
as how late a timer of 5 ms fires, and by the processor, as what the most expensive callback cost.
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

from textual import events
from textual.pilot import Pilot

from tests.bench.holding import Held, Holding
from tui.app import LOOKS_FOR_CYCLES, StackdeckApp
from tui.commands.command import Place
from tui.settings import Settings, resolve_profile

PROJECTS, SERVICES, CHANGED = 1_000, 20_000, 20
SIZE = (120, 40)
KEYS = {"-": "minus", " ": "space", "!": "exclamation_mark", "/": "slash", "$": "dollar_sign"}


async def until(holds: Callable[[], object]) -> float:
    """The time at which *holds* does."""
    for _ in range(60_000):
        if holds():
            return time.monotonic()
        await asyncio.sleep(0.001)
    raise TimeoutError


async def measure(origin: str) -> None:
    """Run the app and print what was measured."""
    gc.set_threshold(*LOOKS_FOR_CYCLES)  # as `run_app` does
    os.environ["STACKDECK_TOKEN"] = "token"
    app = StackdeckApp(Settings(), resolve_profile(Settings(), url=origin, environ=os.environ))
    async with app.run_test(size=SIZE) as pilot:
        holding = Holding()
        with holding.weighing():
            table = app.main.pane(Place.SERVICES).table
            await until(lambda: app.main.fleet.projects)
            holding.take()
            rows = await until(lambda: table.total)
            await until(lambda: len(app.main.fleet.services) == SERVICES and app.main.fleet.complete)
            complete = time.monotonic()
            await until(lambda: table.total == SERVICES)
            first = float(await asyncio.to_thread(get, f"{origin}/first-page"))
            print(f"first rows          {1000 * (rows - first):7.0f} ms after the first page was sent (bar 500)")
            print(f"all services        {1000 * (complete - first):7.0f} ms (bar 3000)")
            tell("  loading held it", [holding.take()])
            await asyncio.sleep(1)
            await filter_keys(app, pilot, holding)
            await refresh(app, origin, holding)
    print(f"memory              {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB at most (bar 400)")


def tell(what: str, held: list[Held]) -> None:
    """Print how long the loop was held, median and worst, where the bar is 50 ms."""
    walls, costs = [each.wall for each in held], [each.processor for each in held]
    worst = max(held, key=lambda each: each.processor)
    print(
        f"{what:<19} {statistics.median(walls):7.0f} ms ({max(walls):.0f} at most) by the wall, "
        f"{statistics.median(costs):.0f} ms ({max(costs):.0f} at most) of the processor (bar 50): {worst.culprit}"
    )


async def filter_keys(app: StackdeckApp, pilot: Pilot[None], holding: Holding) -> None:
    """From each key of a filter to the rows that match it."""
    table = app.main.pane(Place.SERVICES).table
    for text in ("service-0042", "error !web /9$/"):
        await pilot.press("slash")
        await asyncio.sleep(0.3)
        took, cost, held = [], [], []
        typed = ""
        holding.take()
        for key in text:
            typed += key
            began = time.monotonic()
            # Not by the pilot, which waits for more than the key's effect.
            app.post_message(events.Key(KEYS.get(key, key), key))
            took.append(1000 * (await until(lambda: table.filter_text == typed) - began))  # noqa: B023 -- read at once
            await pilot.pause()
            held.append(holding.take())
            cost.append(held[-1].all)
        print(
            f"a filter's key      {statistics.median(took):7.0f} ms median, {max(took):.0f} at most by the wall, "
            f"{statistics.median(cost):.0f} ms, {max(cost):.0f} at most of the processor (bars 50, 200)"
        )
        tell("  it held the loop", held)
        await pilot.press("escape")
        await asyncio.sleep(0.3)


async def refresh(app: StackdeckApp, origin: str, holding: Holding) -> None:
    """How long the loop is held by a walk over the fleet in which some services changed."""
    assert app.session is not None
    held = []
    for _ in range(5):
        await asyncio.to_thread(get, f"{origin}/change?count={CHANGED}", "POST")
        before = app.main.fleet
        holding.take()
        app.session.poller.refresh()
        await until(lambda: app.main.fleet.stacks is not before.stacks)  # noqa: B023 -- read at once
        await asyncio.sleep(0.5)
        held.append(holding.take())
    tell(f"a refresh of {CHANGED} held", held)


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
