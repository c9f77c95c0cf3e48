"""A second opinion: tmux, a terminal nobody here has written, shows the same either way."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.bench.emulator import Cell, Emulator
from tests.bench.harness import Session, Timeout
from tests.terminal.frames import STYLES, WIDE, WORDS, Deck
from tui.terminal.canvas import Canvas
from tui.terminal.painter import Abilities

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIDTH, HEIGHT = 60, 16
SCREENS = 40

# tmux tells and draws these in a way of its own, which the emulator does not know.
TOLD_OTHERWISE = ("blink2 overline", "underline2 color(200)")

Picture = list[list[Cell]]


class Tmux:
    """A tmux server of our own, whose one pane shows what is written into a pipe, and somebody attached to it."""

    def __init__(self, folder: Path) -> None:
        self._command = ["tmux", "-u", "-S", str(folder / "tmux"), "-f", str(folder / "settings")]
        settings = [
            "set -g status-right '#{pane_title}.'",
            "set -g status-left ''",
            "set -as terminal-features ',*:RGB'",
        ]
        (folder / "settings").write_text("\n".join(settings))
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        shows = f"stty raw -echo; exec cat {pipe}"
        self._run("new-session", "-d", "-x", str(WIDTH), "-y", str(HEIGHT + 1), "sh", "-c", shows)
        self._pipe = pipe.open("wb", buffering=0)
        self._attached = Session([*self._command, "attach"], columns=WIDTH, rows=HEIGHT + 1)
        self._written = 0

    def show(self, output: bytes) -> tuple[Picture, Picture]:
        """Shows `output` on a fresh screen; gives what tmux says is there, and what it draws for who is attached."""
        self._written += 1
        title = f"screen {self._written}"
        self._pipe.write(b"\x1bc\x1b[?7l" + output + f"\x1b]2;{title}\x1b\\".encode())
        self._attached.wait_text(f"{title}.")
        emulator = Emulator(WIDTH, HEIGHT)
        said = self._run("capture-pane", "-e", "-p", "-N").rstrip("\n").replace("\n", "\r\n")
        emulator.feed(b"\x1b[?7l" + said.encode())
        # The line below is drawn before a part of the pane, if tmux finds that there is much to draw.
        deadline = time.monotonic() + 10
        while self._attached.screen()[:HEIGHT] != emulator.rows() and time.monotonic() < deadline:
            with suppress(Timeout):
                self._attached.wait_output(after=self._attached.chunks[-1].t, timeout=0.5)
        return emulator.picture(), self._attached.emulator.picture()[:HEIGHT]

    def close(self) -> None:
        self._run("kill-server")
        self._pipe.close()
        self._attached.close()

    def _run(self, *arguments: str) -> str:
        environ = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        command = [*self._command, *arguments]
        return subprocess.run(command, env=environ, check=True, capture_output=True, timeout=20).stdout.decode()


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path)
    yield server
    server.close()


def texts(picture: Picture) -> list[list[str]]:
    """What tmux's own report is good for: of what was erased in a colour it says nothing."""
    return [[str(cell) if cell.data != " " else " " for cell in row] for row in picture]


def differences(wanted: Picture, shown: Picture) -> list[str]:
    return [
        f"row {y} column {x}: {w} became {s}"
        for y, rows in enumerate(zip(wanted, shown, strict=True))
        for x, (w, s) in enumerate(zip(*rows, strict=True))
        if w != s
    ]


def test_tmux_shows_the_same(tmux: Tmux) -> None:
    for seed in range(SCREENS):
        random = Random(seed)
        deck = Deck(random, size=(WIDTH, HEIGHT))
        has_wide = seed % 2 == 1
        deck.words = WORDS + WIDE if has_wide else WORDS
        deck.styles = random.sample([style for style in STYLES if str(style) not in TOLD_OTHERWISE], 5)
        canvas = Canvas(WIDTH, HEIGHT, Abilities(), clock=lambda: 0.0)
        canvas.widths.trust(measured=True)
        frames = [deck.everything(fresh=True), *(deck.frame() for _ in range(random.randint(1, 5)))]
        updates = [canvas.write(frame, caused=False) + canvas.update(None) for frame in frames]
        said, drawn = tmux.show("".join(updates).encode())
        said_stock, drawn_stock = tmux.show("".join(frames).encode())
        assert texts(said) == texts(said_stock), f"seed {seed}"
        if not has_wide:  # the colour of what is left of half a wide character is every terminal's own
            assert differences(drawn_stock, drawn) == [], f"seed {seed}"
