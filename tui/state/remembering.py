"""Brings what is known of a platform to disk: seldom, only when it changed, and once more at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from tui.state.fleet import Fleet
    from tui.state.last_known import LastKnown
    from tui.state.session import Session

FIRST: Final = 20.0
"""Seconds before the first writing, so that it does not stand in the way of a start."""
EVERY: Final = 180.0
"""Seconds between two writings."""
AT_THE_END: Final = 1.0
"""Seconds that leaving may take longer for it."""


class Remembering:
    """Writes down what a session knows."""

    def __init__(
        self, session: Session, known: LastKnown, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Write what *session* knows to *known*."""
        self._session = session
        self._known = known
        self._sleep = sleep

    async def run(self) -> None:
        """Write from time to time until cancelled."""
        await self._sleep(FIRST)
        while True:
            if not self._known.holds(self._session.poller.fleet):
                await self._write()
            await self._sleep(EVERY)

    async def finish(self) -> None:
        """Write what there is at the end, also where nothing changed: it is younger now than what was written."""
        try:
            async with asyncio.timeout(AT_THE_END):
                await self._write()
        except TimeoutError:
            return

    async def _write(self) -> None:
        fleet = self._session.poller.fleet
        as_of = confirmed_at(fleet, self._session)
        if as_of is not None and fleet.complete and not fleet.is_remembered:
            await self._known.save(fleet, as_of=as_of)


def confirmed_at(fleet: Fleet, session: Session) -> datetime | None:
    """The platform's time at which it last confirmed *fleet*; None where it never did."""
    read_at = fleet.health.read_at
    return None if read_at is None else session.client.server_now() - timedelta(seconds=session.now() - read_at)
