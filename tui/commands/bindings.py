"""Commands as Textual's key bindings."""

from __future__ import annotations

from textual.binding import Binding

from tui.commands.catalogue import COMMANDS
from tui.commands.command import Command, Place, shown_key


def binding(command: Command) -> Binding:
    """The binding of a command. Its id is the command's, so that the settings can re-key it."""
    return Binding(
        ",".join(command.keys),
        f"screen.command('{command.id}')",
        command.label,
        key_display=shown_key(command.keys[0]),
        id=command.id,
        show=False,
    )


def bindings_at(place: Place) -> list[Binding]:
    """The bindings of the commands that belong to *place* and not everywhere."""
    return [binding(command) for command in COMMANDS if place in command.where]
