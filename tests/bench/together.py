"""Four floods read together: what it costs, and how long the event loop is held: `python -m tests.bench.together`.

The same lines are shown as one log of four, side by side, and merged; each is told in the share of one core it takes,
taking in the lines included, so that what counts is how much more merging costs than showing one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count, islice
from typing import Final, NamedTuple

from textual.app import App, ComposeResult
from textual.containers import Horizontal

from tests.bench.figures import alternate, median, percentile
from tests.bench.gen_logs import lines
from tui.logs.merge import MergedLog
from tui.logs.store import LogStore
from tui.widgets.log_view import LogView

LOGS: Final = 4
RATES: Final = (250, 2500)
"""Lines a second of each log."""
EVERY: Final = 0.25
"""Seconds between two polls, each of which brings what was logged meanwhile."""
SECONDS: Final = 8.0
SIZE: Final = (120, 40)
MANY: Final = 250_000
"""Lines of each log that are merged at once."""


class Figures(NamedTuple):
    """What showing the floods was like."""

    cpu: float
    """Share of one core."""
    lag: float
    """Seconds that the event loop was held, 99th percentile."""
    worst: float
    """The longest time it was held."""


class Views(App[None]):
    """Some log views beside each other."""

    def __init__(self, views: list[LogView]) -> None:
        super().__init__()
        self._views = views

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield from self._views


def stamped(texts: Iterator[str], number: int) -> bytes:
    """So many lines of now, as a platform gives them."""
    at = datetime.now(UTC).timestamp() - EVERY
    moments = (datetime.fromtimestamp(at + EVERY * step / number, UTC) for step in range(number))
    return b"".join(
        f"{moment:%Y-%m-%dT%H:%M:%S.%f}000Z {text}\n".encode()
        for moment, text in zip(moments, islice(texts, number), strict=True)
    )


async def shown(make: Callable[[list[LogStore]], list[LogStore | MergedLog]], rate: int) -> Figures:
    """Show what *make* makes of the stores while all of them get lines."""
    stores = [LogStore() for _ in range(LOGS)]
    logs = make(stores)
    views = [LogView() for _ in logs]
    lags: list[float] = []
    cpu = 0.0
    async with Views(views).run_test(size=SIZE) as pilot:
        for view, log in zip(views, logs, strict=True):
            view.show(log)
        await pilot.pause()
        texts = [lines(seed) for seed in range(LOGS)]
        ticking = asyncio.ensure_future(_tick(lags))
        began = time.perf_counter()
        for step in count(1):
            for store, text in zip(stores, texts, strict=True):
                new = stamped(text, int(rate * EVERY))
                before = time.process_time()
                store.extend(new)
                for view in views:
                    view.refresh_from_store()
                await asyncio.sleep(EVERY / LOGS / 2)
                cpu += time.process_time() - before
                lags.append(0.0)
            await asyncio.sleep(max(began + step * EVERY - time.perf_counter(), 0))
            if time.perf_counter() - began > SECONDS:
                break
        took = time.perf_counter() - began
        ticking.cancel()
    return Figures(cpu / took, percentile(lags, 99), max(lags))


async def _tick(lags: list[float]) -> None:
    with suppress(asyncio.CancelledError):
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            lags.append(time.perf_counter() - before - 0.001)


def one(stores: list[LogStore]) -> list[LogStore | MergedLog]:
    """The first of the logs."""
    return list(stores[:1])


def beside(stores: list[LogStore]) -> list[LogStore | MergedLog]:
    """All of them side by side."""
    return list(stores)


def merged(stores: list[LogStore]) -> list[LogStore | MergedLog]:
    """All of them as one."""
    return [MergedLog([(f"log{number}", store) for number, store in enumerate(stores)])]


def merge_many() -> tuple[float, float]:
    """Processor seconds to merge a million lines, and the longest step."""
    stores = [LogStore(1 << 40) for _ in range(LOGS)]
    for number, store in enumerate(stores):
        store.extend(b"".join(_timed(step, text, number) for step, text in enumerate(islice(lines(number), MANY))))
    log = MergedLog([(str(number), store) for number, store in enumerate(stores)], clock=time.process_time)
    began, longest, more = time.process_time(), 0.0, True
    while more:
        before = time.process_time()
        more = log.step()
        longest = max(longest, time.process_time() - before)
    return time.process_time() - began, longest


def _timed(step: int, text: str, number: int) -> bytes:
    hour, minute, second = _clock(step // 40)
    return b"2026-03-10T%02d:%02d:%02d.%06d000Z %s\n" % (
        *(hour, minute, second),
        step % 40 * 25_000 + number,
        text.encode(),
    )


def _clock(second: int) -> tuple[int, int, int]:
    return second // 3600, second // 60 % 60, second % 60


def main() -> None:
    """Measure everything."""
    took, longest = merge_many()
    told = f"{took:.2f} s of processor time, the longest step {longest * 1000:.1f} ms"
    print(f"{LOGS * MANY:,} lines of {LOGS} logs merged in {told}")
    for rate in RATES:
        ways = {
            way.__name__: (lambda way=way, rate=rate: asyncio.run(shown(way, rate))) for way in (one, beside, merged)
        }
        for name, found in alternate(ways, 3).items():
            cpu, lag, worst = (median([each[place] for each in found]) for place in range(3))
            print(
                f"{LOGS} × {rate:,} lines/s, {name:<7} {cpu:>6.1%} of one core, "
                f"loop held p99 {lag * 1000:.1f} ms, at most {worst * 1000:.0f} ms"
            )


if __name__ == "__main__":
    main()
