"""Keys come from the declarations and, as far as they can be had, from the settings."""

from __future__ import annotations

from tui.commands.keymap import EVERYTHING, make_keymap
from tui.commands.keymap import _clashes as clashes


def test_without_settings_every_key_is_the_declared_one() -> None:
    keymap = make_keymap({})
    assert keymap.for_textual() == {}
    assert keymap.shown("list.filter") == "/"
    assert not clashes(keymap.keys)


def test_an_action_can_have_other_keys_as_people_write_them() -> None:
    keymap = make_keymap({"service.restart": "ctrl+t, #", "list.up": "i"})
    assert keymap.for_textual() == {"service.restart": "ctrl+t,number_sign", "list.up": "i"}
    assert (keymap.shown("service.restart"), keymap.problems) == ("^t", ())


def test_a_clash_keeps_the_usual_key_and_is_told() -> None:
    keymap = make_keymap({"service.restart": "s"})
    assert keymap.shown("service.restart") == "r"
    assert keymap.problems == (
        "keys: 'service.restart' would share a key with 'service.toggle', so its usual one holds.",
    )


def test_two_actions_can_trade_their_keys() -> None:
    keymap = make_keymap({"service.restart": "s", "service.toggle": "r"})
    assert (keymap.shown("service.restart"), keymap.shown("service.toggle"), keymap.problems) == ("s", "r", ())


def test_an_unknown_action_is_told_with_what_may_have_been_meant() -> None:
    assert make_keymap({"service.restrat": "x"}).problems == (
        "keys: there is no action 'service.restrat'. Did you mean 'service.restart'?",
    )


def test_the_comma_is_a_key_too_and_nothing_is_none() -> None:
    assert make_keymap({"log.wrap": ","}).shown("log.wrap") == ","
    assert make_keymap({"log.wrap": " "}).problems == ("keys: 'log.wrap' names no key.",)


def test_commands_and_moves_never_share_an_id_or_a_key_at_one_place() -> None:
    assert not clashes({command_id: each.keys for command_id, each in EVERYTHING.items()})
