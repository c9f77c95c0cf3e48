"""The catalogue of commands holds together."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests import fleets
from tui.commands.catalogue import COMMANDS, at
from tui.commands.command import Command, Context, Place, shown_key

TAKEN_BY_TERMINALS = {"ctrl+s", "ctrl+b", "ctrl+a", "ctrl+z", "ctrl+j", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+c"}

REGISTRY = fleets.registry("ghcr.io", username="robot")


def test_ids_are_unique() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("place", [place for place in Place if place is not Place.ANYWHERE])
def test_no_two_commands_share_a_key_at_one_place(place: Place) -> None:
    for one, other in combinations(at(place), 2):
        assert not set(one.keys) & set(other.keys), f"{one.id} and {other.id} at {place}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_no_command_hangs_on_a_key_that_terminals_take(command: Command) -> None:
    assert set(command.keys) - TAKEN_BY_TERMINALS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_words_are_ready_to_be_shown(command: Command) -> None:
    assert command.title[0].isupper()
    assert not command.title.endswith(".")
    assert command.help.endswith(".")
    assert "_" not in shown_key(command.keys[0])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_before_the_first_answer_nobody_is_told_to_highlight_what_is_not_there(command: Command) -> None:
    told = command.refusal(Context(loading=True)) or ""
    assert "highlighted. Move" not in told


def test_a_read_only_token_refuses_every_change_and_says_so() -> None:
    context = Context(
        service=fleets.service("web"),
        stack=fleets.stack("obs", project="shop"),
        volume=fleets.volume("data"),
        registry=REGISTRY,
        read_only=True,
    )
    refused = {command.id for command in COMMANDS if "read-only" in (command.refusal(context) or "")}
    assert refused == {
        "service.toggle",
        "service.restart",
        "service.recreate",
        "service.pull",
        "volume.delete",
        "domain.connect",
        "stack.create",
        "stack.rename",
        "stack.schedule",
        "stack.delete",
        "registry.add",
        "registry.edit",
        "registry.login",
        "registry.logout",
        "registry.delete",
    }


def test_nothing_can_be_done_to_a_service_twice_at_once() -> None:
    context = Context(service=fleets.service("web"), under_way="stopping")
    by_id = {command.id: command for command in COMMANDS}
    assert by_id["service.restart"].refusal(context) == "web is stopping already. Wait until that is done."


def test_what_is_stopped_is_started_and_not_restarted() -> None:
    context = Context(service=fleets.service("web", "stopped"))
    by_id = {command.id: command for command in COMMANDS}
    assert by_id["service.toggle"].refusal(context) is None
    assert by_id["service.restart"].refusal(context) == "web is stopped. Start it with s."
