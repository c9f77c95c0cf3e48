"""Everything that lives as long as a connection to one platform: the poller, the actions, the logs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.settings import Settings
from tui.state.actions import Actions
from tui.state.logbook import LogBook
from tui.state.poller import Poller
from tui.state.stack_writes import StackWrites

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.logs.log_library import LogLibrary
    from tui.state.fleet import Fleet
    from tui.state.keeping import LogKeeping


class Session:
    """One client with all that works on it."""

    def __init__(
        self,
        client: Client,
        *,
        read_only: bool,
        settings: Settings,
        known: Fleet | None = None,
        changed: Callable[[], None],
        library: LogLibrary | None = None,
        shelf: str = "",
        keeping: LogKeeping | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start from what is *known* and the logs on the *shelf* of *library*; *keeping* has them on disk as well.

        *changed* is told whenever an action begins or ends.
        """
        self.client = client
        self.now = clock
        """The seconds in which the poller tells when something was."""
        self.read_only = read_only
        self.poller = Poller(
            client.with_patience(0),
            known=known,
            fleet_every=settings.poll.fleet,
            stack_every=settings.poll.stack,
            clock=clock,
        )
        self.logs = LogBook(
            client.with_patience(0),
            self.poller,
            library=library,
            shelf=shelf,
            tail=settings.logs.tail,
            keeping=keeping,
            clock=clock,
        )
        self.actions = Actions(client, self.poller, changed=changed)
        self.stacks = StackWrites(client, self.poller)

    @property
    def rate_left(self) -> float | None:
        """The share of the rate limit that is left, when it is under a half."""
        limit = self.client.rate_limit
        if limit is None or not limit.limit or limit.remaining * 2 > limit.limit:
            return None
        return limit.remaining / limit.limit

    async def run(self) -> None:
        """Keep everything fresh until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.poller.run())
            group.create_task(self.logs.run())
