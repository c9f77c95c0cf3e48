"""One client of the proxy: reads request after request and has each answered."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import h11

from tui.platform.proxy.exchange import Exchange, GaveUpError, Patience
from tui.platform.proxy.heads import LARGEST_HEAD, TOO_LARGE, Asked, BadRequestError, read_request
from tui.platform.proxy.pages import Page
from tui.platform.proxy.peer import Peer
from tui.platform.proxy.pool import Pool
from tui.platform.proxy.targets import Targets
from tui.platform.proxy.wire import Wire

LINGER = 1.0
"""Seconds in which a client may read an answer that came before it had said everything."""
MOST_LEFT = 1024 * 1024
"""Bytes of a body nobody wants that are read, so that the connection can be used again."""
_HINTS = {431: TOO_LARGE, 501: "The request is encoded in a way that is not known."}


class Client:
    """A connection from outside."""

    def __init__(self, wire: Wire, targets: Targets, pool: Pool, patience: Patience) -> None:
        self._peer = Peer(wire, h11.SERVER, largest_head=LARGEST_HEAD)
        self._targets = targets
        self._pool = pool
        self._patience = patience

    async def serve(self) -> None:
        """Answer requests until either side ends the connection."""
        try:
            while await self._serve_one():
                self._peer.http.start_next_cycle()
            await self._part()
        except (GaveUpError, ConnectionError, TimeoutError):
            self._peer.wire.abort()
        finally:
            self._peer.wire.close()

    async def _serve_one(self) -> bool:
        """Answer one request; gives whether there may be another one."""
        try:
            request = await self._read_head()
            if request is None:
                return False
            asked = read_request(request)
        except h11.RemoteProtocolError as error:
            status = error.error_status_hint
            await self._show(Page(status=status, text=_HINTS.get(status, "The request is no HTTP.")), None)
            return False
        except BadRequestError as error:
            await self._show(Page(status=error.status, text=error.text), None)
            return False
        await self._answer(asked)
        return self._peer.is_done

    async def _read_head(self) -> h11.Request | None:
        """The head of the next request; None when no other one comes."""
        if not self._peer.has_more:
            try:
                await self._peer.receive(within=self._patience.idle)
            except (TimeoutError, ConnectionError):
                return None
        try:
            event = self._peer.event_here()
            if event is None:
                async with asyncio.timeout(self._patience.head):
                    event = await self._peer.next_event(within=None)
        except TimeoutError:
            raise BadRequestError(408, "The head of the request did not come in time.") from None
        return event if isinstance(event, h11.Request) else None

    async def _answer(self, asked: Asked) -> None:
        found = self._targets.find(asked)
        if not isinstance(found, Page):
            exchange = Exchange(self._peer, asked, found, self._targets, self._pool, self._patience)
            page = await exchange.run()
            if page is None:
                return
            found = page
        await self._show(found, asked)

    async def _show(self, page: Page, asked: Asked | None) -> None:
        """Answer with a page of our own."""
        html = asked is not None and b"text/html" in asked.accept.lower()
        if asked is not None:
            await self._skip_body()
        closing = [] if self._peer.http.their_state is h11.DONE else [("Connection", "close")]
        fields = [*page.fields(html=html), *closing]
        self._peer.say(h11.Response(status_code=page.status, reason=page.phrase, headers=fields))
        if asked is None or asked.method != b"HEAD":
            self._peer.say(h11.Data(data=page.body(html=html)))
        self._peer.say(h11.EndOfMessage())
        await self._peer.flush(within=self._patience.body)

    async def _skip_body(self) -> None:
        """Read what is left of the request when that is not much and comes soon."""
        if self._peer.http.they_are_waiting_for_100_continue:
            return
        left = MOST_LEFT
        with suppress(h11.RemoteProtocolError, ConnectionError, TimeoutError):
            while left > 0 and self._peer.http.their_state is h11.SEND_BODY:
                event = await self._peer.next_event(within=LINGER)
                left -= len(event.data) if isinstance(event, h11.Data) else 0

    async def _part(self) -> None:
        """End our side, and let the client read what it was told: closing at once could take that from it."""
        if self._peer.http.their_state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.SWITCHED_PROTOCOL):
            return
        self._peer.wire.end_output()
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(LINGER):
                while await self._peer.wire.read():
                    pass
