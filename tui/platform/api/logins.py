"""Keeps up to date whether registries accept the logins of their projects."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from tui.platform.api.control import Control
from tui.platform.registries.login_check import Verdict, check_login
from tui.platform.store.outside import Login

Check = Callable[[str, Login], Awaitable[Verdict]]

PATIENCE = 3.0
"""Seconds a write waits for the registry, so that what is read after it is usually the outcome."""


class Logins:
    """Asks registries and writes down what they say."""

    def __init__(self, control: Control, *, check: Check = check_login, patience: float = PATIENCE) -> None:
        self._control = control
        self._check = check
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()

    async def look_at(self, registry_id: str) -> None:
        """Ask one registry, and return when it has answered or after a short time; then the answer comes later."""
        task = asyncio.create_task(self._look_at(registry_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        for each in done:
            each.result()

    async def look_at_all(self) -> None:
        """Ask all registries, one after another."""
        for registry_id in list(self._control.store.world.registries):
            await self._look_at(registry_id)

    async def close(self) -> None:
        """Ask no more."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look_at(self, registry_id: str) -> None:
        asked = self._control.store.world.registries.get(registry_id)
        if asked is None or asked.login is None:
            return
        verdict = await self._check(asked.uri, asked.login)
        # It may have been changed or deleted meanwhile; and who does not answer has not refused.
        now = self._control.store.world.registries.get(registry_id)
        if now and (now.uri, now.login) == (asked.uri, asked.login) and verdict is not Verdict.UNKNOWN:
            self._control.store.put_registry(replace(now, valid=verdict is Verdict.ACCEPTED))
