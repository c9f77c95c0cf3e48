import os
import pty
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.cli.fake_api import TOKEN, Answer, FakeApi, refused, told
from tests.cli.programs import Program, call
from tui.cli.findings import Finding, Level
from tui.cli.machine_checks import check_editor
from tui.settings import ExitCode


def doctor(api: FakeApi, home: Path, *options: str, token: str = TOKEN) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and level and text by topic."""
    done = call(*(options or ("--url", api.origin)), "doctor", home=home, STACKDECK_TOKEN=token)
    assert done.stderr == b""
    found = {}
    for line in done.stdout.decode().splitlines():
        level, topic, text = line[:4].strip(), line[6:18].strip(), line[18:]
        if topic:
            found[topic] = (level, text)
    return done.returncode, found


def test_everything_that_works_is_said(api: FakeApi, tmp_path: Path) -> None:
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.OK
    assert found["settings"] == ("ok", "none; they would stand in ~/.config/stackdeck/config.toml")
    assert found["profile"] == ("ok", f"{api.origin.removeprefix('http://')}: {api.origin}")
    assert found["platform"][1].startswith("it answers in ")
    assert found["token"] == ("ok", "accepted, for the user user")
    assert found["projects"] == ("ok", "the token sees 2")
    assert found["terminal"] == ("warn", "stdout is no terminal")


def test_a_refused_token_fails_and_is_not_shown(api: FakeApi, tmp_path: Path) -> None:
    code, found = doctor(api, tmp_path, token="another-secret")
    assert code == ExitCode.REFUSED
    assert found["token"][0] == "fail"
    assert "another-secret" not in str(found)


def test_a_host_that_does_not_answer_fails_with_what_to_do(api: FakeApi, tmp_path: Path) -> None:
    code, found = doctor(api, tmp_path, "--url", "http://127.0.0.1:9")
    assert code == ExitCode.UNREACHABLE
    assert found["platform"][0] == "fail"
    assert "token" not in found
    assert "terminal" in found


def test_wrong_settings_fail(api: FakeApi, tmp_path: Path) -> None:
    path = tmp_path / ".config/stackdeck/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("moose = false")
    path.chmod(0o600)
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.USAGE
    assert found["settings"][0] == "fail"
    assert "Did you mean 'mouse'?" in found["settings"][1]


def test_an_unknown_profile_fails(api: FakeApi, tmp_path: Path) -> None:
    code, found = doctor(api, tmp_path, "--profile", "nowhere")
    assert code == ExitCode.USAGE
    assert found["profile"][0] == "fail"


def test_a_missing_token_fails(api: FakeApi, tmp_path: Path) -> None:
    code, found = doctor(api, tmp_path, token="")
    assert code == ExitCode.REFUSED
    assert found["token"][0] == "fail"


def test_a_rate_limit_that_is_nearly_used_up_warns(api: FakeApi, tmp_path: Path) -> None:
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "7"}
    session = {"userId": "user", "tokenId": "token", "isImpersonated": False, "isEmployee": False}
    api.instead = lambda _method, path: told(session, headers=headers) if path.endswith("/status") else None
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.OK
    assert found["rate limit"] == ("warn", "7 of 100 requests left")


def test_a_platform_that_fails_later_fails_there(api: FakeApi, tmp_path: Path) -> None:
    api.instead = lambda _method, path: refused(500, "broken") if path == "/projects" else None
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.FAILURE
    assert found["projects"][0] == "fail"


def test_a_clock_that_is_wrong_warns(api: FakeApi, tmp_path: Path) -> None:
    api.date = formatdate(0, usegmt=True)
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.OK
    assert found["clock"][0] == "warn"
    assert "ahead of the platform" in found["clock"][1]


def test_advice_stands_on_a_line_of_its_own() -> None:
    finding = Finding(topic="clock", text="x", level=Level.WARN, advice="do it")
    assert finding.line(colours=False) == "warn  clock       x\n                  do it"


def test_outside_text_cannot_steer_the_terminal() -> None:
    line = Finding(topic="token", text="a\x1b[2Jb", advice="c\nd").line(colours=False)
    assert "\x1b" not in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({}, Level.OK),
        ({"EDITOR": "/nowhere/editor -w"}, Level.WARN),
        ({"VISUAL": "sh -e", "EDITOR": "/nowhere"}, Level.OK),
    ],
)
def test_the_editor_is_looked_for(environ: dict[str, str], level: Level) -> None:
    (finding,) = check_editor(environ)
    assert finding.level is level


def test_a_terminal_is_described(api: FakeApi, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    with Program("--url", api.origin, "doctor", home=tmp_path, stdout=slave, STACKDECK_TOKEN=TOKEN) as program:
        os.close(slave)
        assert program.end()[0] == 0
    text = os.read(master, 65536).decode()
    os.close(master)
    assert "terminal    xterm-256color, 80×24, 256 colours, utf-8" in text
    assert "\x1b[32mok  \x1b[0m" in text


def test_a_page_that_is_no_api_fails(api: FakeApi, tmp_path: Path) -> None:
    api.instead = lambda _method, _path: Answer(200, b"<html>", {"Content-Type": "text/html"})
    code, found = doctor(api, tmp_path)
    assert code == ExitCode.FAILURE
    assert found["platform"][0] == "fail"
