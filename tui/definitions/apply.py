"""Brings a plan about: one write, then the services that need it are created anew."""

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


class ServiceCalls(Protocol):
    """The calls on services that are needed; the client's own resource has them."""

    async def recreate(self, stack_id: str, service_id: str) -> None:
        """Replace the service by what is pending."""
        ...


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of applying a plan. The definition is in force, whatever became of the services."""

    stack: Stack
    """The stack as it was read after the write."""
    recreated: tuple[str, ...] = ()
    """The ids of the services that are being created anew."""
    failed: tuple[tuple[str, str], ...] = ()
    """The services that could not be created anew, by name, with the reason as a sentence."""


async def apply_plan(
    stacks: StackCalls,
    services: ServiceCalls,
    *,
    current: Stack,
    plan: Plan,
    recreate: Collection[str],
) -> Applied:
    """Writes what `plan` wants and recreates the services with the ids `recreate` that then still need it.

    The stack is read between the two: a recreate that overtakes the write would deploy the old state.

    Raises:
        ApiError: The write failed. When it is `Unreachable` and `sent`, it may have come through all the same.
    """
    patch = make_patch(current, plan)
    if patch is None:
        stack = await stacks.declare(current.id, plan.wanted)
    else:
        stack = await stacks.update(current.id, patch)
    try:
        stack = await stacks.get(current.id)
    except ApiError as error:
        names = tuple(service.service_name for service in stack.services if service.id in recreate)
        return Applied(stack, failed=tuple((name, error.message) for name in names))
    recreated: list[str] = []
    failed: list[tuple[str, str]] = []
    for service in stack.services:
        if service.id not in recreate or not service.requires_recreate:
            continue
        try:
            await services.recreate(stack.id, service.id)
        except ApiError as error:
            failed.append((service.service_name, error.message))
        else:
            recreated.append(service.id)
    return Applied(stack, tuple(recreated), tuple(failed))
