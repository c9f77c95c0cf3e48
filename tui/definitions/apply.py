"""Brings a plan about: one write, then a read that says which services still have to be created anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui.client.errors import ApiError
from tui.definitions.patch import make_patch

if TYPE_CHECKING:
    from collections.abc import Collection

    from tui.definitions.plan import Plan
    from tui.models.declaration import DeclaredStack, StackPatch
    from tui.models.stack import Stack


class StackCalls(Protocol):
    """The calls on stacks that are needed; the client's own resource has them."""

    async def get(self, stack_id: str) -> Stack:
        """One stack."""
        ...

    async def declare(self, stack_id: str, declared: DeclaredStack) -> Stack:
        """PUT: the stack becomes what is declared."""
        ...

    async def update(self, stack_id: str, patch: StackPatch) -> Stack:
        """PATCH: what is set changes."""
        ...


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of applying a plan: the definition is in force."""

    stack: Stack
    """The stack as it was read after the write."""
    plan: Plan
    recreate: tuple[str, ...] = ()
    """The ids of the services to create anew now: those that were agreed on and that need it."""
    warning: str = ""
    """Why the services could not be looked at again, so that nothing is to be recreated; empty when all went well."""


async def apply_plan(stacks: StackCalls, *, current: Stack, plan: Plan, recreate: Collection[str]) -> Applied:
    """Writes what `plan` wants; of the services with the ids `recreate`, tells those that have to be recreated.

    The stack is read after the write: a recreate that overtook the write would deploy the old state.

    Raises:
        ApiError: The write failed. When it is `Unreachable` and `sent`, it may have come through all the same.
    """
    patch = make_patch(current, plan)
    if patch is None:
        written = await stacks.declare(current.id, plan.wanted)
    else:
        written = await stacks.update(current.id, patch)
    try:
        stack = await stacks.get(current.id)
    except ApiError as error:
        return Applied(written, plan, warning=error.message)
    agreed = tuple(service.id for service in stack.services if service.id in recreate and service.requires_recreate)
    return Applied(stack, plan, agreed)
