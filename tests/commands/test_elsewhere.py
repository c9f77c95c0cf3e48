"""A key that means nothing where one is says where it means something."""

from __future__ import annotations

import pytest

from tui.commands.elsewhere import meant_elsewhere
from tui.commands.keymap import make_keymap


def test_all_it_does_in_any_pane_is_told_with_the_keys_that_go_there() -> None:
    keymap = make_keymap({})
    assert meant_elsewhere("N", keymap) == "N works in other panes: Create stack (1, 2), Go to previous line found (4)."
    assert meant_elsewhere("S", keymap) == (
        "S works in other panes: Schedule updates of stack (2), Save log to a file (4)."
    )
    assert meant_elsewhere("ampersand", keymap) == "& works in other panes: Show only some log lines (4)."


@pytest.mark.parametrize("key", ["Z", "f12", "ctrl+r", "é"])
def test_of_a_key_that_means_nothing_in_any_pane_nothing_is_told(key: str) -> None:
    assert meant_elsewhere(key, make_keymap({})) is None


def test_the_keys_of_the_settings_are_told() -> None:
    keymap = make_keymap({"stack.create": "Z", "pane.stacks": "f2"})
    assert meant_elsewhere("Z", keymap) == "Z works in other panes: Create stack (1, f2)."
    assert meant_elsewhere("N", keymap) == "N works in other panes: Go to previous line found (4)."
