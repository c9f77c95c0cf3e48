"""The program in a real terminal: how it starts, how it ends, and what it survives."""

from __future__ import annotations

import os
import re
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.app.terminals import A_SERVICE, AT_ONCE, Home, gave_terminal_back, last_words, modes, ready, until
from tests.bench.harness import Session

A_JOB_IS_DONE = re.compile(r"INFO +job \d+ .* done")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A user's folders, of whose programs nothing is left in the end."""
    home = Home(tmp_path)
    yield home
    home.stop()
    home.nothing_is_left()


@pytest.fixture(scope="module")
def warm_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A user's folders with a platform that runs already, for tests that leave it alone."""
    home = Home(tmp_path_factory.mktemp("home"))
    with home.platform():
        yield home
    home.nothing_is_left()


def test_three_projects_and_a_scrolling_log_are_there_by_themselves(home: Home) -> None:
    with home.open() as session:
        ready(session)
        first = session.wait_text(A_JOB_IS_DONE)
        session.wait_text(A_JOB_IS_DONE, after=first)
        assert not home.crash_files


def test_q_ends_the_app_at_once_and_everything_else_soon(home: Home) -> None:
    with home.open() as session:
        before = modes(session)
        ready(session)
        session.wait_text(A_JOB_IS_DONE)

        session.key("q")

        assert session.wait_exit(timeout=AT_ONCE) == 0
        assert home.nothing_is_left() < 12
        assert gave_terminal_back(session)
        assert modes(session) == before
        assert last_words(session).strip() == ""


def test_q_at_the_first_picture_leaves_nothing_either(home: Home) -> None:
    with home.open() as session:
        session.wait_text("1 Projects")

        session.key("q")

        assert session.wait_exit(timeout=AT_ONCE) == 0
        assert home.nothing_is_left() < 12
        assert last_words(session).strip() == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_in_good_order_and_the_services_go_on(home: Home, number: int, status: int) -> None:
    with home.open() as session:
        before = modes(session)
        ready(session)

        os.kill(session.pid, number)

        assert session.wait_exit(timeout=AT_ONCE) == status
        assert gave_terminal_back(session)
        assert modes(session) == before
        assert last_words(session).strip() == ""
        assert_platform_waits(home)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_while_another_program_has_the_terminal(
    home: Home, tmp_path: Path, number: int, status: int
) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho EDITOR RUNS\nexec sleep 60\n")
    editor.chmod(0o700)
    with home.open(EDITOR=str(editor)) as session:
        ready(session)
        session.key("e")
        session.wait_text("F4 $EDITOR")
        session.key("f4")
        session.wait_text("EDITOR RUNS")

        os.kill(session.pid, number)

        assert session.wait_exit(timeout=AT_ONCE) == status
        assert gave_terminal_back(session)
        assert last_words(session).strip() == "EDITOR RUNS"
        assert not home.crash_files


def test_a_vanished_terminal_ends_it_and_the_services_go_on(home: Home) -> None:
    with home.open() as session:
        ready(session)

        session.vanish()

        assert session.wait_exit(timeout=AT_ONCE) == 129
        assert_platform_waits(home)
        assert not home.crash_files
    with home.open() as session:
        ready(session)


def assert_platform_waits(home: Home) -> None:
    until(lambda: home.says("leases", lambda leases: leases == 0), "the lease to end")
    until(lambda: home.says("running", lambda running: running >= 10), "the services to run")


def test_bytes_that_are_no_text_change_nothing(warm_home: Home) -> None:
    with warm_home.open() as session:
        ready(session)
        session.key("1")
        session.wait_text("▸All projects")

        session.send(b"\xff\xe9\x80")
        session.key("j")

        session.wait_text("▸intranet")
        session.key("q")
        assert session.wait_exit(timeout=AT_ONCE) == 0
        assert last_words(session).strip() == ""


def test_escape_and_a_key_that_comes_with_it_do_what_both_do(warm_home: Home) -> None:
    with warm_home.open() as session:
        ready(session)
        session.key("d")
        session.wait_text("─ Details")

        session.send(b"\x1b:")

        session.wait_text("Search for commands")
        assert "─ Details" not in session.show()

        session.send(b"\x1bq")

        assert session.wait_exit(timeout=AT_ONCE) == 0


def test_a_killed_platform_empties_nothing_and_comes_back_by_itself(home: Home) -> None:
    with home.open() as session:
        ready(session)
        session.wait_text(A_JOB_IS_DONE)
        pid = home.platform_pid
        with home.nobody_starts_a_platform():
            os.kill(pid, signal.SIGKILL)

            session.wait_text("unreachable since")
            for text in ("intranet", "shop-prod", "shop-stage", "job 1001"):
                session.wait_text(text)

        until(lambda: not any("unreachable" in row for row in session.screen()), "the platform to come back")
        session.wait_text(A_JOB_IS_DONE, after=session.chunks[-1].t)
        assert home.platform_pid != pid
        session.key("q")
        assert session.wait_exit(timeout=AT_ONCE) == 0


def test_a_platform_that_was_stopped_is_started_again_on_request(home: Home) -> None:
    with home.open() as session:
        ready(session)
        home.stop()
        session.wait_text("The local platform was stopped.")
        session.wait_text("not connected")
        session.wait_text("shop-prod")

        asked = session.key("ctrl+r")

        session.wait_text(A_JOB_IS_DONE, after=asked)
        assert not any("not connected" in row for row in session.screen())


SIZES = ((200, 60), (40, 12), (20, 5), (120, 40))
WITH_ROOM = ((200, 60), (40, 12), (120, 40))
"""Sizes at which a key has its effect: nobody acts on what can't be seen."""
WHERE: dict[str, tuple[tuple[str, ...], Callable[[str], bool]]] = {
    "a question": (("s",), lambda screen: "Stop " in screen),
    "the help": (("?",), lambda screen: "─ Help ─" in screen),
    "the commands": ((":",), lambda screen: "Start or stop service" in screen),
    "the filter": (("/",), lambda screen: "filter: a word" in screen),
    "the log": (("l",), lambda screen: "4 Logs" in screen and "3 Services" not in screen),
    "the editor": (("e",), lambda screen: "image:" in screen),
}


def through_all_sizes(session: Session) -> None:
    """Resize the terminal again and again, until the app fills the last size.

    What is seen before may be a late frame for a size before that, one of them so small that keys do nothing. A frame
    for a wider terminal reaches the right edge too, but what the header ends with is then beyond it.
    """
    for columns, rows in SIZES:
        session.wait_output(after=session.resize(columns, rows))
    until(lambda: header_ends_at(session, SIZES[-1][0]), "the header to end at the right edge")


def header_ends_at(session: Session, columns: int) -> bool:
    header = session.screen()[0].rstrip()
    return len(header) >= columns - 1 and header.endswith(" local")


@pytest.mark.parametrize("where", WHERE)
def test_it_fits_any_size_at_any_moment(warm_home: Home, where: str) -> None:
    keys, is_there = WHERE[where]
    with warm_home.open() as session:
        ready(session)
        through_all_sizes(session)
        until(lambda: "s start/stop" in session.show(), "the services to have the focus")
        session.key(*keys)
        for columns, rows in WITH_ROOM:  # at once, while the keys still have their effect
            session.resize(columns, rows)
        until(lambda: is_there(session.show()), where)
        through_all_sizes(session)
        until(lambda: is_there(session.show()), where)
        session.key("escape")
        until(lambda: not is_there(session.show()), "the lists alone")
        until(lambda: "s start/stop" in session.show(), "the services to have the focus again")
        session.key("q")
        assert session.wait_exit(timeout=AT_ONCE) == 0
        assert last_words(session).strip() == ""
        assert not warm_home.crash_files


@pytest.mark.parametrize(("key", "where"), [("?", "show_help"), ("P", "_list_profiles")])
def test_a_bug_gives_the_terminal_back_and_leaves_a_file_only_its_owner_can_read(
    home: Home, key: str, where: str
) -> None:
    with home.open(program="tests.app.broken") as session:
        before = modes(session)
        ready(session)

        session.key(key)

        assert session.wait_exit(timeout=AT_ONCE) == 1
        assert gave_terminal_back(session)
        assert modes(session) == before
        (crash,) = home.crash_files
        words = " ".join(last_words(session).split())
        assert words.startswith("stackdeck stopped because of a bug in itself (ZeroDivisionError).")
        assert str(crash).replace(" ", "") in words.replace(" ", "")
        assert "Traceback" not in words
        assert stat.S_IMODE(crash.stat().st_mode) == 0o600
        assert where in crash.read_text()
    home.nothing_is_left()


def test_the_screen_says_so_when_the_terminal_is_too_small(warm_home: Home) -> None:
    with warm_home.open(size=(20, 5)) as session:
        session.wait_text("needs 24×6")
        session.key("?", ":")  # which would show something, if it could be seen
        session.wait_idle(cpu_fraction=0.2)
        session.resize(80, 24)
        session.wait_text("3 Services")
        session.wait_text(A_SERVICE)
        session.key("l")
        until(lambda: "3 Services" not in session.show(), "the log alone")
        assert "─ Help ─" not in session.show()
        session.key("q")
        assert session.wait_exit(timeout=AT_ONCE) == 0
