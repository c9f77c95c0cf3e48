"""A platform in memory: one stack, changed as PUT and PATCH change it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.definitions import server

if TYPE_CHECKING:
    from tui.client.errors import ApiError
    from tui.models.declaration import DeclaredStack, StackPatch
    from tui.models.stack import Stack


class MemoryPlatform:
    """Answers as the client's `stacks` does, and keeps what was asked of it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.asked: list[str] = []
        self.refusals: dict[str, ApiError] = {}
        """What to answer instead, by request: `get`, `put`, `patch`."""
        self.loses_answers = False
        """True when a write comes through and its refusal is told all the same."""
        self.gate = asyncio.Event()
        """Writes wait for it."""
        self.gate.set()

    async def get(self, stack_id: str) -> Stack:
        self._take("get")
        return self.stack

    async def declare(self, stack_id: str, declared: DeclaredStack) -> Stack:
        return await self._write("put", server.put(self.stack, declared))

    async def update(self, stack_id: str, patch: StackPatch) -> Stack:
        return await self._write("patch", server.patch(self.stack, patch))

    async def _write(self, what: str, stack: Stack) -> Stack:
        await self.gate.wait()
        if self.loses_answers:
            self._become(stack)
        self._take(what)
        self._become(stack)
        return self.stack

    def _take(self, what: str) -> None:
        self.asked.append(what)
        if what in self.refusals:
            raise self.refusals[what]

    def _become(self, stack: Stack) -> None:
        before = {service.id: service.pending_state for service in self.stack.services}
        services = tuple(
            service.model_copy(
                update={"requires_recreate": before.get(service.id, service.pending_state) != service.pending_state}
            )
            for service in stack.services
        )
        self.stack = stack.model_copy(update={"services": services})
