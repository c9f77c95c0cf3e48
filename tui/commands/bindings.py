"""Commands and moves as Textual's key bindings. The id of a binding is theirs, so that the settings can re-key it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from tui.commands.catalogue import BY_ID, COMMANDS
from tui.commands.command import Place
from tui.commands.moves import Move


def bindings_at(place: Place) -> list[BindingType]:
    """The bindings of the commands that belong to *place* and not everywhere."""
    return [
        command_binding(command.id, f"screen.command('{command.id}')") for command in COMMANDS if place in command.where
    ]


def command_binding(command_id: str, action: str) -> Binding:
    """The binding of a command that a widget does by itself."""
    command = BY_ID[command_id]
    return Binding(",".join(command.keys), action, command.label, id=command_id, show=False)


def move_bindings(moves: Iterable[Move]) -> list[BindingType]:
    """The bindings of ways to move."""
    return [Binding(",".join(move.keys), move.action, move.help, id=move.id, show=False) for move in moves]
