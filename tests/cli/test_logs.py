import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.fake_api import TOKEN, FakeApi, refused
from tests.cli.fleets import FLEET
from tests.cli.programs import PATIENCE, Program, call, run
from tui.settings import ExitCode

WORKER = next(service for service in FLEET.services.values() if service.service_name == "worker")
WIKI = next(service for service in FLEET.services.values() if service.service_name == "wiki")
STAMP = "2025-03-01T03:00:{:02d}.000000Z line {}\n"


def lines(count: int, start: int = 0) -> bytes:
    return "".join(STAMP.format(number % 60, number) for number in range(start, start + count)).encode()


def logs(api: FakeApi, home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return call("--url", api.origin, "logs", *arguments, home=home, STACKDECK_TOKEN=TOKEN)


def follow(api: FakeApi, home: Path, *arguments: str) -> Program:
    return Program("--url", api.origin, "logs", "-f", *arguments, home=home, STACKDECK_TOKEN=TOKEN)


@pytest.mark.parametrize(
    "log",
    [
        b"",
        b"one\ntwo\n",
        b"unfinished",
        b"\x1b[31mred\x1b[0m \xff\xfe\r\n\x00in the middle\n",
        b'{"a": 1}',
    ],
)
def test_a_program_gets_the_exact_bytes(api: FakeApi, tmp_path: Path, log: bytes) -> None:
    api.logs[WORKER.id] = log
    done = logs(api, tmp_path, "worker")
    assert (done.returncode, done.stdout, done.stderr) == (0, log, b"")


def test_a_pipe_gets_every_byte(api: FakeApi, tmp_path: Path) -> None:
    log = api.logs[WORKER.id] = bytes(range(1, 256)) * 100
    done = run("--url", api.origin, "logs", "worker", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert (done.returncode, done.stdout, done.stderr) == (0, log, b"")


def test_leading_zero_bytes_are_no_part_of_a_log(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = b"\0\0\0one\n"
    assert logs(api, tmp_path, "worker").stdout == b"one\n"


@pytest.mark.parametrize("count", [0, 1, 3, 10, 99])
def test_exactly_the_last_lines_are_given(api: FakeApi, tmp_path: Path, count: int) -> None:
    api.logs[WORKER.id] = lines(10)
    done = logs(api, tmp_path, "-n", str(count), "shop/default/worker")
    assert done.stdout == lines(10)[len(lines(10 - min(count, 10))) :]


def test_of_a_platform_that_gives_more_lines_than_were_asked_the_last_are_taken(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(10)
    api.knows_tail = False
    assert logs(api, tmp_path, "-n", "2", "worker").stdout == lines(2, start=8)


def test_several_logs_are_told_apart(api: FakeApi, tmp_path: Path) -> None:
    api.logs = {WORKER.id: b"one\ntwo", WIKI.id: b"three\n"}
    done = logs(api, tmp_path, "worker", "intranet/wiki", "worker")
    assert done.stdout == b"worker | one\nworker | two\nwiki   | three\n"


def test_services_of_the_same_name_are_told_apart_by_their_ids(api: FakeApi, tmp_path: Path) -> None:
    webs = [service for service in FLEET.services.values() if service.service_name == "web"][:2]
    api.logs = {service.id: b"hello\n" for service in webs}
    done = logs(api, tmp_path, *(service.short_id for service in webs))
    assert done.stdout.decode() == "".join(f"{service.short_id} | hello\n" for service in webs)


@pytest.mark.parametrize(("reference", "complaint"), [("web", "names 3 things"), ("nothing", "There is no 'nothing'")])
def test_a_reference_to_none_or_many_is_told(api: FakeApi, tmp_path: Path, reference: str, complaint: str) -> None:
    done = logs(api, tmp_path, reference)
    assert done.returncode == ExitCode.NOT_FOUND
    assert complaint in done.stderr.decode()
    assert done.stdout == b""


def test_a_terminal_gets_cleaned_lines(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = b"\x1b]0;title\x07\x1b[31mred\x1b[0m\x1b[2J\n"
    master, slave = pty.openpty()
    with Program("--url", api.origin, "logs", "worker", home=tmp_path, stdout=slave, STACKDECK_TOKEN=TOKEN) as program:
        os.close(slave)
        assert program.end() == (0, b"", b"")
    assert os.read(master, 4096) == b"\x1b[38;5;1mred\x1b[0m\r\n"
    os.close(master)


def test_following_goes_on_with_what_comes(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(5)
    with follow(api, tmp_path, "-n", "2", "worker") as program:
        assert program.read_lines(2) == lines(2, start=3)
        api.logs[WORKER.id] = lines(8)
        assert program.read_lines(3) == lines(3, start=5)
        assert program.end(signal.SIGINT) == (ExitCode.INTERRUPTED, b"", b"")


def test_following_can_begin_with_nothing(api: FakeApi, tmp_path: Path) -> None:
    api.logs = {WORKER.id: lines(5), WIKI.id: b""}
    with follow(api, tmp_path, "-n", "0", "worker", "wiki") as program:
        api.wait_for("GET", f"{WIKI.id}/logs", times=2)
        api.logs[WIKI.id] = b"first\n"
        assert program.read_lines(1) == b"wiki   | first\n"
        api.wait_for("GET", f"{WORKER.id}/logs", times=2)
        api.logs[WORKER.id] = lines(6)
        assert program.read_lines(1) == b"worker | " + lines(1, start=5)
        assert program.end(signal.SIGTERM) == (ExitCode.TERMINATED, b"", b"")


def test_following_a_silent_log_ends_when_the_reader_has_gone(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(1)
    with follow(api, tmp_path, "worker") as program:
        assert program.read_lines(1) == lines(1)
        program.stop_reading()
        assert program.end() == (0, b"", b"")


def test_a_reader_that_takes_only_the_head_of_a_log_leaves_no_complaint(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(50_000)
    with Program("--url", api.origin, "logs", "worker", home=tmp_path, STACKDECK_TOKEN=TOKEN) as program:
        assert program.read_lines(1) == lines(1)
        program.stop_reading()
        assert program.end() == (0, b"", b"")


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (signal.SIGINT, ExitCode.INTERRUPTED),
        (signal.SIGTERM, ExitCode.TERMINATED),
        (signal.SIGHUP, ExitCode.TERMINATED),
    ],
)
def test_a_signal_ends_it_while_nobody_reads(
    api: FakeApi, tmp_path: Path, ending: signal.Signals, code: ExitCode
) -> None:
    api.logs[WORKER.id] = lines(50_000)
    with follow(api, tmp_path, "worker") as program:
        assert program.read_lines(1) == lines(1)
        program.process.send_signal(ending)
        assert program.process.wait(PATIENCE) == code


def test_a_log_that_started_over_is_told_on_stderr(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(30)
    with follow(api, tmp_path, "-n", "1", "worker") as program:
        assert program.read_lines(1) == lines(1, start=29)
        api.logs[WORKER.id] = b"2025-03-01T04:00:00Z a new life\n"
        assert program.read_lines(1) == b"2025-03-01T04:00:00Z a new life\n"
        _, _, complaint = program.end(signal.SIGINT)
    assert complaint.startswith(b"stackdeck: worker: ")
    assert complaint.count(b"\n") == 1


def test_following_survives_what_passes(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(1)
    failures = [refused(503, "later"), refused(500, "later")]
    with follow(api, tmp_path, "worker") as program:
        assert program.read_lines(1) == lines(1)
        api.instead = lambda _method, path: failures.pop() if failures and path.endswith("/logs") else None
        api.logs[WORKER.id] = lines(2)
        assert program.read_lines(1) == lines(1, start=1)
        assert not failures
        assert program.end(signal.SIGINT)[0] == ExitCode.INTERRUPTED


def test_following_ends_when_the_token_is_refused(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(1)
    with follow(api, tmp_path, "worker") as program:
        assert program.read_lines(1) == lines(1)
        api.instead = lambda _method, _path: refused(401, "expired")
        code, output, complaint = program.end()
    assert (code, output) == (ExitCode.REFUSED, b"")
    assert complaint.startswith(b"stackdeck: ")


MIXED = (
    b"2025-03-01T03:00:00Z INFO order 1 came in\n2025-03-01T03:00:01Z ERROR order 2 failed\n"
    b"2025-03-01T03:00:01Z Traceback (most recent call last):\n2025-03-01T03:00:01Z   File 'x.py'\n"
    b"2025-03-01T03:00:01Z OrderError: 2\n2025-03-01T03:00:02Z INFO order 3 came in\n"
)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--grep", "order [13]"], [0, 5]),
        (["--hide", "came"], [1, 2, 3, 4]),
        (["--level", "error"], [1, 2, 3, 4]),
        (["--since", "2025-03-01 03:00:02"], [5]),
        (["--since", "2025-03-01 03:00:01", "--grep", "order", "--hide", "failed"], [5]),
        (["-n", "2", "--grep", "came"], [0, 5]),
        (["-n", "2", "--level", "error"], [3, 4]),
        (["-n", "0", "--grep", "came"], []),
    ],
)
def test_only_the_lines_that_are_wanted_are_written(
    api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], wanted: list[int]
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    api.logs[WORKER.id] = MIXED
    every = MIXED.splitlines(keepends=True)
    assert logs(api, tmp_path, *options, "worker").stdout == b"".join(every[number] for number in wanted)


@pytest.mark.parametrize(("option", "value"), [("--since", "noon"), ("--grep", "a("), ("--hide", "(?<=x)")])
def test_what_can_not_be_understood_is_told(api: FakeApi, tmp_path: Path, option: str, value: str) -> None:
    done = logs(api, tmp_path, option, value, "worker")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert done.stderr.startswith(b"stackdeck: ")


def test_lines_are_written_as_json_objects(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = b"2025-03-01T03:00:00Z ERROR \xff\x1b[2J\nplain\n"
    one, two = logs(api, tmp_path, "-o", "json", "worker").stdout.splitlines()
    assert json.loads(one) == {
        "service": "worker",
        "serviceId": WORKER.id,
        "time": "2025-03-01T03:00:00+00:00",
        "level": "error",
        "text": "ERROR \ufffd\x1b[2J",
    }
    assert (json.loads(two)["time"], json.loads(two)["level"], json.loads(two)["text"]) == (None, None, "plain")
    assert b"\x1b" not in one


def test_raw_logs_of_several_services_have_no_names(api: FakeApi, tmp_path: Path) -> None:
    api.logs = {WORKER.id: b"\xffone\n", WIKI.id: b"two\n"}
    assert logs(api, tmp_path, "-o", "raw", "worker", "wiki").stdout == b"\xffone\ntwo\n"


def test_names_are_coloured_on_a_terminal_alone(api: FakeApi, tmp_path: Path) -> None:
    api.logs = {WORKER.id: b"one\n", WIKI.id: b"two\n"}
    master, slave = pty.openpty()
    arguments = ("--url", api.origin, "logs", "worker", "wiki")
    with Program(*arguments, home=tmp_path, stdout=slave, STACKDECK_TOKEN=TOKEN, TERM="xterm") as program:
        os.close(slave)
        assert program.end() == (0, b"", b"")
    assert os.read(master, 4096) == b"\x1b[36mworker | \x1b[0mone\r\n\x1b[35mwiki   | \x1b[0mtwo\r\n"
    os.close(master)


def test_following_begins_with_the_last_lines_that_are_wanted(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = MIXED
    every = MIXED.splitlines(keepends=True)
    with follow(api, tmp_path, "-n", "2", "--level", "error", "worker") as program:
        assert program.read_lines(2) == b"".join(every[3:5])
        api.logs[WORKER.id] = MIXED + every[1]
        assert program.read_lines(1) == every[1]
        assert program.end(signal.SIGINT) == (ExitCode.INTERRUPTED, b"", b"")


def test_what_is_kept_is_there_without_the_platform(api: FakeApi, tmp_path: Path) -> None:
    api.logs = {WORKER.id: lines(5), WIKI.id: b"\x01\xff\n"}
    assert logs(api, tmp_path, "--keep", "-n", "1", "worker", "wiki").returncode == 0
    api.logs[WORKER.id] = lines(8)
    with follow(api, tmp_path, "--keep", "-n", "4", "worker") as program:
        assert program.read_lines(4) == lines(4, start=4)
        api.logs[WORKER.id] = lines(9)
        assert program.read_lines(1) == lines(1, start=8)
        assert program.end(signal.SIGINT) == (ExitCode.INTERRUPTED, b"", b"")
    asked = len(api._asked)
    assert logs(api, tmp_path, "--offline", "worker").stdout == lines(9)
    assert logs(api, tmp_path, "--offline", "-n", "2", "shop/default/worker").stdout == lines(2, start=7)
    assert logs(api, tmp_path, "--offline", "--grep", "line [12]", WORKER.id).stdout == lines(2, start=1)
    assert logs(api, tmp_path, "--offline", "-o", "raw", "wiki", "worker").stdout == b"\x01\xff\n" + lines(9)
    assert len(api._asked) == asked
    wrong = logs(api, tmp_path, "--offline", "nothing")
    assert wrong.returncode == ExitCode.NOT_FOUND
    assert (
        wrong.stderr
        == b"stackdeck: No log of 'nothing' is kept. These are: intranet/default/wiki, shop/default/worker.\n"
    )


def test_a_log_that_is_kept_tells_offline_too_where_lines_are_missing(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = lines(5)
    logs(api, tmp_path, "--keep", "worker")
    api.logs[WORKER.id] = lines(5, start=50)
    logs(api, tmp_path, "--keep", "worker")
    done = logs(api, tmp_path, "--offline", "worker")
    assert done.stdout == lines(5) + lines(5, start=50)
    assert b"lines missing" in done.stderr


def test_nothing_can_be_followed_offline(api: FakeApi, tmp_path: Path) -> None:
    done = logs(api, tmp_path, "--offline", "-f", "worker")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")


def test_following_writes_only_what_is_wanted(api: FakeApi, tmp_path: Path) -> None:
    api.logs[WORKER.id] = MIXED
    every = MIXED.splitlines(keepends=True)
    with follow(api, tmp_path, "--level", "error", "worker") as program:
        assert program.read_lines(4) == b"".join(every[1:5])
        more = b"2025-03-01T03:00:03Z INFO fine\n2025-03-01T03:00:04Z ERROR again\n"
        api.logs[WORKER.id] = MIXED + more
        assert program.read_lines(1) == more.splitlines(keepends=True)[1]
        assert program.end(signal.SIGINT) == (ExitCode.INTERRUPTED, b"", b"")
