"""The actions on a log, in the order in which the help shows them."""

from __future__ import annotations

from tui.commands import refusals
from tui.commands.command import LISTS, Command, Group, Place

LOG = frozenset({Place.LOG})

LOG_COMMANDS: tuple[Command, ...] = (
    Command(
        id="log.screen",
        keys=("l",),
        label="logs",
        title="Show log full screen",
        help="Give the log the whole screen, and back.",
        group=Group.LOG,
        footer=4,
        refusal=refusals.needs_service,
    ),
    Command(
        id="log.follow",
        keys=("f", "end"),
        label="follow",
        title="Follow log",
        help="Go to the newest line and stay there.",
        group=Group.LOG,
        where=LOG,
        footer=5,
    ),
    Command(
        id="log.wrap",
        keys=("w",),
        label="wrap",
        title="Wrap long log lines",
        help="Wrap long lines, or cut them at the edge.",
        group=Group.LOG,
        where=LOG,
        footer=6,
    ),
    Command(
        id="log.timestamps",
        keys=("t",),
        label="time",
        title="Show or hide timestamps",
        help="Show the platform's timestamps in front of the lines, or hide them.",
        group=Group.LOG,
        where=LOG,
        footer=7,
    ),
    Command(
        id="log.search",
        keys=("slash",),
        label="search",
        title="Search log",
        help="Highlight all lines with a text or /expression/; what stands around them stays.",
        group=Group.LOG,
        where=LOG,
        footer=8,
    ),
    Command(
        id="log.next",
        keys=("n",),
        label="next",
        title="Go to next line found",
        help="Go to the next line found, further down.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.previous",
        keys=("N",),
        label="previous",
        title="Go to previous line found",
        help="Go to the line found before, further up.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.show",
        keys=("ampersand",),
        label="show only",
        title="Show only some log lines",
        help="Show only lines with a text or /expression/, with the tracebacks that belong to them; several add up.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.hide",
        keys=("minus",),
        label="hide",
        title="Hide some log lines",
        help="Hide lines with a text or /expression/; several add up.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.level",
        keys=("v",),
        label="level",
        title="Show graver log lines only",
        help="Show all lines, info and graver, warnings and errors, errors only, and all again.",
        group=Group.LOG,
        where=LOG,
        footer=8,
    ),
    Command(
        id="log.context",
        keys=("x",),
        label="context",
        title="Show what stands around filtered log lines",
        help="Show everything around what the filters show, and only that again; the line one reads stays.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.unfilter",
        keys=("backspace",),
        label="unfilter",
        title="Remove last log filter",
        help="Take the filter away that was added last, then the search.",
        group=Group.LOG,
        where=LOG,
    ),
    Command(
        id="log.data",
        keys=("z",),
        label="raw",
        title="Show data lines raw or in short",
        help="Show JSON and key=value lines as they came, or as level, message and the rest.",
        group=Group.LOG,
        where=LOG,
    ),
)
"""What is done with a log."""

LOG_SIZE_COMMANDS: tuple[Command, ...] = (
    Command(
        id="log.taller",
        keys=("plus", "equals_sign"),
        label="taller log",
        title="Give the log more room",
        help="Move the border between the lists and the log up.",
        group=Group.LOG,
    ),
    Command(
        id="log.shorter",
        keys=("minus",),
        label="shorter log",
        title="Give the lists more room",
        help="Move the border between the lists and the log down.",
        group=Group.LOG,
        where=LISTS,
    ),
)
"""How much of the screen it has."""
