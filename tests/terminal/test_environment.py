"""What is known of a terminal before it is asked."""

from __future__ import annotations

import pytest

from tui.terminal import driver_class
from tui.terminal.driver import DeckDriver
from tui.terminal.environment import abilities, is_multiplexed
from tui.terminal.frugal import FrugalDriver


@pytest.mark.parametrize("term", ["xterm-256color", "xterm-kitty", "tmux-256color", "alacritty", "foot"])
def test_common_terminals_erase_in_colour_and_scroll(term: str) -> None:
    assert abilities({"TERM": term}).erases_in_colour
    assert abilities({"TERM": term}).scrolls


def test_screen_erases_without_colour_but_tmux_under_its_name_does_not() -> None:
    assert not abilities({"TERM": "screen-256color", "STY": "1.x"}).erases_in_colour
    assert abilities({"TERM": "screen-256color", "TMUX": "/tmp/x"}).erases_in_colour


def test_of_an_unknown_terminal_nothing_is_expected() -> None:
    assert not abilities({"TERM": "dumb"}).scrolls
    assert not abilities({}).erases_in_colour


def test_multiplexers_are_known_by_what_they_set() -> None:
    assert is_multiplexed({"TMUX": ""})
    assert is_multiplexed({"STY": ""})
    assert not is_multiplexed({"TERM": "tmux-256color"})


def test_the_environment_wins_over_the_setting() -> None:
    assert driver_class({}) is FrugalDriver
    assert driver_class({}, setting="stock") is DeckDriver
    assert driver_class({"STACKDECK_DRIVER": "frugal"}, setting="stock") is FrugalDriver
    assert driver_class({"STACKDECK_DRIVER": "stock"}) is DeckDriver
