"""How one moves in a list and in a log: keys of the widgets themselves, declared here like the commands."""

from __future__ import annotations

from typing import NamedTuple

from tui.commands.command import LISTS, TABLES, Place


class Move(NamedTuple):
    """One way to move."""

    id: str
    """Names it in the settings."""
    keys: tuple[str, ...]
    action: str
    """The widget's own action."""
    help: str
    """For the help: one sentence."""
    where: frozenset[Place]


LOG = frozenset({Place.LOG})

LIST_MOVES: tuple[Move, ...] = (
    Move(id="list.up", keys=("up", "k"), action="move('up')", help="Go up one row.", where=TABLES),
    Move(id="list.down", keys=("down", "j"), action="move('down')", help="Go down one row.", where=TABLES),
    Move(id="list.page_up", keys=("pageup",), action="move('page up')", help="Go up a page.", where=TABLES),
    Move(id="list.page_down", keys=("pagedown",), action="move('page down')", help="Go down a page.", where=TABLES),
    Move(id="list.first", keys=("g", "home"), action="move('first')", help="Go to the first row.", where=TABLES),
    Move(id="list.last", keys=("G", "end"), action="move('last')", help="Go to the last row.", where=TABLES),
    Move(
        id="list.select",
        keys=("enter",),
        action="select",
        help="Go in: from projects to stacks, to services, to the log; in other tables show all about the row.",
        where=TABLES,
    ),
    Move(
        id="list.mark_range",
        keys=("V",),
        action="mark('range')",
        help="Mark all rows from the one marked last up to here.",
        where=LISTS,
    ),
    Move(id="list.mark_all", keys=("asterisk",), action="mark('all')", help="Mark all rows shown.", where=LISTS),
)
"""In a list."""

LOG_MOVES: tuple[Move, ...] = (
    Move(id="log.up", keys=("up", "k"), action="move('up')", help="Go up one row, and stop following.", where=LOG),
    Move(id="log.down", keys=("down", "j"), action="move('down')", help="Go down one row.", where=LOG),
    Move(id="log.page_up", keys=("pageup",), action="move('page up')", help="Go up a page.", where=LOG),
    Move(id="log.page_down", keys=("pagedown",), action="move('page down')", help="Go down a page.", where=LOG),
    Move(id="log.first", keys=("g", "home"), action="first", help="Go to the oldest line kept.", where=LOG),
    Move(id="log.end", keys=("G",), action="follow_end", help="Go to the newest line and follow.", where=LOG),
    Move(id="log.left", keys=("left",), action="left", help="Show what is further left.", where=LOG),
    Move(id="log.right", keys=("right",), action="right", help="Show what is further right.", where=LOG),
)
"""In a log."""
