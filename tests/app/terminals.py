"""The real program in a real terminal, with folders of its own, and a platform of which nothing may be left."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import waiting
from tests.bench.harness import Session
from tests.platform.runtime.bench import processes_of
from tui.platform import launch
from tui.platform.locks import try_lock

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
A_SERVICE = re.compile(r"stackdeck  .+ › .+ › ")
"""The header with a service in it."""
AT_ONCE = 10.0
"""Seconds that an end takes at most on a machine that has other things to do; a hundredth of it where it has none."""


@dataclass(frozen=True)
class Home:
    """One user's folders."""

    folder: Path

    @property
    def data(self) -> Path:
        """Where this user's platform keeps everything."""
        return self.folder / "platform"

    @property
    def environ(self) -> dict[str, str]:
        """The variables by which a program finds this home and no other."""
        folders = {f"XDG_{name}_HOME": str(self.folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return {**folders, "XDG_RUNTIME_DIR": str(runtime), "STACKDECK_DATA": str(self.data), "SHELL": "/bin/sh"}

    def open(
        self,
        *arguments: str,
        size: tuple[int, int] = (120, 40),
        program: str = "tui",
        folder: Path = ROOT,
        **environ: str,
    ) -> Session:
        """Start the program in a terminal, in *folder*."""
        argv = [sys.executable, "-m", program, *arguments]
        columns, rows = size
        env = {**self.environ, **environ}
        return Session(argv, columns=columns, rows=rows, cwd=str(folder), env=env, home=str(self.folder))

    def write_settings(self, text: str) -> None:
        """Write the settings file."""
        path = self.folder / "config" / "stackdeck" / "config.toml"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o600)

    @property
    def crash_files(self) -> list[Path]:
        """What bugs have left behind."""
        return sorted((self.folder / "state" / "stackdeck" / "crashes").glob("*"))

    @property
    def processes(self) -> list[int]:
        """Everything that runs for this home."""
        return processes_of(self.folder)

    async def says(self, what: str, right: Callable[[Any], bool]) -> bool:
        """Whether a platform runs, and is *right* in what it says about itself."""
        status = await launch.read_status(self.data)
        return status is not None and right(status[what])

    @property
    def platform_pid(self) -> int:
        """The process of the platform that runs."""
        return int(json.loads((self.data / "platform.json").read_text())["pid"])

    @contextmanager
    def platform(self) -> Iterator[None]:
        """Run the platform as long as this lasts."""
        lease = asyncio.run(launch.connect(self.data))
        try:
            yield
        finally:
            asyncio.run(lease.leave())

    @contextmanager
    def nobody_starts_a_platform(self) -> Iterator[None]:
        """Hold what every start waits for."""
        descriptor = try_lock(self.data / "start.lock")
        assert descriptor is not None
        try:
            yield
        finally:
            os.close(descriptor)

    def stop(self) -> None:
        """Stop the platform and wait for its end."""
        asyncio.run(launch.stop(self.data))

    def nothing_is_left(self) -> float:
        """Wait until nothing runs for this home any more; gives the seconds that took."""
        return until(lambda: not self.processes, "every process to end")


def until(holds: Callable[[], object], what: str, *, within: float = PATIENCE) -> float:
    """Wait until *holds* does; gives the seconds that took."""

    async def wait() -> None:
        async with asyncio.timeout(within):
            await waiting.until(holds)

    began = time.monotonic()
    try:
        asyncio.run(wait())
    except TimeoutError:
        raise AssertionError(f"waited {within:g} s in vain for {what}") from None
    return time.monotonic() - began


def ready(session: Session) -> None:
    """Wait until the whole fleet is on screen, and a service highlighted."""
    for text in ("intranet", "shop-prod", "shop-stage", "quit", A_SERVICE):
        session.wait_text(text)


def modes(session: Session) -> list[Any]:
    """How the terminal is set: echo, line mode and the like."""
    return termios.tcgetattr(session.fd)


def gave_terminal_back(session: Session) -> bool:
    """Whether the program has left the alternate screen, shown the cursor and stopped reports of mouse and pastes."""
    sent = _all_sent(session)
    pairs = ((b"?1049h", b"?1049l"), (b"?25l", b"?25h"), (b"?1000h", b"?1000l"), (b"?2004h", b"?2004l"))
    return all(sent.rfind(b"\x1b[" + on) < sent.rfind(b"\x1b[" + off) for on, off in pairs if b"\x1b[" + on in sent)


def last_words(session: Session) -> str:
    """What was printed after the terminal was given back: nothing, where all went well."""
    sent = _all_sent(session)
    _, left, after = sent.rpartition(b"\x1b[?1049l")
    return re.sub(rb"\x1b\[[0-9;?<=>]*[a-zA-Z]", b"", after if left else sent).decode(errors="replace")


def _all_sent(session: Session) -> bytes:
    """What a program that has ended wrote, to the last byte: it may end before that is read."""
    until(lambda: session.ended, "the rest of its output")
    return b"".join(output for _, output in session.chunks)
