"""The logs of the services: followed while somebody looks and for a while after, kept while one moves around."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.client.errors import ApiError, RateLimited, ServerFailed, Unreachable
from tui.logs.follow import Fetch, FollowedLog, Outcome
from tui.logs.keep import About
from tui.logs.log_library import LogLibrary
from tui.logs.pace import Attention
from tui.logs.schedule import Scheduler
from tui.logs.window import READ_LIMIT
from tui.state.refs import path_of

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.logs.store import LogStore
    from tui.models.service import Service
    from tui.state.fleet import Fleet
    from tui.state.keeping import LogKeeping
    from tui.state.poller import Poller

FOLLOWED = 8
"""How many logs are followed at once; the one that was shown longest ago is let go first, its lines stay."""


class LogBook:
    """Follows the logs that are shown, those that are pinned less often, and those that were shown last seldom."""

    def __init__(
        self,
        client: Client,
        poller: Poller,
        *,
        library: LogLibrary | None = None,
        shelf: str = "",
        tail: int = 1000,
        keeping: LogKeeping | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the logs in *library*, each as `SHELF/ID`, and go on with those there; read *tail* lines at first.

        With *keeping* they are on disk as well, and what is there already comes first.
        """
        self._client = client
        self._poller = poller
        self._clock = clock
        self._tail = tail
        self._library = library or LogLibrary()
        self._shelf = shelf
        self._logs: dict[str, FollowedLog] = {}
        self._followed: dict[str, None] = {}
        """Ids of the services whose logs are followed, the one shown last at the end."""
        self._keeping = keeping
        self._opening: dict[str, asyncio.Task[None]] = {}
        """Logs of which what is on disk is read."""
        self._wanted: dict[str, Attention] = {}
        """How much the logs are looked at that are looked at, by their services' ids."""
        self._versions: dict[str, int] = {}
        self._listeners: list[Callable[[LogStore], None]] = []
        self._scheduler = Scheduler(
            self._polled, allowance=lambda: client.rate_limit, retry_after=_retry_after, clock=clock
        )

    def subscribe(self, listener: Callable[[LogStore], None]) -> None:
        """Tell *listener* the store of a log whenever something was added to it."""
        self._listeners.append(listener)

    def show(self, service: Service | None) -> LogStore | None:
        """Follow the log of *service* closely from now on; gives where its lines are kept."""
        stores = self.look_at([service] if service is not None else [])
        return stores[0] if stores else None

    def look_at(self, shown: Sequence[Service], *, pinned: Sequence[Service] = ()) -> list[LogStore]:
        """Follow the logs of *shown* closely from now on and those *pinned* less, but never let one of them go.

        Gives where the lines of those shown are kept. At most `FOLLOWED` can be shown and pinned.
        """
        wanted = self._wanted = {
            **dict.fromkeys((service.id for service in pinned), Attention.PINNED),
            **dict.fromkeys((service.id for service in shown), Attention.VISIBLE),
        }
        for service_id in self._followed:
            self._scheduler.attend(service_id, wanted.get(service_id, Attention.HIDDEN))
        for service in pinned:
            self._open(service)
        stores = [self._open(service) for service in shown]
        others = [each for each in self._followed if each not in wanted]
        for service_id in others[: max(0, len(self._followed) - FOLLOWED)]:
            del self._followed[service_id]
            self._scheduler.forget(service_id)
        return stores

    def _open(self, service: Service) -> LogStore:
        """Follow the log of *service*, which from now on counts as the one shown last."""
        store = self._library.open(f"{self._shelf}/{service.id}")
        is_followed = service.id in self._followed
        self._followed.pop(service.id, None)
        self._followed[service.id] = None
        if self._keeping is not None and service.id not in self._logs:
            if service.id not in self._opening:
                opening = self._follow_kept(self._keeping, service, store)
                self._opening[service.id] = asyncio.create_task(opening, name=f"kept log of {service.id}")
        elif not is_followed:
            self._follow(service, store)
        return store

    def _follow(self, service: Service, store: LogStore) -> None:
        """Follow behind what *store* has."""
        if service.id not in self._logs:
            self._logs[service.id] = FollowedLog(
                self._fetch(service), store, first=self._tail, errors=(ApiError,), clock=self._clock
            )
        attention = self._wanted.get(service.id, Attention.HIDDEN)
        self._scheduler.follow(service.id, self._logs[service.id], attention)

    async def _follow_kept(self, keeping: LogKeeping, service: Service, store: LogStore) -> None:
        """Follow behind what is on disk, once that is read."""
        await keeping.open(self._shelf, about(service, self._poller.fleet), store)
        del self._opening[service.id]
        self._tell(store)
        if service.id in self._followed:
            self._follow(service, store)

    def wake(self, service_id: str) -> None:
        """Read the log of a service at once, because something was done to it."""
        self._scheduler.wake(service_id)

    async def read_earlier(self, store: LogStore) -> Outcome:
        """Read further back in the log that is kept in *store*; `Outcome.earlier` says how many lines came."""
        for service_id, log in self._logs.items():
            if log.store is store:
                outcome = await log.read_earlier()
                self._polled(service_id, outcome)
                return outcome
        return Outcome()

    async def run(self) -> None:
        """Follow until cancelled."""
        try:
            await self._scheduler.run()
        finally:
            for opening in self._opening.values():
                opening.cancel()

    def _polled(self, service_id: str, _outcome: Outcome) -> None:
        store = self._logs[service_id].store
        if store.version != self._versions.get(service_id):
            self._versions[service_id] = store.version
            self._library.trim()
            if self._keeping is not None:
                self._keeping.changed(store)
            self._tell(store)

    def _tell(self, store: LogStore) -> None:
        for listener in self._listeners:
            listener(store)

    def _fetch(self, service: Service) -> Fetch:
        logs, stack_id, service_id = self._client.services.logs, service.stack_id, service.id

        async def fetch(tail: int | None) -> bytes:
            health = self._poller.fleet.health
            if health.retry_at is not None and self._clock() < health.retry_at:
                # Nothing answers: the poller alone tries, so that an outage costs few requests.
                raise Unreachable(health.message, sent=False)
            return await logs(stack_id, service_id, tail=tail, max_bytes=READ_LIMIT)

        return fetch


def about(service: Service, fleet: Fleet) -> About:
    """What a log that is kept says of the service it is the log of."""
    return About(id=service.id, short_id=service.short_id, path=path_of(fleet, service))


def _retry_after(error: Exception) -> float | None:
    return error.retry_after if isinstance(error, RateLimited | ServerFailed) else None
