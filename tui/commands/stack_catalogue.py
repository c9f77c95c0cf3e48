"""The actions on whole stacks, in the order in which the help shows them."""

from __future__ import annotations

from tui.commands import refusals
from tui.commands.command import AMONG_STACKS, Command, Group, Place

STACK_COMMANDS: tuple[Command, ...] = (
    Command(
        id="stack.edit",
        keys=("e",),
        label="edit",
        title="Edit stack definition",
        help="Open the stack's definition at the highlighted service; nothing is sent before y to its plan.",
        group=Group.STACK,
        footer=3,
        refusal=refusals.edits_stack,
    ),
    Command(
        id="stack.create",
        keys=("N",),
        label="new stack",
        title="Create stack",
        help="Create a stack in the highlighted project, empty or from a template.",
        group=Group.STACK,
        where=AMONG_STACKS,
        footer=5,
        refusal=refusals.creates_stack,
    ),
    Command(
        id="stack.schedule",
        keys=("S",),
        label="schedule",
        title="Schedule updates of stack",
        help="Say when the stack is updated by itself, with a time zone and the next runs; or never.",
        group=Group.STACK,
        where=frozenset({Place.STACKS}),
        footer=6,
        refusal=refusals.changes_stack,
    ),
    Command(
        id="stack.rename",
        keys=("M",),
        label="rename",
        title="Rename stack",
        help="Give the stack another name; the default one keeps its own.",
        group=Group.STACK,
        where=frozenset({Place.STACKS}),
        refusal=refusals.renames_stack,
    ),
    Command(
        id="stack.delete",
        keys=("x",),
        label="delete",
        title="Delete stack",
        help="Delete the stack with its services and volumes, once its name is typed; the default one stays.",
        group=Group.STACK,
        where=frozenset({Place.STACKS}),
        footer=7,
        refusal=refusals.deletes_stack,
    ),
)
