"""What following costs in the real app, and how soon a line and a key are seen: `python -m tests.bench.live [PART …]`.

Parts: follow, keys, delay. Without any, all. At 120×40, on a fast line, beside tail and lnav at the same growing file;
the processor's share is that of the program alone, in per cent of one core. The machine drifts: judge ratios.
"""

from __future__ import annotations

import random
import re
import sys
import time
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from tests.bench.gen_logs import lines
from tests.bench.harness import Session, median, percentile
from tests.bench.line import Part, bar, growing, rate_of, run
from tests.bench.line_programs import BUSY, FIRST, FOLLOWED, peers, stackdecks
from tests.bench.startup import Home

RATES = {1000: 0.10, 10_000: 0.15}
"""Lines a second, and the bar for the processor's share at that rate."""
SECONDS = 12.0
MARKS = 40
KEYS = (("up", "f follows"), ("f", "following"))
"""Keys in a log, and what its rule says then."""
TOP = re.compile(r"^ L0 ")
"""What lnav says below a log at its top."""


def follow(home: Home, log: Path) -> None:
    """Bytes to the terminal and time of the processor while following."""
    programs = [*peers(log), *(stackdecks(home, FOLLOWED, full_screen=full)[1] for full in (True, False))]
    print("\n| following | lines/s | KB/s | CPU |\n|---|---|---|---|")
    for rate, most in RATES.items():
        sent: dict[str, float] = {}
        for program in programs:
            log.write_text(f"{FIRST}\n")
            with program.run() as session, growing(log, rate):
                time.sleep(6)
                before = session.usage()
                sent[program.name] = rate_of(session, SECONDS)
                after = session.usage()
            share = (after.cpu - before.cpu) / (after.t - before.t)
            print(f"| {program.name} | {rate} | {sent[program.name] / 1000:.1f} | {share:.1%} |")
            if "stackdeck" in program.name:
                bar(f"CPU at {rate} lines/s", share, most)
                if "lnav" in sent:
                    bar(f"bytes at {rate} lines/s, over lnav", sent[program.name] / sent["lnav"], 1)


def keys(home: Home, log: Path) -> None:
    """Milliseconds from a key in a log to its effect, while nothing comes in and while 10,000 lines a second do."""
    print("\n| key to effect | p50 | p99 |\n|---|---|---|")
    for what, writes in (("idle", nullcontext()), ("10,000 lines/s", growing(log, 10_000))):
        for program in (each for each in peers(log) if each.name == "lnav"):
            log.write_text(f"{FIRST}\n")
            with program.run() as session:
                with log.open("a") as file:
                    file.writelines(f"{line}\n" for line in islice(lines(), 300))
                with writes:
                    time.sleep(4)
                    found = [_to_top(session) for _ in range(MARKS)]
            print(f"| lnav, {what} | {median(found) * 1000:.1f} ms | {percentile(found, 99) * 1000:.1f} ms |")
    log.write_text("".join(f"{line}\n" for line in (FIRST, *islice(lines(), 300))))
    for what, service in (("idle", FOLLOWED), ("10,000 lines/s", BUSY)):
        with stackdecks(home, service, full_screen=False)[1].run() as session:
            session.key("l")
            time.sleep(3)
            found = [_effect(session, *KEYS[number % 2]) for number in range(2 * MARKS)]
        print(f"| {what} | {median(found) * 1000:.1f} ms | {percentile(found, 99) * 1000:.1f} ms |")
        bar(f"{what}, p50 in ms", median(found) * 1000, 10)
        bar(f"{what}, p99 in ms", percentile(found, 99) * 1000, 50)


def _to_top(session: Session) -> float:
    session.key("G")
    time.sleep(0.3 + random.random() * 0.3)
    session.screen()
    pressed = session.key("g")
    return session.wait_text(TOP, after=pressed) - pressed


def _effect(session: Session, key: str, wanted: str) -> float:
    time.sleep(0.3 + random.random() * 0.3)
    session.screen()  # what was written before is read before: to read it takes part of the machine, too
    pressed = session.key(key)
    return session.wait_text(wanted, after=pressed) - pressed


def delay(home: Home, log: Path) -> None:
    """Milliseconds from a line's being written to its being seen, beside lnav and tail, while 10 lines/s come in."""
    print("\n| written to shown | p50 | p95 |\n|---|---|---|")
    for program in [*peers(log), stackdecks(home, FOLLOWED, full_screen=True)[1]]:
        log.write_text(f"{FIRST}\n")
        with program.run() as session, growing(log, 10):
            time.sleep(6)
            found = [_seen(session, log, number) for number in range(MARKS)]
        print(f"| {program.name} | {median(found) * 1000:.0f} ms | {percentile(found, 95) * 1000:.0f} ms |")
        if "stackdeck" in program.name:
            bar("written to shown, p95 in ms", percentile(found, 95) * 1000, 600)


def _seen(session: Session, log: Path, number: int) -> float:
    time.sleep(0.2 + random.random() * 0.5)
    with log.open("ab", buffering=0) as file:
        written = time.monotonic()
        file.write(f"MARK{number:04} {'.' * 40}\n".encode())
    return session.wait_text(f"MARK{number:04}", after=written) - written


PARTS: dict[str, Part] = {"follow": follow, "keys": keys, "delay": delay}

if __name__ == "__main__":
    run(PARTS, sys.argv[1:])
