"""Types at random on the app while its platform fails: `python -m tests.bench.random_keys [KEYS [SEED]]`.

The app runs in a pty, at three sizes one after the other, against a local platform on loopback behind a relay that
spoils answers. It has to live through all of it, still answer at the end, leave nothing behind and hold its memory.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.app.terminals import ROOT, Home, last_words, until
from tests.bench.faults import SILENCE, Fault, FaultyRelay, Weather
from tests.bench.harness import Session, Timeout
from tests.bench.processes import is_waiting, resident
from tests.bench.random_input import Step, steps

SIZES: Final = ((120, 40), (80, 24), (40, 12))
SETTINGS: Final = """
[confirm]
quit = true

[poll]
fleet = 5
stack = 1

[logs]
memory = 16
"""
PACE: Final = 0.012
"""Seconds between two keys."""
RESTS: Final = 4
"""Looks in a row at which it has to wait for something to count as done."""
LOOK_EVERY: Final = 250
"""Keys between two looks whether it still lives."""
STILL: Final = 20.0
"""Seconds within which it has to come to rest after a key and to draw after a resize, however busy the machine is."""

TROUBLE: Final = re.compile("unreachable|refused|no usable answer|not connected|not allowed|rate limit used up")


@dataclass
class Outcome:
    """What happened."""

    size: tuple[int, int]
    keys: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    passed: int = 0
    resident: list[int] = field(default_factory=list)
    """Bytes of the app's memory at each look."""
    slowest: float = 0.0
    """Seconds the slowest answer to a resize took."""
    exit_status: int | None = None
    words: str = ""
    """What it said after it gave the terminal back."""
    crashes: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    """Processes that were still there."""
    trouble: str = ""
    """Why it was ended early."""

    @property
    def is_good(self) -> bool:
        """Whether it lived to its end and left nothing behind."""
        return self.exit_status == 0 and not (self.words.strip() or self.crashes or self.left or self.trouble)

    def growth(self) -> int:
        """Bytes that the memory grew by in the second half, compared as medians of quarters."""
        quarter = max(1, len(self.resident) // 4)
        middle, end = sorted(self.resident[-2 * quarter : -quarter]), sorted(self.resident[-quarter:])
        return end[len(end) // 2] - middle[len(middle) // 2]

    def __str__(self) -> str:
        columns, rows = self.size
        faults = ", ".join(f"{self.faults[fault]} × {fault.value}" for fault in Fault)
        start, middle, end = (self.resident[at] / 1e6 for at in (0, len(self.resident) // 2, -1))
        lines = [
            f"{columns}×{rows}: {self.keys:,} keys; {self.passed:,} answers passed, spoiled: {faults}",
            f"  memory {start:.0f} → {middle:.0f} → {end:.0f} MB, last half grew by {self.growth() / 1e6:.1f} MB",
            f"  slowest drawing after a resize {self.slowest:.2f} s; exit status {self.exit_status}",
            f"  {'good' if self.is_good else 'BAD'}",
        ]
        lines += [f"  trouble: {self.trouble}"] if self.trouble else []
        lines += [f"  said: {self.words.strip()}"] if self.words.strip() else []
        lines += [f"  crash: {crash}" for crash in self.crashes] + ([f"  left: {self.left}"] if self.left else [])
        return "\n".join(lines)


@contextmanager
def served(home: Home) -> Iterator[tuple[tuple[str, int], str]]:
    """A platform on loopback TCP: its address and its token."""
    argv = [sys.executable, "-m", "tui", "serve", "--data", str(home.folder / "served")]
    server = subprocess.Popen(argv, stdout=subprocess.PIPE, env={**home.environ, "PATH": ""}, cwd=ROOT, text=True)
    assert server.stdout is not None
    try:
        origin, token = (server.stdout.readline().split()[-1] for _ in range(2))
        host, port = origin.removeprefix("http://").split(":")
        yield (host, int(port)), Path(token).read_text().strip()
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()


def type_at_random(folder: Path, *, size: tuple[int, int], keys: int, seed: int, silence: float = SILENCE) -> Outcome:
    """Run the app in *folder* and send it so many keys."""
    home, outcome, weather = Home(folder), Outcome(size), Weather(seed)
    home.write_settings(SETTINGS)
    with served(home) as (upstream, token), FaultyRelay(upstream, token, weather, silence=silence) as relay:
        environ = {
            "PYTHONPATH": str(ROOT),
            "STACKDECK_TOKEN": token,
            "MITTWALD_API_BASE_URL": relay.origin,
            "EDITOR": "true",
        }
        # Where a random name for a saved log can't overwrite anything.
        with home.open("--url", relay.origin, size=size, folder=folder, **environ) as session:
            try:
                session.wait_text("quit")
                _type(session, seed, outcome, keys)
                _leave(session, weather)
            except (AssertionError, Timeout) as error:
                outcome.trouble = f"{error}\n{session.show()}"
            outcome.exit_status = session.wait_exit(10.0)
            outcome.words = last_words(session) if session.exit_status is not None else ""
        outcome.faults, outcome.passed = relay.injected, relay.passed
    outcome.crashes = [file.read_text() for file in home.crash_files]
    try:
        home.stop()
        home.nothing_is_left()
    except AssertionError:
        outcome.left = home.processes
    return outcome


def _type(session: Session, seed: int, outcome: Outcome, keys: int) -> None:
    look_at = 0
    for step in steps(seed, outcome.size):
        if step.pieces == (b"y",) and "Quit stackdeck?" in session.show():
            continue  # the escape before it closed what had come later, such as the question for another token
        _send(session, step)
        outcome.keys += step.keys
        _see_that_it_lives(session, outcome)
        if outcome.keys >= look_at:
            look_at += LOOK_EVERY
            _look(session, outcome)
        if outcome.keys >= keys:
            return


def _send(session: Session, step: Step) -> None:
    if step.size is not None:
        session.resize(*step.size)
    for piece in step.pieces:
        session.send(piece)
        time.sleep(PACE)
    _settle(session)
    time.sleep(step.pause)


def _settle(session: Session) -> None:
    """Let it do what it was told, as somebody would who looks at the screen; a busy machine needs its time for that."""
    deadline, waits = time.monotonic() + STILL, 0
    while waits < RESTS and time.monotonic() < deadline and not session.poll():
        waits = waits + 1 if is_waiting(session.pid) else 0
        time.sleep(PACE / RESTS)
    if waits < RESTS and not session.poll():
        raise AssertionError(f"it did not come to rest within {STILL:.0f} s")


def _look(session: Session, outcome: Outcome) -> None:
    """See that it still draws, and how much memory it holds."""
    columns, rows = outcome.size
    asked = session.resize(columns + 1, rows)
    until(lambda: session.poll() or session.span(asked, time.monotonic()), "it to draw", within=STILL)
    outcome.slowest = max(outcome.slowest, time.monotonic() - asked)
    session.resize(columns, rows)
    _see_that_it_lives(session, outcome)
    outcome.resident.append(resident(session.pid))


def _see_that_it_lives(session: Session, outcome: Outcome) -> None:
    if session.poll():
        raise AssertionError(f"it ended by itself after {outcome.keys} keys")


def _leave(session: Session, weather: Weather) -> None:
    """Come back to the main screen from wherever it is, see that all works again, and leave."""
    weather.is_over = True
    session.resize(120, 40)
    until(lambda: _is_back(session), "the main screen", within=60)
    until(lambda: _works_again(session), "the platform to be shown as reachable", within=60)
    session.key("q")
    session.wait_text("Quit stackdeck?")
    session.key("y")


def _is_back(session: Session) -> bool:
    """Try to get out of what is open; gives whether the main screen took a key."""
    if "paste a token" in session.show():
        _type_token(session)
    session.key("escape")
    _settle(session)
    time.sleep(0.3)  # a draft is written before its editor asks
    if any(question in session.show() for question in ("Leave without applying?", "Close the form?")):
        session.key("y")
    asked = session.key("ctrl+r")
    try:
        session.wait_text("Asking the platform", after=asked, timeout=3)
    except Timeout:
        return False
    return True


def _works_again(session: Session) -> bool:
    """Ask again, as somebody would who does not want to wait for the pause to end; gives whether that was answered."""
    if "paste a token" in session.show():
        _type_token(session)
    elif TROUBLE.search(session.screen()[0]):
        session.key("ctrl+r")
    time.sleep(0.5)
    return not TROUBLE.search(session.screen()[0])


def _type_token(session: Session) -> None:
    session.send("any\r")


def main(keys: int = 20_000, seed: int = 1) -> int:
    """Do it at every size; gives 0 when all went well."""
    outcomes = []
    for size in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="sd-"))
        try:
            outcomes.append(type_at_random(folder, size=size, keys=keys, seed=seed))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(outcomes[-1], flush=True)
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
