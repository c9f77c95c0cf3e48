"""Whatever a log holds, the only escape sequences that reach the terminal are the program's own."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest

from tests.bench.harness import Session

ROOT = Path(__file__).parents[2]
MARKER = b"7777"
"""In everything that is hostile, so that it can be told from what is our own."""
BEGINNINGS = (
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1bX",
    b"\x1b^",
    b"\x1b_",
    b"\xc2\x9b",
    b"\xc2\x9d",
    b"\xc2\x90",
    b"\x9b",
)
ENDS = (b"m", b"H", b"J", b"n", b"c", b"r", b"h", b"t", b"\x07", b"\x1b\\", b"\xc2\x9c", b"", b"\x18", b"q", b"\x1b")
LOOSE = (
    "\u202e",
    "\u2066",
    "\x00",
    "\x08",
    "\x0e",
    "\x7f",
    "\u200f",
    "\x1bc",
    "\x1b7",
    "\x1b#8",
    "\x1b(0",
    "\r",
    "\x05",
)
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


def hostile_lines(seed: int) -> bytes:
    """Many lines of nothing but attacks, each with text around it."""
    chance = random.Random(seed)
    lines = []
    for number in range(300):
        line = b"line %d " % number
        for _ in range(chance.randint(1, 6)):
            payload = chance.choice((b"", b"52;c;", b"0;", b"8;;http://", b"?", b"38;5;", b"$q")) + MARKER
            attack = chance.choice(BEGINNINGS) + payload + chance.choice(ENDS)
            line += chance.choice((attack, chance.choice(LOOSE).encode(), bytes(chance.choices(range(11, 256), k=8))))
        lines.append(line.replace(b"\n", b"") + b"\n")
    return b"".join(lines)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_in_a_log_steers_the_terminal(tmp_path: Path, seed: int) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    (tmp_path / "log").write_bytes(hostile_lines(seed) + b"the end\n")
    argv = [sys.executable, "-m", "tests.app.piping_app", str(tmp_path), str(tmp_path / "log")]
    with Session(argv, cwd=str(ROOT), env=folders, home=str(tmp_path)) as session:
        session.wait_text("the end")
        session.key("4", "g")
        session.wait_text("line 0 ")
        for shown in ("w", "t", "z"):
            session.key(shown)
            session.wait_output(after=session.key("pagedown"))
        session.key("/")
        session.send("/line/\r")
        session.wait_text("/300")
        session.key("q")
        assert session.wait_exit() == 0
        wire = b"".join(chunk.output for chunk in session.chunks)
    sequences = SEQUENCE.findall(wire)
    assert sequences
    assert not [sequence for sequence in sequences if MARKER in sequence]
    text = SEQUENCE.sub(b"", wire).decode()
    assert not set(text) & {
        chr(code) for code in (*range(8), *range(14, 32), *range(0x7F, 0xA0), 0x202E, 0x2066, 0x200F)
    }
