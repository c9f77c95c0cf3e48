"""The actions on whole stacks, in the order in which the help shows them."""

from __future__ import annotations

from tui.commands import refusals
from tui.commands.command import AMONG_STACKS, Command, Group

STACK_COMMANDS: tuple[Command, ...] = (
    Command(
        id="stack.edit",
        keys=("e",),
        label="edit",
        title="Edit stack definition",
        help="Open the stack's definition as YAML; nothing is sent before its plan was shown and answered with y.",
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
)
