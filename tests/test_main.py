"""The command line from outside: a real interpreter, real exit codes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tui import __version__
from tui.__main__ import main
from tui.settings import ExitCode


def stackdeck(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """`python -m tui` with an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        env={**kept, "HOME": str(home), "LANG": "C.UTF-8", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).resolve().parent.parent,
    )


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(option: str, tmp_path: Path) -> None:
    done = stackdeck(option, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"stackdeck {__version__}\n", "")


def test_the_version_is_told_among_other_options_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--read-only", "--version"]) == 0
    assert capsys.readouterr().out == f"stackdeck {__version__}\n"


def test_the_help_is_told(tmp_path: Path) -> None:
    done = stackdeck("--help", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: stackdeck")


def test_a_mistake_in_the_arguments_is_one_of_usage(tmp_path: Path) -> None:
    done = stackdeck("nonsense", home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "invalid choice: 'nonsense'" in done.stderr


def test_a_mistake_in_the_settings_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "stackdeck"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("them = 1\n")
    (folder / "config.toml").chmod(0o600)
    done = stackdeck("ls", "services", home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == (
        "stackdeck: ~/.config/stackdeck/config.toml, line 1: unknown key 'them'. Did you mean 'theme'?\n"
    )


def test_a_missing_token_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    done = stackdeck("--url", "http://127.0.0.1:9", "ls", "services", home=tmp_path)
    assert done.returncode == ExitCode.REFUSED
    assert re.fullmatch(r"stackdeck: There is no token for http://127\.0\.0\.1:9: .*\n", done.stderr)


def test_a_platform_that_does_not_answer_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    done = stackdeck("--url", "http://127.0.0.1:9", "ls", "services", home=tmp_path, STACKDECK_TOKEN="secret")
    assert done.returncode == ExitCode.UNREACHABLE
    assert done.stderr.startswith("stackdeck: 127.0.0.1:9 can't be reached")


def test_a_message_with_control_characters_does_not_reach_the_terminal(tmp_path: Path) -> None:
    done = stackdeck("--profile", "\x1b[2Jx", "ls", "services", home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "\x1b" not in done.stderr


def test_without_a_terminal_the_app_says_what_it_needs(tmp_path: Path) -> None:
    done = stackdeck(home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == "stackdeck: The app needs a terminal. In scripts use a command: stackdeck --help\n"


def test_a_debug_log_has_no_token_in_it(tmp_path: Path) -> None:
    path = tmp_path / "debug.log"
    arguments = ("--log", str(path), "--url", "http://127.0.0.1:9", "ls", "services")
    done = stackdeck(*arguments, home=tmp_path, STACKDECK_TOKEN="swordfish")
    assert done.returncode == ExitCode.UNREACHABLE
    assert "tui: stackdeck" in path.read_text()
    assert "swordfish" not in path.read_text()


def test_a_debug_log_that_cannot_be_written_is_a_mistake_of_usage(tmp_path: Path) -> None:
    done = stackdeck("--log", str(tmp_path / "nowhere" / "debug.log"), "doctor", home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "--log can't write" in done.stderr
