"""What crosses the line, beside tail, less, lnav and Textual's own driver: `python -m tests.bench.line [PART …]`.

Parts: follow, keys, idle, screens, effect, cost. Without any, all. At 120×40; bytes are those the terminal gets. Times
are taken in turns, because the machine drifts; judge ratios.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.harness import Session, SlowLine, Timeout, median, percentile
from tests.bench.line_programs import (
    BUSY,
    FIRST,
    FOLLOWED,
    SILENT,
    Program,
    declare,
    in_tmux,
    log_apps,
    peers,
    stackdecks,
)
from tests.bench.startup import ROOT, Home

LINES = {"64 KB/s, 200 ms": SlowLine(65536, 0.2), "256 KB/s, 50 ms": SlowLine(262144, 0.05), "unlimited": None}
SECONDS = 12.0
KEYS = 40


@contextmanager
def growing(log: Path, rate: int) -> Iterator[None]:
    """Lets the log grow by `rate` lines a second."""
    log.write_text(f"{FIRST}\n")
    arguments = ["append", str(log), "--rate", str(rate), "--seconds", "600"]
    writer = subprocess.Popen([sys.executable, "-m", "tests.bench.gen_logs", *arguments], cwd=ROOT)
    try:
        yield
    finally:
        writer.terminate()
        writer.wait()


def rate_of(session: Session, seconds: float) -> float:
    """Bytes a second over the next `seconds`."""
    began = time.monotonic()
    time.sleep(seconds)
    return session.bytes_between(began, began + seconds) / seconds


def follow(home: Home, log: Path) -> None:
    """Bytes a second while following, and how they compare with the bars."""
    print("\n| following | 10 lines/s | 1,000 lines/s |\n|---|---|---|")
    programs = [*peers(log), *log_apps(log)]
    programs += stackdecks(home, FOLLOWED, full_screen=True) + stackdecks(home, FOLLOWED, full_screen=False)
    results: dict[str, list[float]] = {program.name: [] for program in programs}
    for rate in (10, 1000):
        for program in programs:
            log.write_text(f"{FIRST}\n")
            with program.run() as session, growing(log, rate):
                time.sleep(5)
                results[program.name].append(rate_of(session, SECONDS))
    for name, (slow, fast) in results.items():
        print(f"| {name} | {slow / 1000:.2f} KB/s | {fast / 1000:.1f} KB/s |")
    tail, full, pane = (
        results[name][0] for name in ("tail -f", "stackdeck, full screen, frugal", "stackdeck, pane, frugal")
    )
    bar("10 lines/s, full screen, over tail -f", full / tail, 2)
    bar("10 lines/s, pane, over tail -f", pane / tail, 3)
    if "lnav" in results:
        for where in ("full screen", "pane"):
            bar(f"1,000 lines/s, {where}, over lnav", results[f"stackdeck, {where}, frugal"][1] / results["lnav"][1], 1)


def keys(home: Home, log: Path) -> None:
    """Bytes that one key down costs: in a list before the log pane follows, and in a log."""
    text = [f"{number} a line of a log, as long as such lines tend to be, {number * 7919}" for number in range(300)]
    log.write_text("\n".join([FIRST, *text, FIRST, ""]))
    print("\n| one `down` | bytes, median |\n|---|---|")
    for program in stackdecks(home, SILENT, full_screen=False):
        with program.run() as session:
            session.key("3")
            session.wait_idle()
            costs = [press(session, key, within=0.14) for key in ("down", "up") * 8]
            print(f"| {program.name}, in the services | {median(costs):.0f} |")
    bar("down in a list, bytes", median(costs), 250)
    for program in [
        *stackdecks(home, FOLLOWED, full_screen=True),
        Program("less", ("less", "-R", str(log))),
        *peers(log)[2:],
    ]:
        with program.run() as session:
            session.key("g")
            session.wait_idle(cpu_fraction=0.2)
            costs = [press(session, "j", within=0.5) for _ in range(12)]
            print(f"| {program.name}, in a log | {median(costs):.0f} |")
            if program.name.endswith("frugal"):
                bar("down in a log, bytes", median(costs), 600)


def press(session: Session, key: str, *, within: float) -> float:
    """Presses a key; gives the bytes that came in the time after it."""
    pressed = session.key(key)
    time.sleep(within)
    cost = session.bytes_between(pressed, pressed + within)
    time.sleep(max(0.0, 0.6 - within))
    return cost


def idle(home: Home, log: Path) -> None:
    """Bytes while nothing happens, once the sample service that breaks now and then is stopped."""
    home.command("stop", "--wait", "shop-prod/default/importer")
    for program in stackdecks(home, SILENT, full_screen=False):
        with program.run() as session:
            time.sleep(65)  # until no age is counted in seconds any more
            began = time.monotonic()
            time.sleep(75)
            # The quietest 30 s: an age that grows by a minute is something that changes.
            rate = min(session.bytes_between(began + start, began + start + 30) for start in range(45)) / 30
            print(f"\nidle for 30 s, {program.name}: {rate:.1f} B/s")
    bar("idle, bytes a second", rate, 0)


def screens(home: Home, log: Path) -> None:
    """Bytes for opening and closing the palette, the editor and the help."""
    print("\n| opened and closed | stock | frugal | ratio |\n|---|---|---|---|")
    costs: dict[str, list[float]] = {"palette": [], "help": [], "editor": []}
    for program in stackdecks(home, SILENT, full_screen=False):
        with program.run() as session:
            for name, key in (("palette", ":"), ("help", "?"), ("editor", "e")):
                session.key("3")
                session.wait_idle()
                began = session.key(key)
                time.sleep(1.5)
                session.key("escape")
                time.sleep(1.5)
                costs[name].append(session.bytes_between(began, time.monotonic()))
    for name, (stock, frugal) in costs.items():
        print(f"| {name} | {stock:.0f} | {frugal:.0f} | {frugal / stock:.3f} |")
        bar(f"{name}, over stock", frugal / stock, 1 / 3)


def effect(home: Home, log: Path) -> None:
    """Milliseconds from a key to its effect while 10,000 lines a second come in."""
    print("\n| key to effect | line | p50 | p99 |\n|---|---|---|---|")
    for name, line in LINES.items():
        for program in stackdecks(home, BUSY, full_screen=False)[::-1]:
            with program.run(line) as session:
                report_effect(program.name, name, line, effects(session))
    if shutil.which("tmux"):
        with tempfile.TemporaryDirectory() as folder:
            frugal = in_tmux(stackdecks(home, BUSY, full_screen=False)[1], Path(folder))
            with frugal.run(LINES["64 KB/s, 200 ms"]) as session:
                report_effect(frugal.name, "64 KB/s, 200 ms", LINES["64 KB/s, 200 ms"], effects(session), extra=0.4)
    for name, line in LINES.items():
        for program in log_apps(log):
            log.write_text(f"{FIRST}\n")
            with program.run(line) as session, growing(log, 1000):
                time.sleep(5)
                report_effect(program.name, name, line, marks(session))


def effects(session: Session) -> list[float]:
    """Presses tab at odd moments; each time the keys in the last row change with the pane in focus."""
    session.key("3")
    time.sleep(3)
    found = []
    for number in range(KEYS):
        time.sleep(0.4 + random.random() * 0.4)
        key, wanted = (("4", "f follow"), ("3", "s start/stop"))[number % 2]
        try:
            pressed = session.key(key)
            found.append(session.wait_text(wanted, after=pressed, timeout=20) - pressed)
        except Timeout:
            return [*found, 20.0]
    return found


def marks(session: Session) -> list[float]:
    """The same for the small app, whose title counts a key."""
    found = []
    for number in range(1, 6):
        pressed = session.key("x")
        try:
            found.append(session.wait_text(f"mark {number}", after=pressed, timeout=20) - pressed)
        except Timeout:
            return [*found, 20.0]
        time.sleep(0.7)
    return found


def report_effect(program: str, name: str, line: SlowLine | None, found: list[float], extra: float = 0.15) -> None:
    """One row, and the bar if there is one."""
    print(f"| {program} | {name} | {median(found) * 1000:.0f} ms | {percentile(found, 99) * 1000:.0f} ms |")
    if line is not None and "frugal" in program and "stackdeck" in program and name.startswith("64"):
        bar(f"{program}, ms", percentile(found, 99) * 1000, (line.round_trip + extra) * 1000)


def cost(home: Home, log: Path) -> None:
    """What the driver itself costs: a full frame, and beside what Textual needs for one."""
    from tests.bench.line_cost import full_frame, share

    first, later = full_frame()
    print(f"\na full frame of 120×40 read and painted: the first {first:.2f} ms, a later one {later:.2f} ms")
    bar("the first full frame, ms", first, 1.5)
    bar("a later one, ms", later, 1.5)
    own, whole = share()
    print(f"the median frame: {own:.2f} ms of {whole:.1f} ms")
    bar("the driver's share of a frame", own / whole, 0.1)


def bar(what: str, value: float, limit: float) -> None:
    """Says whether a bar is met."""
    print(f"  {'ok  ' if value <= limit else 'OVER'} {what}: {value:.2f} (at most {limit:.2f})")


Part = Callable[[Home, Path], None]
PARTS: dict[str, Part] = {
    "follow": follow,
    "keys": keys,
    "idle": idle,
    "screens": screens,
    "effect": effect,
    "cost": cost,
}


def run(parts: Mapping[str, Part], names: list[str]) -> None:
    """Runs the parts of these names, without any all, in a home of their own and with a log that can grow."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        log = home.folder / "log"
        log.write_text(f"{FIRST}\n")
        declare(home, log)
        try:
            for name in names or parts:
                parts[name](home, log)
        finally:
            home.command("platform", "stop")


if __name__ == "__main__":
    run(PARTS, sys.argv[1:])
