"""The driver's life in a real pty: any bytes, signals, and a terminal that goes away."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.bench.harness import Profile, Session
from tui.terminal import driver_class

ROOT = Path(__file__).parents[2]


def start(program: str, driver: str, tmp_path: Path, *prefix: str, profile: Profile | None = None) -> Session:
    argv = [*prefix, sys.executable, "-m", "tests.terminal.programs", program, driver]
    session = Session(argv, cwd=str(ROOT), env={"HUNG_UP": str(tmp_path / "hung_up")}, profile=profile)
    session.wait_text("ready")
    return session


@pytest.fixture(params=["stock", "frugal"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_bytes_that_are_not_utf8_are_left_out(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path) as session:
        session.send(b"a\xe9\xffb\x80")
        session.wait_text("ready a b")
        session.send(b"c\x18")
        assert session.wait_exit() == 0


def test_answers_to_status_requests_are_no_keys_even_when_split(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path, profile=Profile(status=None)) as session:
        session.send(b"a\x1b[0nb\x1b[")
        session.wait_text("ready a b")
        session.send(b"0nc")
        session.wait_text("ready a b c")


def test_escape_is_a_key_and_an_arrow_in_two_reads_is_one(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path) as session:
        session.send(b"\x1b")
        session.wait_text("ready escape")
        session.send(b"\x1b[")
        session.send(b"B")
        session.wait_text("ready escape down")


@pytest.mark.parametrize(
    ("number", "status", "cause"), [(signal.SIGHUP, 129, "hang up"), (signal.SIGTERM, 143, "terminated")]
)
def test_a_signal_lets_the_app_save_and_end_soon(
    driver: str, number: int, status: int, cause: str, tmp_path: Path
) -> None:
    with start("keys", driver, tmp_path) as session:
        os.kill(session.pid, number)
        assert session.wait_exit(timeout=5) == status
        assert (tmp_path / "hung_up").read_text() == f"{cause}\n"
        assert "Traceback" not in session.show()
        assert b"".join(output for _, output in session.chunks).endswith(b"\x1b[?1049l\x1b[?25h\x1b[?1004l")


def test_a_signal_ends_an_app_that_knows_nothing_of_it(driver: str, tmp_path: Path) -> None:
    with start("plain", driver, tmp_path) as session:
        os.kill(session.pid, signal.SIGTERM)
        assert session.wait_exit() == 143


def test_a_vanished_terminal_ends_the_app_after_it_saved(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path) as session:
        session.vanish()
        assert session.wait_exit(timeout=5) == 129
        assert (tmp_path / "hung_up").read_text() == "hang up\n"


def test_a_vanished_terminal_ends_an_app_that_ignores_the_signal(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path, "sh", "-c", 'trap "" HUP; exec "$@"', "sh") as session:
        session.vanish()
        assert session.wait_exit(timeout=5) == 129
        assert (tmp_path / "hung_up").read_text() == "hang up\n"


def test_stopped_and_continued_from_outside_it_paints_again(driver: str, tmp_path: Path) -> None:
    with start("keys", driver, tmp_path) as session:
        session.wait_idle(quiet=0.2)
        os.kill(session.pid, signal.SIGSTOP)
        continued = time.monotonic()
        os.kill(session.pid, signal.SIGCONT)
        session.wait_raw(b"ready", after=continued)
        session.send("a")
        session.wait_text("ready a")
        assert session.usage().threads < 8


def test_told_to_go_on_while_it_takes_the_terminal_it_takes_it_once(driver: str, tmp_path: Path) -> None:
    with start("continued", driver, tmp_path) as session:
        session.wait_idle(quiet=0.2)
        threads = session.usage().threads
        lent = session.key("ctrl+g")
        session.wait_raw(b"ready", after=lent)
        session.send("a")
        session.wait_text("ready ctrl+g a")
        assert session.usage().threads == threads
        session.send("\x18")
        assert session.wait_exit() == 0


def test_textual_chooses_its_driver_in_the_browser() -> None:
    assert driver_class({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}) is None
