"""The logs of all services: followed while somebody looks, kept while one moves around."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.client.errors import ApiError
from tui.logs.follow import Fetch, FollowedLog
from tui.logs.library import LogLibrary
from tui.logs.pace import Attention

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.logs.store import LogStore
    from tui.models.service import Service


class LogBook:
    """Follows the log of the service that is shown and keeps those that were."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._library = LogLibrary()
        self._followed: dict[str, FollowedLog] = {}
        self._shown: str | None = None
        self._wake = asyncio.Event()
        self._listeners: list[Callable[[LogStore], None]] = []

    def subscribe(self, listener: Callable[[LogStore], None]) -> None:
        """Tell *listener* the store of a log whenever something was added to it."""
        self._listeners.append(listener)

    def show(self, service: Service | None) -> LogStore | None:
        """Follow the log of *service* from now on; gives where its lines are kept."""
        self._shown = service.id if service else None
        self._wake.set()
        if service is None:
            return None
        store = self._library.open(service.id)
        if service.id not in self._followed:
            self._followed[service.id] = FollowedLog(self._fetch(service), store, errors=(ApiError,))
        return store

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            self._wake.clear()
            followed = self._followed.get(self._shown or "")
            if followed is None:
                await self._wake.wait()
                continue
            version = followed.store.version
            await followed.poll()
            if followed.store.version != version:
                self._library.trim()
                for listener in self._listeners:
                    listener(followed.store)
            try:
                async with asyncio.timeout(followed.interval(Attention.VISIBLE)):
                    await self._wake.wait()
            except TimeoutError:
                pass

    def _fetch(self, service: Service) -> Fetch:
        logs, stack_id, service_id = self._client.services.logs, service.stack_id, service.id

        async def fetch(tail: int | None) -> bytes:
            return await logs(stack_id, service_id, tail=tail)

        return fetch
