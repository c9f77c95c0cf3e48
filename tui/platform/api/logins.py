"""Keeps up to date whether registries accept the logins of their projects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from tui.platform.api.background import Background
from tui.platform.api.control import Control
from tui.platform.registries.verdict import Verdict
from tui.platform.store.outside import Login

Check = Callable[[str, Login], Awaitable[Verdict]]


async def ask(uri: str, login: Login) -> Verdict:
    """Ask the registry at *uri* whether it accepts *login*."""
    from tui.platform.registries.login_check import check_login  # httpx: 40 ms, for those who log in anywhere

    return await check_login(uri, login)


class Logins:
    """Asks registries and writes down what they say."""

    def __init__(self, control: Control, background: Background, *, check: Check = ask) -> None:
        self._control = control
        self._background = background
        self._check = check

    async def look_at(self, registry_id: str) -> None:
        """Ask one registry; what it says may come a little later."""
        await self._background.do(self._look_at(registry_id))

    async def look_at_all(self) -> None:
        """Ask all registries, one after another."""
        for registry_id in list(self._control.store.world.registries):
            await self._look_at(registry_id)

    async def _look_at(self, registry_id: str) -> None:
        asked = self._control.store.world.registries.get(registry_id)
        if asked is None or asked.login is None:
            return
        verdict = await self._check(asked.uri, asked.login)
        # It may have been changed or deleted meanwhile; and who does not answer has not refused.
        now = self._control.store.world.registries.get(registry_id)
        if now and (now.uri, now.login) == (asked.uri, asked.login) and verdict is not Verdict.UNKNOWN:
            self._control.store.put_registry(replace(now, valid=verdict is Verdict.ACCEPTED))
