import shutil
import subprocess

import pytest

from tui.__main__ import main
from tui.cli.completion_scripts import command_of, script_for
from tui.cli.parser import build_parser

PROGRAM = command_of(build_parser())


def complete(*words: str) -> set[str]:
    """What bash offers for the last of *words*, with nothing but the script loaded."""
    typed = " ".join(f"'{word}'" for word in ("stackdeck", *words))
    program = f"""
        {script_for("bash", PROGRAM)}
        COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _stackdeck; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_commands_are_offered_first() -> None:
    assert {"ls", "logs", "start", "wait", "serve", "--profile"} <= complete("")
    assert complete("re") == {"restart", "recreate"}


def test_the_options_before_the_command_are_known() -> None:
    assert complete("--re") == {"--read-only"}
    assert "ls" in complete("--profile", "prod", "--read-only", "")


def test_the_value_of_an_option_is_not_taken_for_the_command() -> None:
    assert "services" in complete("--profile", "logs", "ls", "")


def test_words_and_options_of_a_command_are_offered() -> None:
    assert complete("ls", "s") == {"stacks", "services"}
    assert "--follow" in complete("logs", "--")
    assert complete("platform", "st") == {"status", "stop"}


def test_the_values_of_an_option_are_offered() -> None:
    assert complete("ls", "services", "-o", "") == {"table", "json"}
    assert "running" in complete("wait", "x", "--for", "")
    assert complete("logs", "x", "-n", "") == set()


def complete_in_fish(typed: str) -> list[str]:
    """What fish offers at the end of *typed*, without the descriptions."""
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    program = f"{script_for('fish', PROGRAM)}\ncomplete -C '{typed}'"
    done = subprocess.run(["fish", "--no-config", "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [line.partition("\t")[0] for line in done.stdout.splitlines()]


def test_fish_offers_commands_words_options_and_values() -> None:
    assert complete_in_fish("stackdeck rec") == ["recreate"]
    assert complete_in_fish("stackdeck ls st") == ["stacks"]
    assert complete_in_fish("stackdeck ls services -o ") == ["json", "table"]
    assert complete_in_fish("stackdeck domain connect --re") == ["--replace"]


def test_fish_knows_that_an_option_has_a_value() -> None:
    assert complete_in_fish("stackdeck --profile logs do") == ["doctor", "domain"]
    assert complete_in_fish("stackdeck --profile logs ls dom") == ["domains"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_a_script_that_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(command.name in script for command in PROGRAM.commands)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_can_be_read_by_its_shell(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n"], input=script_for(shell, PROGRAM), text=True, check=True)
