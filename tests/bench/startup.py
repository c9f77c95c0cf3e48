"""How long a start takes: `python -m tests.bench.startup [ROUNDS]`.

Each figure is the median of several rounds, taken in turns with a minimal Textual app, because absolute times drift
with the machine. From exec(2) to text that can be read: the frame of the screen (*paint*) and the first service
(*data*), with the local platform running already (*joined*) and with none at all (*fresh*); and the whole of two plain
commands.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.harness import Session, alternate, median

ROOT = Path(__file__).resolve().parents[2]
STACKDECK = [sys.executable, "-m", "tui"]
FRAME, DATA = "Services", "worker"
"""What stands on the screen as soon as it is painted, and as soon as it has data."""
PAINT_RATIO, DATA_AFTER, FRESH, EXIT = 1.6, 0.3, 3.0, 1.0
"""The bars: paint over the minimal app; then seconds to the data, to the data without a platform, and to the end."""


class Start(NamedTuple):
    """Seconds from exec to what could be read, and from `q` to the end."""

    paint: float
    data: float
    exit: float


class Home:
    """A home folder of its own, with a platform of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        names = {
            "XDG_RUNTIME_DIR": "run",
            "XDG_DATA_HOME": "data",
            "XDG_STATE_HOME": "state",
            "XDG_CONFIG_HOME": "config",
        }
        self.env = {name: str(folder / part) for name, part in names.items()}
        for part in self.env.values():
            Path(part).mkdir(mode=0o700)
        self.env |= {"HOME": str(folder), "PYTHONPATH": str(ROOT)}

    def command(self, *arguments: str) -> float:
        """Seconds that a plain command takes."""
        began = time.perf_counter()
        subprocess.run(
            [*STACKDECK, *arguments],
            env={"PATH": os.environ.get("PATH", os.defpath), **self.env},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - began

    def start(self) -> Start:
        """Start the app, wait for its data, leave it."""
        with Session(STACKDECK, env=self.env, home=str(self.folder)) as session:
            paint = session.wait_text(FRAME) - session.exec_at
            data = session.wait_text(DATA) - session.exec_at
            session.wait_idle()
            pressed = session.key("q")
            session.wait_exit(20)
            return Start(paint, data, time.monotonic() - pressed)

    def start_fresh(self) -> Start:
        """The same without a platform, from an empty data folder on."""
        self.command("platform", "reset", "--yes")
        return self.start()

    @contextmanager
    def served(self) -> Iterator[None]:
        """Keep the platform running meanwhile."""
        server = subprocess.Popen(
            [*STACKDECK, "serve"],
            env={"PATH": os.environ.get("PATH", os.defpath), **self.env},
            stdout=subprocess.PIPE,
        )
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield
        finally:
            server.terminate()
            server.wait()


def start_minimal() -> float:
    """Seconds from exec to the table of the minimal app."""
    environ = {"PYTHONPATH": str(ROOT)}
    with Session([sys.executable, str(Path(__file__).with_name("minimal_app.py"))], env=environ) as session:
        return session.wait_text("service 11") - session.exec_at


def main(rounds: int = 7) -> None:
    """Measure, and print the figures beside the bars."""
    with tempfile.TemporaryDirectory(prefix="sd-") as scratch:
        joined, fresh = Home(Path(scratch) / "joined"), Home(Path(scratch) / "fresh")
        with joined.served():
            joined.start()
            results: dict[str, list[float]] = {"minimal": [], "version": [], "ls": []}
            starts: list[Start] = []
            cases: dict[str, Callable[[], object]] = {
                "minimal": lambda: results["minimal"].append(start_minimal()),
                "joined": lambda: starts.append(joined.start()),
                "version": lambda: results["version"].append(joined.command("--version")),
                "ls": lambda: results["ls"].append(joined.command("ls", "services")),
            }
            alternate(cases, rounds)
        fresh_starts = [fresh.start_fresh() for _ in range(max(3, rounds // 2))]
        fresh.command("platform", "stop")
    _print(results, starts, fresh_starts)


def _print(results: dict[str, list[float]], starts: list[Start], fresh: list[Start]) -> None:
    minimal = median(results["minimal"])
    paint, data = median([one.paint for one in starts]), median([one.data for one in starts])
    fresh_data = median([one.data for one in fresh])
    gone = max(one.exit for one in (*starts, *fresh))
    print(f"{'':34}  median ms       bar")
    _row("minimal Textual app, table", minimal)
    _row(
        "joined: paint", paint, f"{paint / minimal:.2f} of it", f"<= {PAINT_RATIO}", met=paint <= PAINT_RATIO * minimal
    )
    after = data - paint
    _row("joined: data", data, f"{after * 1000:+.0f} ms", f"<= +{DATA_AFTER * 1000:.0f}", met=after <= DATA_AFTER)
    _row("fresh: paint", median([one.paint for one in fresh]))
    _row("fresh: data", fresh_data, "", f"<= {FRESH * 1000:.0f}", met=fresh_data <= FRESH)
    _row("from q to the end, at most", gone, "", f"<= {EXIT * 1000:.0f}", met=gone <= EXIT)
    _row("stackdeck --version", median(results["version"]))
    _row("stackdeck ls services", median(results["ls"]))


def _row(what: str, seconds: float, ratio: str = "", bar: str = "", *, met: bool | None = None) -> None:
    verdict = {None: "", True: "met", False: "MISSED"}[met]
    print(f"{what:34}  {seconds * 1000:9.0f}  {ratio:12}  {bar:8}  {verdict}".rstrip())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
