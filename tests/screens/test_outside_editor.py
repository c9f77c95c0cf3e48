"""The person's own editor, in a real terminal."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import waiting
from tests.app.terminals import until
from tests.bench.harness import Session
from tui.screens.outside_editor import OutsideEditorError, editor_command
from tui.screens.outside_program import run_outside

ROOT = Path(__file__).parents[2]
F4 = b"\x1bOS"
WAITS = 'echo "EDITOR RUNS"; while [ ! -e "$FOLDER/go" ]; do sleep 0.02; done'
"""Says that it runs and waits until it may go on."""


def start(folder: Path, script: str) -> Session:
    """The editor of definitions in a terminal, with `script` as `$EDITOR`."""
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    session = Session(
        [sys.executable, "-m", "tests.screens.definition_app", str(folder)],
        cwd=str(ROOT),
        env={"EDITOR": str(editor), "FOLDER": str(folder), "STACKDECK_TOKEN": "t0ken", "TMPDIR": str(folder)},
    )
    session.wait_text("shop/web:1.4.2")
    return session


def ticks(folder: Path) -> int:
    return len((folder / "ticks").read_text())


def leave(session: Session) -> None:
    session.key("escape")
    session.wait_text("Leave without applying?")
    session.key("y")
    assert session.wait_exit() == 0


def test_what_was_edited_is_taken_over_and_the_program_goes_on_meanwhile(tmp_path: Path) -> None:
    script = f'{WAITS}; env > "$FOLDER/env"; ls -l "$1" > "$FOLDER/mode"; sed -i s/1.4.2/9.9.9/ "$1"'
    with start(tmp_path, script) as session:
        session.send(F4)
        session.wait_text("EDITOR RUNS")
        written = len(session.chunks)
        before = ticks(tmp_path)
        until(lambda: ticks(tmp_path) > before + 20, "the app to go on behind the editor")
        assert len(session.chunks) == written
        (tmp_path / "go").touch()
        session.wait_text("shop/web:9.9.9")
        leave(session)

    assert "t0ken" not in (tmp_path / "env").read_text()
    assert (tmp_path / "mode").read_text().startswith("-rw-------")
    assert list(tmp_path.glob("stackdeck-*")) == []


def test_an_editor_that_fails_changes_nothing(tmp_path: Path) -> None:
    with start(tmp_path, 'sed -i s/1.4.2/9.9.9/ "$1"; exit 3') as session:
        session.send(F4)
        session.wait_text("ended with 3: nothing was")
        assert "9.9.9" not in session.show()


async def test_of_a_program_that_ends_at_once_the_exit_code_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    started, waitpid, signalled = asyncio.create_subprocess_exec, os.waitpid, threading.Event()

    async def start_and_see_it_end(*command: str, **options: Any) -> asyncio.subprocess.Process:
        process = await started(*command, **options)
        await asyncio.to_thread(os.waitid, os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        asyncio.get_running_loop().call_soon(signalled.set)
        return process

    def wait_late(pid: int, options: int) -> tuple[int, int]:
        if threading.current_thread() is not threading.main_thread():
            signalled.wait()
        return waitpid(pid, options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start_and_see_it_end)
    monkeypatch.setattr(os, "waitpid", wait_late)
    app: Any = SimpleNamespace(batch_update=nullcontext, suspend=nullcontext)
    assert await run_outside(app, ["/bin/sh", "-c", "exit 3"], {}) == 3


async def test_the_terminal_is_taken_back_when_nobody_waits_any_more(tmp_path: Path) -> None:
    terminal = ["ours"]

    @contextmanager
    def suspend() -> Iterator[None]:
        """Like Textual's, which does not come back from an exception."""
        terminal.append("lent")
        yield
        terminal.append("ours")

    app: Any = SimpleNamespace(batch_update=nullcontext, suspend=suspend, return_code=None)
    said = tmp_path / "pid"
    program = ["/bin/sh", "-c", f"echo $$ > {said}; exec /bin/sleep 60"]
    running = asyncio.create_task(run_outside(app, program, {}))
    pid = int(await waiting.until(lambda: said.exists() and said.read_text()))
    assert terminal == ["ours", "lent"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert terminal == ["ours", "lent", "ours"]
    await waiting.until(lambda: not is_alive(pid))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_editor_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with start(tmp_path, "") as session:
        (tmp_path / "editor").unlink()
        session.send(F4)
        session.wait_text("no such file")
        session.wait_text("shop/web:1.4.2")


def test_ctrl_c_is_for_the_editor_alone(tmp_path: Path) -> None:
    script = f'trap \'touch "$FOLDER/go"\' INT; {WAITS}; sed -i s/1.4.2/9.9.9/ "$1"'
    with start(tmp_path, script) as session:
        session.send(F4)
        session.wait_text("EDITOR RUNS")
        session.key("ctrl+c")
        session.wait_text("shop/web:9.9.9")


def test_ctrl_z_does_not_stop_the_editor_for_good(tmp_path: Path) -> None:
    script = f'{WAITS} & wait; sed -i s/1.4.2/9.9.9/ "$1"'
    with start(tmp_path, script) as session:
        session.send(F4)
        session.wait_text("EDITOR RUNS")
        session.key("ctrl+z")
        (tmp_path / "go").touch()
        session.wait_text("shop/web:9.9.9")


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"EDITOR": "vim"}, ["vim"]),
        ({"EDITOR": "vim", "VISUAL": "code --wait"}, ["code", "--wait"]),
        ({"EDITOR": "'my editor' -x"}, ["my editor", "-x"]),
    ],
)
def test_the_editor_is_taken_from_the_environment(environ: dict[str, str], command: list[str]) -> None:
    assert editor_command(environ) == command


def test_an_editor_that_can_not_be_read_is_told() -> None:
    with pytest.raises(OutsideEditorError, match=r"\$EDITOR can't be read"):
        editor_command({"EDITOR": "'vim"})
