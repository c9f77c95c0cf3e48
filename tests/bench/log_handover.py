"""Handing lines to the log view and to Textual's own `Log`: how many a second, and how long the event loop is held."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import islice
from typing import Final, NamedTuple

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Log

from tests.bench.gen_logs import lines
from tests.bench.harness import percentile
from tui.logs.store import LogStore
from tui.widgets.log_view import LogView

BATCH: Final = 1000
SIZE: Final = (120, 40)
HUGE: Final = 1 << 40


class Handover(NamedTuple):
    """What handing over many lines was like."""

    per_second: float
    """Lines."""
    lag: float
    """Seconds that the event loop was held, 99th percentile."""


class OneWidget(App[None]):
    """An app that shows one widget."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget


def to_view(batches: int, *, every: float) -> Handover:
    """Hand *batches* of lines to a store that the log view shows, one *every* so many seconds."""
    view, store = LogView(), LogStore(HUGE)
    batch = _batch()

    def give() -> None:
        store.extend(batch)
        view.refresh_from_store()

    return asyncio.run(_handed_over(view, lambda: view.show(store), give, batches, every))


def to_log(batches: int, *, every: float) -> Handover:
    """The same with Textual's `Log`."""
    log = Log()
    batch = _batch().decode()
    return asyncio.run(_handed_over(log, lambda: None, lambda: log.write(batch), batches, every))


def _batch() -> bytes:
    return "".join(f"{line}\n" for line in islice(lines(6), BATCH)).encode()


async def _handed_over(
    widget: Widget, ready: Callable[[], None], give: Callable[[], object], batches: int, every: float
) -> Handover:
    lags: list[float] = []
    app = OneWidget(widget)
    async with app.run_test(size=SIZE) as pilot:
        ready()
        await pilot.pause()
        ticking = asyncio.ensure_future(_tick(lags))
        began = time.perf_counter()
        for number in range(batches):
            give()
            await asyncio.sleep(max(began + (number + 1) * every - time.perf_counter(), 0))
        painted = asyncio.Event()
        widget.call_after_refresh(painted.set)
        await painted.wait()
        seconds = time.perf_counter() - began
        ticking.cancel()
    return Handover(batches * BATCH / seconds, percentile(lags, 99))


async def _tick(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append(time.perf_counter() - before - 0.001)
