"""What is shown of a log goes to the user's pager or to a command, in a real terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.app.terminals import until
from tests.bench.harness import Session, Timeout
from tui.screens.log_piping import _last_program, pager_command

ROOT = Path(__file__).parents[2]


@contextmanager
def opened(folder: Path, *, lines: int = 500, **environ: str) -> Iterator[Session]:
    """The app with the focus in a log of so many lines."""
    folders = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    argv = [sys.executable, "-m", "tests.app.piping_app", str(folder), str(lines)]
    env = {**folders, "STACKDECK_TOKEN": "t0ken", "F": str(folder), **environ}
    with Session(argv, cwd=str(ROOT), env=env, home=str(folder)) as session:
        session.wait_text(f"line {lines - 1}")
        session.key("4")
        yield session
        session.key("q")
        assert session.wait_exit() == 0, session.show()


def press_until(session: Session, key: str, text: str) -> None:
    """Press a key that changes nothing twice, for keys are lost while a program stops and goes on."""
    for _ in range(100):
        session.key(key)
        with suppress(Timeout):
            session.wait_text(text, timeout=0.3)
            return
    session.wait_text(text)


def pipe(session: Session, command: str) -> None:
    """Type a command in place of the pager."""
    session.key("|")
    session.wait_text("less")
    session.send(command)
    session.wait_text(command.split(maxsplit=1)[0])
    session.key("enter")


def log_text(lines: int) -> bytes:
    return b"".join(b"\x1b[31mline\x1b[0m %d\n" % number for number in range(lines))


def test_the_pager_has_the_terminal_while_everything_else_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path) as session:
        session.key("|")
        session.wait_text("less -R")
        session.key("enter")
        session.wait_text("line 38")  # its last row, and some ticks later nothing of it is on the way any more
        ticks = tmp_path / "ticks"
        before = ticks.stat().st_size
        until(lambda: ticks.stat().st_size > before + 10, "the app to go on")
        drawn = len(session.chunks)
        until(lambda: ticks.stat().st_size > before + 30, "the app to go on behind the pager")
        assert len(session.chunks) == drawn
        session.key("ctrl+c")
        press_until(session, "G", "line 499")
        session.key("ctrl+z")
        press_until(session, "g", "line 0")
        session.key("q")
        session.wait_text("4 Logs")
        session.wait_text("line 499")


def test_a_command_gets_the_text_as_it_came_and_no_token_and_its_output_can_be_read(tmp_path: Path) -> None:
    with opened(tmp_path) as session:
        pipe(session, 'env > "$F/env"; tee "$F/got" | tail -1')
        session.wait_text("[tail ended with 0; enter goes back]")
        assert (tmp_path / "got").read_bytes() == log_text(500)
        assert "t0ken" not in (tmp_path / "env").read_text()
        session.key("enter")
        session.wait_text("4 Logs")


def test_a_range_is_all_that_is_piped_where_one_is_chosen(tmp_path: Path) -> None:
    with opened(tmp_path) as session:
        session.key("enter", "V", "up")
        session.wait_text("2 lines chosen")
        pipe(session, 'cat > "$F/got"')
        session.wait_text("enter goes back")
        session.key("enter")
        session.wait_text("4 Logs")
        assert (tmp_path / "got").read_bytes() == b"\x1b[31mline\x1b[0m 498\n\x1b[31mline\x1b[0m 499\n"
        session.key("escape")


def test_a_program_that_reads_only_the_beginning_is_well_and_a_failure_is_told(tmp_path: Path) -> None:
    with opened(tmp_path, lines=900) as session:
        pipe(session, "head -1 > /dev/null; exit 3")
        session.wait_text("ended with 3.")
        session.wait_text("4 Logs")


@pytest.mark.parametrize(
    ("environ", "command"), [({"PAGER": "most -s"}, "most -s"), ({"PAGER": " "}, "less -R"), ({}, "less -R")]
)
def test_the_pager_is_the_users_own(environ: Mapping[str, str], command: str) -> None:
    assert pager_command(environ) == command


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("less -R", "less"),
        ("A=1 jq . | LESS=R /bin/less", "less"),
        ("'my pager'", "my pager"),
        ("|", ""),
        ("'x", ""),
    ],
)
def test_what_shows_something_is_the_last_program_of_a_pipeline(command: str, program: str) -> None:
    assert _last_program(command) == program
