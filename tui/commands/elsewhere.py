"""What a key that means nothing in one pane does in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.commands.catalogue import ON_THE_MAIN_SCREEN
from tui.commands.command import Place, shown_key

if TYPE_CHECKING:
    from tui.commands.keymap import Keymap

_PANES: Final = {
    Place.PROJECTS: "pane.projects",
    Place.STACKS: "pane.stacks",
    Place.SERVICES: "pane.services",
    Place.LOG: "pane.log",
}
"""What goes to each pane."""


def meant_elsewhere(key: str, keymap: Keymap) -> str | None:
    """`N works in other panes: Create stack (1, 2).`; None for a key that means nothing in any of them."""
    found = []
    for command in ON_THE_MAIN_SCREEN:
        panes = [keymap.shown(go) for place, go in _PANES.items() if place in command.where]
        if panes and key in keymap.keys[command.id]:
            found.append(f"{command.title} ({', '.join(panes)})")
    return f"{shown_key(key)} works in other panes: {', '.join(found)}." if found else None
