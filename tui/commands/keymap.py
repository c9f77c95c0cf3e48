"""Which key does what: the keys of the declarations, with those of the settings in their place."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from textual.keys import _character_to_key

from tui.commands.catalogue import COMMANDS
from tui.commands.command import Command, places_of, shown_key
from tui.commands.moves import LIST_MOVES, LOG_MOVES, Move

_DECLARED: tuple[Command | Move, ...] = (*COMMANDS, *LIST_MOVES, *LOG_MOVES)
EVERYTHING = {each.id: each for each in _DECLARED}
"""All that has a key, by id."""


class Keymap(NamedTuple):
    """The keys in force."""

    keys: Mapping[str, tuple[str, ...]]
    """The keys of everything by id, as Textual names them."""
    changed: frozenset[str]
    """Ids whose keys the settings changed."""
    problems: tuple[str, ...]
    """What in the settings could not be followed, each a sentence; the usual keys hold there."""

    def shown(self, command_id: str) -> str:
        """The first key as people write it."""
        return shown_key(self.keys[command_id][0])

    def all_shown(self, command_id: str) -> str:
        """All keys as people write them."""
        return " ".join(shown_key(key) for key in self.keys[command_id])

    def for_textual(self) -> dict[str, str]:
        """What `App.set_keymap` takes."""
        return {command_id: ",".join(self.keys[command_id]) for command_id in self.changed}


def make_keymap(wanted: Mapping[str, str]) -> Keymap:
    """The keymap with the keys that the settings want, as far as they can be had."""
    keys = {command_id: each.keys for command_id, each in EVERYTHING.items()}
    problems, changed = [], set[str]()
    for command_id, text in wanted.items():
        if command_id not in EVERYTHING:
            close = get_close_matches(command_id, EVERYTHING, n=1)
            problems.append(
                f"keys: there is no action {command_id!r}." + (f" Did you mean {close[0]!r}?" if close else "")
            )
        elif named := tuple(_key(part.strip()) for part in text.split(",") if part.strip()) or (
            (_key(","),) if "," in text else ()
        ):
            keys[command_id] = named
            changed.add(command_id)
        else:
            problems.append(f"keys: {command_id!r} names no key.")
    for one, other in _clashes(keys):
        mine, theirs = (one, other) if one in changed else (other, one)
        if mine in changed:
            keys[mine] = EVERYTHING[mine].keys
            changed.discard(mine)
            problems.append(f"keys: {mine!r} would share a key with {theirs!r}, so its usual one holds.")
    return Keymap(keys, frozenset(changed), tuple(problems))


def _clashes(keys: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Pairs of ids that share a key at a place."""
    found = []
    for (one, mine), (other, theirs) in combinations(keys.items(), 2):
        if set(mine) & set(theirs) and _meet(one, other):
            found.append((one, other))
    return found


def _meet(one: str, other: str) -> bool:
    mine, theirs = EVERYTHING[one].where, EVERYTHING[other].where
    return any(theirs & places_of(place) for place in mine) or any(mine & places_of(place) for place in theirs)


def _key(written: str) -> str:
    """The key as Textual names it: `slash` for `/`, `ctrl+x` as it is."""
    *modifiers, last = written.split("+") if written != "+" else ["+"]
    return "+".join([*modifiers, _character_to_key(last) if len(last) == 1 else last])
