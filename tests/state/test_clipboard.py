"""What is copied goes where the user can paste it, and it is said where that is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.state.clipboard import MOST, Clipboard


def tmux_in(folder: Path, script: str) -> str:
    """A program called tmux; gives the `PATH` it is found on."""
    program = folder / "tmux"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return f"{folder}:/usr/bin:/bin"


def clipboard(tmp_path: Path, taken: list[str], **environ: str) -> Clipboard:
    return Clipboard(taken.append, environ={"TERM": "xterm-256color", **environ}, folder=tmp_path / "state")


async def test_a_terminal_gets_the_text(tmp_path: Path) -> None:
    taken: list[str] = []
    copied = await clipboard(tmp_path, taken).put("größe".encode())
    assert (taken, copied.to) == (["größe"], "")


@pytest.mark.parametrize(
    ("environ", "size"), [({}, MOST + 1), ({"TERM": "linux"}, 5), ({"STY": "1.screen"}, 5), ({"TERM": "dumb"}, 5)]
)
async def test_what_no_clipboard_takes_goes_to_a_private_file(
    tmp_path: Path, environ: dict[str, str], size: int
) -> None:
    taken: list[str] = []
    for text in (b"before", b"\xff" * size):
        copied = await clipboard(tmp_path, taken, **environ).put(text)
    path = tmp_path / "state" / "copied.txt"
    assert str(path) in copied.to
    assert path.read_bytes() == b"\xff" * size
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_in_tmux_the_exact_bytes_go_through_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmux_in(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/text')
    monkeypatch.setenv("PATH", path)
    taken: list[str] = []
    copied = await clipboard(tmp_path, taken, TMUX="socket", PATH=path).put(b"one\n\xfftwo")
    assert (taken, copied.to) == ([], " to tmux's clipboard")
    assert (tmp_path / "text").read_bytes() == b"one\n\xfftwo"
    assert (tmp_path / "arguments").read_text() == "load-buffer -w -\n"


async def test_a_tmux_that_refuses_leaves_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmux_in(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", path)
    taken: list[str] = []
    copied = await clipboard(tmp_path, taken, TMUX="socket", PATH=path).put(b"text")
    assert taken == []
    assert "copied.txt" in copied.to


async def test_a_folder_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(OSError, match=r"exists|directory"):
        await clipboard(tmp_path, [], TERM="dumb").put(b"text")
