"""The programs whose use of a line is compared, each at the same growing file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.harness import Session, SlowLine
from tests.bench.startup import ROOT, STACKDECK, Home

FIRST = "LOGFIRSTLINE"
"""What stands in the file before it grows."""

STACK, FOLLOWED, BUSY, SILENT = "bench", "follow", "busy", "silent"
DRIVERS = ("stock", "frugal")


@dataclass(frozen=True)
class Program:
    """How a program is started and brought to show the log's end."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Session], object] = lambda session: session.wait_text(FIRST)

    @contextmanager
    def run(self, line: SlowLine | None = None, **env: str) -> Iterator[Session]:
        """Runs it until it shows the log."""
        home = self.env.get("HOME", "/tmp")
        with Session(self.argv, env={**self.env, **env}, cwd=str(ROOT), home=home, line=line) as session:
            self.prepare(session)
            yield session


def peers(log: Path) -> list[Program]:
    """The programs made for following, as far as they are installed."""
    commands = {
        "tail -f": ("tail", "-n", "30", "-f", str(log)),
        "less +F": ("less", "-R", "+F", str(log)),
        "lnav": ("lnav", str(log)),
    }
    return [Program(name, argv) for name, argv in commands.items() if shutil.which(argv[0])]


def log_apps(log: Path) -> list[Program]:
    """A Textual app with a `Log`, through Textual's own driver and through ours."""
    app = (sys.executable, "-m", "tests.bench.log_app", str(log))
    return [Program("Textual Log", (*app, "textual")), Program("Textual Log, frugal", (*app, "frugal"))]


def stackdecks(home: Home, service: str, *, full_screen: bool) -> list[Program]:
    """stackdeck at the log of a service, through either driver."""
    where = "full screen" if full_screen else "pane"
    prepare = _full_screen if full_screen else _following if service == BUSY else _in_pane
    return [
        Program(
            f"stackdeck, {where}, {driver}",
            (*STACKDECK, "open", f"{place(home)}/{service}"),
            {**home.env, "STACKDECK_DRIVER": driver},
            prepare,
        )
        for driver in DRIVERS
    ]


def in_tmux(program: Program, folder: Path) -> Program:
    """The same within a tmux server of its own, which ends with it."""
    socket = folder / "tmux"
    settings = folder / "tmux.conf"
    settings.write_text("set -g status off\n")
    argv = ("tmux", "-u", "-S", str(socket), "-f", str(settings), "new-session", *program.argv)
    return Program(f"{program.name}, in tmux", argv, program.env, program.prepare)


def declare(home: Home, log: Path) -> None:
    """Puts three services into the home's platform: one that follows the file, a busy and a silent one."""
    services = {
        FOLLOWED: f"exec tail -n +1 -F {log}",
        BUSY: f"exec {sys.executable} -u -m tests.bench.flood 10000",
        SILENT: "exec sleep 100000",
    }
    declared = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.bench.declare",
            STACK,
            *(f"{name}=cd {ROOT}; {c}" for name, c in services.items()),
        ],
        env={"PATH": os.environ["PATH"], **home.env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (home.folder / "place").write_text(declared.stdout.strip())


def place(home: Home) -> str:
    """The project and stack of the services that were declared."""
    return (home.folder / "place").read_text()


def _following(session: Session) -> None:
    session.wait_text("following")


def _in_pane(session: Session) -> None:
    _following(session)
    session.wait_idle(cpu_fraction=0.2)


def _full_screen(session: Session) -> None:
    _in_pane(session)
    session.key("l")
    session.wait_idle(cpu_fraction=0.2)
