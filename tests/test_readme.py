"""The README tells today's truth."""

from __future__ import annotations

import re

from tests.readme import README, filled
from tui.commands.keymap import EVERYTHING, make_keymap
from tui.settings import ExitCode

TEXT = README.read_text(encoding="utf-8")


def test_keys_and_settings_are_those_of_the_code() -> None:
    assert filled(TEXT) == TEXT, "run: python -m tests.readme"


def test_the_commands_for_newcomers_and_developers_stand_there_exactly() -> None:
    assert "pip install . && stackdeck" in TEXT
    assert "pip install '.[test]' && pytest" in TEXT


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", TEXT)
    assert pictures
    assert [name for name in pictures if not (README.parent / name).is_file()] == []


def test_every_exit_code_is_told() -> None:
    told = {
        int(number) for row in re.findall(r"^\| ([\d, ]+) \|", TEXT, flags=re.MULTILINE) for number in row.split(",")
    }
    assert told == {code.value for code in ExitCode}


def test_the_keys_of_the_short_table_are_those_in_force() -> None:
    keymap = make_keymap({})
    for command_id in ("service.toggle", "service.restart", "service.recreate", "service.pull", "stack.edit"):
        assert f"`{keymap.shown(command_id)}`" in TEXT
    assert set(keymap.keys) == set(EVERYTHING)
