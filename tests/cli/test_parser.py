import re
from pathlib import Path

import pytest

from tui.__main__ import main
from tui.cli.parser import build_parser, parse
from tui.settings import ExitCode, Options


def test_without_a_command_it_is_the_app() -> None:
    chosen = parse([])
    assert chosen.command is None
    assert chosen.options == Options()


def test_the_options_before_the_command_reach_whatever_is_run() -> None:
    arguments = ["--profile", "prod", "--url", "https://host", "--read-only", "--log", "debug.log"]
    wanted = Options(profile="prod", url="https://host", read_only=True, log=Path("debug.log"))
    assert parse(arguments).options == wanted
    assert parse([*arguments, "ls", "services"]).options == wanted


def test_an_option_behind_the_command_is_told_where_it_belongs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["ls", "services", "--profile", "prod"])
    assert ended.value.code == ExitCode.USAGE
    assert "stand before the command" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ls"], ["ls", "everything"], ["logs"], ["--prof", "x"], ["logs", "-n", "-1", "x"]]
)
def test_a_mistake_ends_with_the_exit_code_for_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == ExitCode.USAGE
    assert "usage: stackdeck" in capsys.readouterr().err


def test_the_help_names_every_command_and_every_exit_code() -> None:
    text = build_parser().format_help()
    words = "ls logs start stop restart recreate pull wait open domain doctor serve platform completion"
    assert re.findall(r"^    ([a-z]+) +\S", text, re.MULTILINE) == words.split()
    _, _, codes = text.partition("exit codes:")
    assert [int(line.split()[0]) for line in codes.splitlines() if line.strip()] == [*ExitCode]


PAGES = (
    "",
    *["ls", "logs", "stop", "wait", "open", "domain", "doctor", "serve", "platform", "completion"],
    "domain connect",
    "platform reset",
)


@pytest.mark.parametrize("command", PAGES)
def test_every_line_of_the_help_fits_a_terminal(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert main([*command.split(), "--help"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 120


def test_a_place_to_open_is_one_of_the_app() -> None:
    chosen = parse(["--profile", "prod", "open", "shop-prod/default/worker"])
    assert chosen.command is None
    assert chosen.options == Options(profile="prod", place="shop-prod/default/worker")
