"""What the log engine costs beside less, lnav, grep and ripgrep: `python -m tests.bench.logs [ROUNDS]`.

Every figure is the median of rounds taken in turns with the peers, because absolute times drift with the machine, and
stands beside its ratio and bar. A peer that is not installed is skipped and named.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.gen_logs import lines, make
from tests.bench.harness import Session, alternate, median, percentile
from tests.bench.log_handover import to_log, to_view
from tests.bench.processes import usage
from tui.logs.follow import Attention, FollowedLog
from tui.logs.pattern import Pattern
from tui.logs.query import Search
from tui.logs.store import LogStore

ROOT: Final = Path(__file__).resolve().parents[2]
LINES: Final = 1_000_000
PIECE: Final = 1 << 20
LITERAL: Final = "NEEDLEaaaab"
EXPRESSION: Final = 'GatewayTimeout:|slow query detected.*shard=1[0-9]|/login HTTP/1.1" 500'
HUGE: Final = 1 << 40


class Figure(NamedTuple):
    """One line of the report."""

    what: str
    value: float
    unit: str
    bar: str
    met: bool | None
    """None where there is nothing to compare with."""


class Searched(NamedTuple):
    """One search of the whole log."""

    seconds: float
    first: float
    """Seconds to the first hit."""
    lag: float
    """The longest time that the event loop was held, 99th percentile: other programs of the machine count too."""
    step: float
    """The processor's time that the longest step took."""
    hits: int


def fill(store: LogStore, path: Path) -> None:
    """Read the file into the store, as it would come in."""
    rest = b""
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            edge = piece.rfind(b"\n") + 1
            store.extend(rest + piece[:edge] if rest else piece[:edge])
            rest = piece[edge:]


def load_here(path: Path) -> None:
    """Print the seconds that filling a store takes and the bytes of memory beyond the text; run in its own process."""
    before = usage(os.getpid()).anon
    store = LogStore(HUGE)
    began = time.perf_counter()
    fill(store, path)
    seconds = time.perf_counter() - began
    extra = usage(os.getpid()).anon - before - path.stat().st_size
    print(seconds, extra / store.end)


def load(path: Path) -> tuple[float, float]:
    """Seconds to fill a store in a fresh process, and bytes of memory per line beyond the text."""
    command = [sys.executable, "-m", "tests.bench.logs", "--load", str(path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, extra = map(float, result.stdout.split())
    return seconds, extra


def pager(argv: list[str]) -> tuple[float, float]:
    """Seconds from exec until the pager shows the log's last line; what it takes beyond the text is not asked."""
    with Session(argv) as session:
        return session.wait_text("LOGLASTLINE", timeout=60) - session.exec_at, 0.0


def command(*argv: str) -> float:
    """Seconds that a command takes; its output is read, because grep stops at the first hit when nobody does."""
    began = time.perf_counter()
    subprocess.run(argv, check=False, capture_output=True)
    return time.perf_counter() - began


async def searched(store: LogStore, query: str) -> Searched:
    """Search all of the store while something else wants the loop too."""
    search, lags, running = Search(store, Pattern(query)), [0.0], True

    async def tick() -> None:
        while running:
            before = time.perf_counter()
            await asyncio.sleep(0)
            lags.append(time.perf_counter() - before)

    ticking = asyncio.ensure_future(tick())
    await asyncio.sleep(0)
    began, first, more, longest = time.perf_counter(), 0.0, True, 0.0
    while more:
        used = time.thread_time()
        more = search.step()
        longest = max(longest, time.thread_time() - used)
        if not first and search.count:
            first = time.perf_counter() - began
        await asyncio.sleep(0)
    seconds, running = time.perf_counter() - began, False
    await ticking
    return Searched(seconds, first, percentile(lags, 99), longest, search.count)


def fetched_per_new_byte(rate: int, seconds: int) -> float:
    """Bytes fetched per byte of new log at a steady rate, in simulated time with some jitter."""
    log, now, source = [line.encode() + b"\n" for line in islice(lines(3), 2000)], 1000.0, lines(4)
    fetched = 0

    async def fetch(tail: int | None) -> bytes:
        nonlocal fetched
        body = b"".join(log if tail is None else log[-tail:])
        fetched += len(body)
        return body

    async def follow() -> float:
        nonlocal now, fetched
        follower = FollowedLog(fetch, LogStore(), clock=lambda: now)
        new = owed = 0.0
        for step in count():
            if step == 20:
                new, fetched = 0.0, 0
            await follower.poll()
            if now > 1000 + seconds:
                return fetched / new
            pause = follower.interval(Attention.VISIBLE) + 0.02 * (step % 3)
            now += pause
            owed += rate * pause
            added = [next(source).encode() + b"\n" for _ in range(int(owed))]
            owed -= int(owed)
            log.extend(added)
            new += sum(map(len, added))
        raise AssertionError

    return asyncio.run(follow())


def taken_in() -> float:
    """Lines a second that a store takes in batches of 1,000."""
    batch = "".join(f"{line}\n" for line in islice(lines(5), 1000)).encode()
    store = LogStore()
    began = time.perf_counter()
    for _ in range(500):
        store.extend(batch)
    return 500_000 / (time.perf_counter() - began)


def measure_loading(path: Path, rounds: int) -> list[Figure]:
    """A million lines into the store, beside the pagers."""
    cases: dict[str, Callable[[], tuple[float, float]]] = {"store": lambda: load(path)}
    for name, argv in {"less": ["less", "-R", "-N", "+G", str(path)], "lnav": ["lnav", str(path)]}.items():
        if shutil.which(name):
            cases[name] = partial(pager, argv)
    results = alternate(cases, rounds)
    seconds = {name: median([value for value, _ in values]) for name, values in results.items()}
    extra = median([extra for _, extra in results["store"]])
    ratio = seconds["store"] / seconds["less"] if "less" in seconds else None
    return [
        Figure("1,000,000 lines into the store and indexed", seconds["store"], "s", "0.8 × less", within(ratio, 0.8)),
        *(
            Figure(f"  {name}, to the last line on screen", seconds[name], "s", "", None)
            for name in seconds
            if name != "store"
        ),
        Figure("  memory beyond the text", extra, "bytes/line", "12", extra <= 12),
        Figure("lines taken in, batches of 1,000", taken_in(), "lines/s", "600,000", None),
    ]


def measure_search(path: Path, rounds: int, query: str, grep: list[str], most: float) -> list[Figure]:
    """One search beside grep and ripgrep."""
    store = LogStore(HUGE)
    fill(store, path)
    found: list[Searched] = []
    cases: dict[str, Callable[[], float]] = {"grep": lambda: command("grep", *grep, str(path))}
    if shutil.which("rg"):
        cases["rg"] = lambda: command("rg", "-c", *[part for part in grep if part not in ("-cF", "-cE")], str(path))

    def ours() -> float:
        found.append(asyncio.run(searched(store, query)))
        return found[-1].seconds

    seconds = {name: median(values) for name, values in alternate({"ours": ours, **cases}, rounds).items()}
    lag, step, first = (median([getattr(one, field) for one in found]) for field in ("lag", "step", "first"))
    return [
        Figure(
            f"search for {query}",
            seconds["ours"],
            "s",
            f"{most} × grep",
            within(seconds["ours"] / seconds["grep"], most),
        ),
        *(Figure(f"  {name}", seconds[name], "s", "", None) for name in cases),
        Figure("  lines found", found[-1].hits, "", "", None),
        Figure("  first hit", first * 1000, "ms", "50", first <= 0.05),
        Figure("  the event loop held, p99", lag * 1000, "ms", "10", lag <= 0.01),
        Figure("  the longest step, processor time", step * 1000, "ms", "8", step <= 0.008),
    ]


def measure_handover(rounds: int) -> list[Figure]:
    """Lines handed to the log view in batches, beside Textual's `Log`."""
    paced = alternate({"view": lambda: to_view(100, every=1 / 60), "Log": lambda: to_log(100, every=1 / 60)}, rounds)
    unpaced = alternate({"view": lambda: to_view(300, every=0), "Log": lambda: to_log(30, every=0)}, rounds)
    rate, lag, log_rate, log_lag = (
        median([getattr(one, field) for one in paced[name]])
        for name in ("view", "Log")
        for field in ("per_second", "lag")
    )
    view, log = (median([one.per_second for one in unpaced[name]]) for name in ("view", "Log"))
    return [
        Figure("view: batches of 1,000 per 1/60 s", rate, "lines/s", "60,000", rate >= 58_000),
        Figure("  the event loop held, p99", lag * 1000, "ms", "10", lag <= 0.01),
        Figure("Log: batches of 1,000 per 1/60 s", log_rate, "lines/s", "", None),
        Figure("  the event loop held, p99", log_lag * 1000, "ms", "", None),
        Figure("view: as fast as it goes", view, "lines/s", "10 × Log", view >= 10 * log),
        Figure("Log: as fast as it goes", log, "lines/s", "", None),
    ]


def within(ratio: float | None, most: float) -> bool | None:
    """Whether *ratio* is at most *most*; None when there is none."""
    return None if ratio is None else ratio <= most


def report(figures: list[Figure]) -> None:
    """Print the figures, each beside its bar."""
    for what, value, unit, bar, met in figures:
        verdict = "" if met is None else "met" if met else "NOT MET"
        print(f"{what[:66]:<66} {value:>12,.3f} {unit:<10} {bar:>10} {verdict}")


def main(rounds: int) -> None:
    """Measure everything."""
    for name in ("less", "lnav", "grep", "rg"):
        if not shutil.which(name):
            print(f"{name} is not installed and is left out")
    with tempfile.TemporaryDirectory(prefix="sd-") as scratch:
        path = Path(scratch) / "big.log"
        make(path, LINES)
        report(measure_loading(path, rounds))
        report(measure_search(path, rounds, LITERAL, ["-cF", LITERAL], 1.0))
        report(measure_search(path, rounds, f"/{EXPRESSION}/", ["-cE", EXPRESSION], 6.0))
    report(measure_handover(rounds))
    ratio = fetched_per_new_byte(200, 120)
    report([Figure("bytes fetched per byte of new log, 200 lines/s", ratio, "", "1.5", ratio <= 1.5)])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        load_here(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
