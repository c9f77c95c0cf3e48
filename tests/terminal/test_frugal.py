"""Real Textual apps through the frugal driver: the same picture for a fraction of the bytes, on any line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.harness import Profile, Session, SlowLine, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.emulator import Cell

ROOT = Path(__file__).parents[2]
KEYS = ["r", "r", "down", "tab", "pagedown", "a", "escape", "r", "end"]
SIZES = [(60, 12), (130, 45)]


def start(
    driver: str, *, line: SlowLine | None = None, profile: Profile | None = None, env: dict[str, str] | None = None
) -> Session:
    argv = [sys.executable, "-m", "tests.terminal.programs", "deck", driver]
    session = Session(argv, cwd=str(ROOT), line=line, profile=profile, env=env)
    session.wait_text("service-1")
    return session


def picture(session: Session) -> list[list[Cell]]:
    session.screen()
    return session.emulator.picture()


def wait_for(session: Session, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, session.show()
        try:
            session.wait_output(after=session.chunks[-1].t, timeout=0.2)
        except Timeout:
            continue


def without_line(rows: list[list[Cell]]) -> list[list[Cell]]:
    """All but the row that tells of the line, which only our driver knows."""
    return [row for row in rows if not "".join(cell.data for cell in row).startswith("line ")]


def see_the_same(stock: Session, frugal: Session) -> None:
    """Wait until both have come to rest and show the same."""
    stock.wait_idle(quiet=0.25)
    frugal.wait_idle(quiet=0.25)
    wait_for(frugal, lambda: without_line(picture(stock)) == without_line(picture(frugal)))


def bytes_of(session: Session) -> int:
    return sum(len(output) for _, output in session.chunks)


def test_an_app_looks_the_same_after_every_key_and_size_for_a_tenth_of_the_bytes() -> None:
    with start("textual") as stock, start("frugal") as frugal:
        see_the_same(stock, frugal)
        for key in KEYS:
            stock.key(key)
            frugal.key(key)
            see_the_same(stock, frugal)
        assert bytes_of(frugal) < bytes_of(stock) / 10
        for columns, rows in SIZES:
            stock.resize(columns, rows)
            frugal.resize(columns, rows)
            see_the_same(stock, frugal)


def test_nothing_is_sent_while_nothing_changes() -> None:
    with start("frugal") as session:
        session.wait_text("line measured, up to date")
        last = session.wait_idle(quiet=0.5)
        with pytest.raises(Timeout):
            session.wait_output(after=last, timeout=1)


def test_a_key_repaints_what_somebody_else_has_painted_over() -> None:
    with start("frugal") as session:
        session.wait_text("line measured")
        session.wait_idle(quiet=0.3)
        before = picture(session)
        session.emulator.feed(b"\x1b[2J\x1b[5;5H\x1b[41mBroadcast message\x1b[m")
        assert picture(session) != before
        session.key("ctrl+l")
        wait_for(session, lambda: picture(session) == before)


@pytest.mark.parametrize("line", [None, SlowLine(65536, 0.2)], ids=["fast", "slow"])
def test_no_answer_reaches_a_program_that_is_given_the_terminal(line: SlowLine | None) -> None:
    with start("frugal", line=line) as session:
        session.wait_text("line measured, up to date")
        session.wait_idle(quiet=0.5)
        before = picture(session)
        session.key("r", "s")
        wait_for(session, lambda: b"heard" in b"".join(output for _, output in session.chunks[-40:]))
        assert b"heard b'nothing'" in b"".join(output for _, output in session.chunks)
        session.wait_text("request 1 of", timeout=10)
        session.wait_idle(quiet=0.5)
        assert [row[:20] for row in picture(session)[:10]] == [row[:20] for row in before[:10]]


def test_stopped_and_continued_by_the_shell_it_gives_the_terminal_back_and_takes_it_again() -> None:
    with start("frugal") as session:
        session.wait_text("line measured, up to date")
        session.wait_idle(quiet=0.3)
        before = picture(session)
        os.kill(session.pid, signal.SIGTSTP)
        session.wait_raw(re.escape(b"\x1b[?1049l"))
        _, status = os.waitpid(session.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        os.kill(session.pid, signal.SIGCONT)
        wait_for(session, lambda: picture(session) == before)
        session.key("r")
        session.wait_text("request 1 of")


def test_a_key_has_its_effect_though_more_comes_in_than_the_line_takes() -> None:
    with start("frugal", line=SlowLine(65536, 0.1)) as session:
        session.wait_text("line measured")
        session.key("m")
        session.wait_text(re.compile("request [0-9]{3,} of"))
        for _ in range(5):
            pressed = session.key("a")
            asked = session.wait_text("Stop the service?", after=pressed)
            assert session.bytes_between(pressed, asked) < 32_768, "half of what the line takes in a second"
            session.key("escape")
            wait_for(session, lambda: "Stop the service?" not in session.show())
        began = time.monotonic()
        session.wait_text(re.compile("request [0-9]{4,} of"))
        assert session.bytes_between(began - 1, began) < 40_000


def test_a_screen_that_is_behind_says_so() -> None:
    with start("frugal", line=SlowLine(round_trip=0.05, buffer=512)) as session:
        session.wait_text("line measured, up to date")
        session.key("m")
        session.wait_text(re.compile("request [0-9]{3,} of"))
        session.slow_down(400)  # less than the few frames of a busy machine
        session.wait_text(re.compile(r"line (not )?measured, behind"), timeout=60)


@pytest.mark.parametrize("env", [{"TMUX": "/tmp/none,1,0"}, {"STY": "1.none"}], ids=["tmux", "screen"])
def test_a_multiplexer_is_not_asked_how_far_the_terminal_is(env: dict[str, str]) -> None:
    with start("frugal", env=env) as session:
        session.wait_text("line not measured, up to date")
        assert b"\x1b[5n" not in b"".join(output for _, output in session.chunks)


def test_a_terminal_that_never_answers_is_painted_all_the_same() -> None:
    silent = Profile(status=None, reports_cursor=False, modes={})
    with start("frugal", profile=silent) as session:
        session.key("r")
        session.wait_text("request 1 of")
        session.wait_text("line not measured, up to date")
        session.key("q")
        assert session.wait_exit(timeout=5) == 0


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_within_tmux_an_app_looks_the_same(tmp_path: Path) -> None:
    with in_tmux(tmp_path, "textual") as stock, in_tmux(tmp_path, "frugal") as frugal:
        for key in ("r", "r", "down", "tab", "pagedown", "r"):
            stock.key(key)
            frugal.key(key)
            see_the_same(stock, frugal)
        for session in (stock, frugal):
            session.key("q")
            session.wait_exit()


def in_tmux(folder: Path, driver: str) -> Session:
    socket, settings = folder / driver, folder / "settings"
    settings.write_text("set -g status off\nset -as terminal-features ',*:RGB'\n")
    program = [sys.executable, "-m", "tests.terminal.programs", "deck", driver]
    argv = ["tmux", "-u", "-S", str(socket), "-f", str(settings), "new-session", *program]
    session = Session(argv, cwd=str(ROOT), env={"COLORTERM": "truecolor"})
    session.wait_text("service-1")
    return session
