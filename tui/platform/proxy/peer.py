"""HTTP over a connection, one event after another."""

from __future__ import annotations

import asyncio

import h11

from tui.platform.proxy.wire import Wire


class Peer:
    """One side of an exchange."""

    def __init__(self, wire: Wire, role: type[h11.CLIENT | h11.SERVER], *, largest_head: int) -> None:
        """*role* is which part we play; heads may have *largest_head* bytes."""
        self.wire = wire
        self.http = h11.Connection(role, largest_head)
        self._outbox: list[bytes] = []

    @property
    def is_done(self) -> bool:
        """True once both sides have said everything and the connection may be used again."""
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE

    @property
    def has_more(self) -> bool:
        """True when more has been taken in than was looked at."""
        return bool(self.http.trailing_data[0])

    def event_here(self) -> h11.Event | None:
        """The next event of what has been taken in; None when more is needed.

        Raises:
            h11.RemoteProtocolError: That is no HTTP.
        """
        event = self.http.next_event()
        return event if isinstance(event, h11.Event) else None

    async def receive(self, *, within: float | None) -> None:
        """Take in what comes next.

        Raises:
            ConnectionError: The connection broke.
            TimeoutError: Nothing came *within* so many seconds.
        """
        if within is None or not self.wire.is_quiet:
            self.http.receive_data(await self.wire.read())
            return
        async with asyncio.timeout(within):
            self.http.receive_data(await self.wire.read())

    async def next_event(self, *, within: float | None) -> h11.Event:
        """The next event, waiting for it. Raises as the two above do."""
        while (event := self.event_here()) is None:
            await self.receive(within=within)
        return event

    def say(self, event: h11.Event) -> None:
        """Send *event* with the next `flush`."""
        self._outbox += self.http.send_with_data_passthrough(event) or ()

    async def flush(self, *, within: float | None) -> None:
        """Send what was said, and wait while the other side takes it in.

        Raises:
            ConnectionError: The connection broke.
            TimeoutError: It was not taken in *within* so many seconds.
        """
        if self._outbox:
            self.wire.write(b"".join(self._outbox))
            self._outbox.clear()
            if self.wire.is_held_back:
                async with asyncio.timeout(within):
                    await self.wire.drain()
