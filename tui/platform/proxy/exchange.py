"""One request on its way to a service, and the answer on its way back: both flow at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import h11

from tui.platform.proxy.heads import Asked, answer_passed_on, news_passed_on
from tui.platform.proxy.pages import Page
from tui.platform.proxy.peer import Peer
from tui.platform.proxy.pool import Pool
from tui.platform.proxy.targets import ServicePort, Targets
from tui.platform.proxy.wire import Wire

_BROKEN = (h11.RemoteProtocolError, ConnectionError)
_AT_ONCE = 200
"""Events that are passed on before others have their turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long the proxy waits, in seconds."""

    head: float = 10.0
    """For the whole head of a request, from its first byte."""
    idle: float = 75.0
    """For the next request on a connection."""
    answer: float = 60.0
    """For a service's answer to begin, from the end of the request."""
    body: float = 60.0
    """For a client to send more, and for either side to take in more."""
    stream: float = 3600.0
    """For a service to send more of an answer that has begun: it may have nothing to say for long."""


class GaveUpError(Exception):
    """The answer could not be passed on whole: all that is left to do is to break the connection."""


class Exchange:
    """Passes one request on."""

    def __init__(
        self, client: Peer, asked: Asked, target: ServicePort, targets: Targets, pool: Pool, patience: Patience
    ) -> None:
        self._client = client
        self._asked = asked
        self._target = target
        self._targets = targets
        self._pool = pool
        self._patience = patience
        self._upload: asyncio.Task[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._answered = False
        self._too_late = False
        self._bad_body = False

    async def run(self) -> Page | None:
        """Pass the request on and the answer back; gives a page where there was no answer.

        Raises:
            GaveUpError: The answer broke off.
        """
        try:
            begun = await self._begin()
            if isinstance(begun, Page):
                return begun
            service, answer = begun
            try:
                await (self._pass_back(service, answer) if isinstance(answer, h11.Response) else self._switch(*begun))
            except (*_BROKEN, TimeoutError) as error:
                service.wire.abort()
                raise GaveUpError from error
            self._pool.give_back(self._target, service)
            return None
        finally:
            self._client.wire.when_lost = None
            self._silence_alarm()
            if self._upload is not None:
                self._upload.cancel()
                await asyncio.wait({self._upload})

    async def _begin(self) -> tuple[Peer, h11.Response | h11.InformationalResponse] | Page:
        """Send the request, over a kept connection if that may be, and wait for the answer's head.

        Whoever is at the other end of a kept connection has been the service's own process when it was made, and where
        that has ended the connection has, too: who listens is only asked for a new one.
        """
        kept = self._pool.take(self._target) if self._asked.can_be_repeated else None
        if kept is not None:
            try:
                return kept, await self._ask(kept)
            except _BROKEN:
                # The service has closed what it had kept open: that says nothing about the request.
                kept.wire.abort()
                if self._too_late:
                    return self._page()
        port = await self._targets.find_listener(self._target)
        if isinstance(port, Page):
            return port
        try:
            service = await self._pool.connect(port)
        except TimeoutError:
            return Page(status=504, text=f"{self._target.name} takes no connection in time.")
        except OSError:
            return Page(status=502, text=f"{self._target.name} takes no connections.")
        try:
            return service, await self._ask(service)
        except _BROKEN:
            service.wire.abort()
            return self._page()

    def _page(self) -> Page:
        """What is told where there was no answer."""
        if self._bad_body:
            return Page(status=400, text="The body of the request is not what its head says.")
        if self._too_late:
            return Page(status=504, text=f"{self._target.name} does not answer in time.")
        return Page(status=502, text=f"{self._target.name} gave no answer that could be understood.")

    async def _ask(self, service: Peer) -> h11.Response | h11.InformationalResponse:
        """Send the request over *service*; gives the head of the answer, or that it becomes a websocket."""
        self._client.wire.when_lost = service.wire.abort
        service.say(self._asked.passed_on(self._client.wire.peer))
        if self._asked.has_body:
            self._upload = asyncio.create_task(self._pass_body(service))
        else:
            self._client.event_here()  # the end, which is here already
            service.say(h11.EndOfMessage())
            await service.flush(within=None)
            self._set_alarm(service)
        answer = await self._head_of_answer(service)
        self._answered = True
        self._silence_alarm()
        return answer

    async def _head_of_answer(self, service: Peer) -> h11.Response | h11.InformationalResponse:
        if not service.has_more:
            await service.receive(within=None)  # to look for what can't be there yet costs as much as to find it
        while True:
            event = await service.next_event(within=None)
            match event:
                case h11.InformationalResponse(status_code=101):
                    return news_passed_on(event)
                case h11.InformationalResponse():
                    if self._client.http.their_http_version == b"1.1":
                        self._client.say(news_passed_on(event))
                        await self._client.flush(within=self._patience.body)
                case h11.Response():
                    # What has not been read of the request when the answer ends is not waited for.
                    return answer_passed_on(event, is_last=self._client.http.their_state is h11.SEND_BODY)
                case _:
                    raise h11.RemoteProtocolError("the connection ended before the answer")

    async def _pass_body(self, service: Peer) -> None:
        """Pass on the request's body. A client that fails ends the request; a service may stop listening."""
        while True:
            try:
                event = self._client.event_here()
                if event is None and not await _flushed(service, self._patience.body):
                    return
                if event is None:
                    await self._client.receive(within=self._patience.body)
                    continue
            except (*_BROKEN, TimeoutError):
                self._bad_body = True
                service.wire.abort()
                return
            if isinstance(event, h11.EndOfMessage):
                break
            service.say(event)
        service.say(h11.EndOfMessage())
        if await _flushed(service, self._patience.body) and not self._answered:
            self._set_alarm(service)

    async def _pass_back(self, service: Peer, answer: h11.Response) -> None:
        """Pass on an answer with its body."""
        self._client.say(answer)
        count = 0
        while not isinstance(event := service.event_here(), h11.EndOfMessage):
            if event is None:
                await self._client.flush(within=self._patience.body)
                await service.receive(within=self._patience.stream)
            elif isinstance(event, h11.Data):
                self._client.say(h11.Data(data=event.data))
            else:
                raise h11.RemoteProtocolError("the connection ended before the answer did")
            count += 1
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0)
        self._client.say(h11.EndOfMessage())
        await self._client.flush(within=self._patience.body)

    async def _switch(self, service: Peer, answer: h11.Event) -> None:
        """From here on both sides speak something else, which is passed on as it is until one of them ends."""
        self._client.say(answer)
        await self._client.flush(within=self._patience.body)
        self._client.wire.write(service.http.trailing_data[0])
        service.wire.write(self._client.http.trailing_data[0])
        ways = {
            asyncio.create_task(_copy(self._client.wire, service.wire)),
            asyncio.create_task(_copy(service.wire, self._client.wire)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            service.wire.close()
            self._client.wire.close()
            for way in ways:
                way.cancel()
            await asyncio.wait(ways)

    def _set_alarm(self, service: Peer) -> None:
        """Give the service so much time to answer from now on."""
        self._alarm = asyncio.get_running_loop().call_later(self._patience.answer, self._give_up_on, service)

    def _silence_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    def _give_up_on(self, service: Peer) -> None:
        self._too_late = True
        service.wire.abort()


async def _flushed(peer: Peer, seconds: float) -> bool:
    """Whether *peer* takes in what was said to it."""
    try:
        await peer.flush(within=seconds)
    except (ConnectionError, TimeoutError):
        return False
    return True


async def _copy(source: Wire, sink: Wire) -> None:
    """Pass on everything, until either side ends."""
    try:
        while data := await source.read():
            sink.write(data)
            await sink.drain()
    except ConnectionError:
        return
