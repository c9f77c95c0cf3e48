"""What happens around each request: refusing writes, repeating, waiting for own writes, learning from headers."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from tui.client.answers import rejection
from tui.client.call import Answer, Call
from tui.client.errors import ReadOnly
from tui.client.exchange import Exchange
from tui.client.observed import RateLimit, ServerClock, WriteMemory, date_of, rate_limit_of
from tui.client.retry import Clock, Retrying


class Sending:
    """Turns calls into answers of success, over one exchange and with one memory."""

    def __init__(self, exchange: Exchange, *, clock: Clock, read_only: bool) -> None:
        self.rate_limit: RateLimit | None = None
        """As of the last answer that told it."""
        self.clock = clock
        self._exchange = exchange
        self._read_only = read_only
        self._retrying = Retrying(clock=clock)
        self._server_clock = ServerClock()
        self._writes = WriteMemory()

    async def send(self, call: Call, *, patience: float) -> Answer:
        """The answer to *call*, repeated where that is safe for as long as *patience* seconds.

        Raises:
            ApiError: when there is no answer of success.
        """
        if self._read_only and call.is_write:
            raise ReadOnly("This profile only reads: nothing was changed.")
        return await self._retrying.run(call, self._attempt, patience=patience)

    def server_now(self) -> datetime:
        """The server's time, this machine's own until an answer told it."""
        return self._server_clock.at(self.clock.monotonic()) or self.clock.now()

    async def use(self, exchange: Exchange) -> None:
        """Send over *exchange* from now on, and close the one before."""
        before, self._exchange = self._exchange, exchange
        await before.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._exchange.aclose()

    async def _attempt(self, call: Call) -> Answer:
        event = self._writes.wanted(at=self.clock.monotonic()) if call.causal and not call.is_write else None
        answer = await self._observed(call, event)
        if event is not None and answer.status == HTTPStatus.PRECONDITION_FAILED:
            self._writes.forget(event)
            answer = await self._observed(call, None)
        if answer.status // 100 != 2:
            raise rejection(answer, now=self.server_now())
        if call.is_write:
            self._writes.remember(answer.headers.get("etag"), at=self.clock.monotonic())
        return answer

    async def _observed(self, call: Call, event: str | None) -> Answer:
        sent = self.clock.monotonic()
        answer = await self._exchange.send(call, event=event)
        received = self.clock.monotonic()
        self.rate_limit = rate_limit_of(answer.headers, at=received) or self.rate_limit
        date = date_of(answer.headers.get("date"))
        if date is not None:
            self._server_clock.observe(date, sent=sent, received=received)
        return answer
