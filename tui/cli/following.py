"""Following logs to stdout: new lines as they come, what there is to say about them on stderr."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.loglines import rendered
from tui.cli.tasks import first_end_of
from tui.client import BadAnswer, RateLimited, ServerFailed, Unreachable
from tui.logs.clean import clean, printable
from tui.logs.follow import Attention, FollowedLog
from tui.logs.store import LogStore
from tui.state.backoff import Backoff

if TYPE_CHECKING:
    from tui.cli.logsource import Keep, Source
    from tui.cli.stream import Stream
    from tui.client import Client

PASSING = (Unreachable, RateLimited, ServerFailed, BadAnswer)
"""Errors that may be gone the next time; following goes on."""
_BUDGET = 96 * 1024 * 1024
"""Bytes held of one log while its first answer is written; more than one answer can have."""
_AT_ONCE = 1000
"""Lines that are made ready and written in one go."""
_KEPT = 1024 * 1024
"""Bytes held after that."""


async def follow(
    client: Client, sources: Sequence[Source], lines: int | None, stream: Stream, *, keep: Keep | None = None
) -> None:
    """Write the last *lines* of each log (all for None) and what follows, until the reader of stdout has gone.

    What is on disk counts as read with *keep*, which has what comes there as well.

    Raises:
        ApiError: A log can't be read for good: the token is refused, or the service is gone.
    """
    client = client.with_patience(0)
    following = (_Follower(client, each, stream, keep).run(lines) for each in sources)
    await first_end_of([stream.reader_gone(), *following])


class _Follower:
    """Writes one log as it grows."""

    def __init__(self, client: Client, source: Source, stream: Stream, keep: Keep | None) -> None:
        self._client = client
        self._service = source.service
        self._render = source.render
        self._choose = source.choose
        self._stream = stream
        self._keep = keep
        self._store = LogStore(_BUDGET)
        self._written = 0
        self._backoff = Backoff()

    async def run(self, lines: int | None) -> None:
        if self._keep is not None:
            await self._keep.open(self._service, self._store)
        # Without any line to begin with, the newest one is read all the same: new ones are recognised by it.
        first = None if self._choose is not None else 1 if lines == 0 else lines
        log = FollowedLog(self._fetch, self._store, first=first, errors=PASSING)
        while (error := (await log.poll()).error) is not None:
            await self._pause_after(error)
        self._backoff.worked()
        if self._keep is not None:
            await self._reach_back(log, lines)
        if lines is None:
            self._written = self._store.first
        else:
            await self._write_last(lines)
        while True:
            await self._write_new()
            await asyncio.sleep(log.interval(Attention.VISIBLE))
            await self._pause_after((await log.poll()).error)

    async def _reach_back(self, log: FollowedLog, lines: int | None) -> None:
        """Read what is wanted from before the first line that was kept."""
        while lines is None or self._store.end - self._store.oldest < lines:
            if not (await log.read_earlier()).earlier:
                return

    async def _write_last(self, lines: int) -> None:
        """Write the last *lines* of what is there and wanted."""
        store, last = self._store, deque[bytes](maxlen=lines)
        for start in range(store.oldest, store.end, _AT_ONCE):
            found = store.lines(start, start + _AT_ONCE)
            own = (line for number, line in enumerate(found, start) if not store.is_mark(number))
            last.extend(own if self._choose is None else filter(self._choose, own))
            await asyncio.sleep(0)
        self._written = store.end
        await self._stream.write(rendered(last, self._render))

    async def _fetch(self, tail: int | None) -> bytes:
        return await self._client.services.logs(self._service.stack_id, self._service.id, tail=tail)

    async def _pause_after(self, error: Exception | None) -> None:
        """Wait longer with each error in a row; the log itself says when an outage lasts and when it ends."""
        if error is None:
            self._backoff.worked()
            return
        asked = error.retry_after if isinstance(error, RateLimited | ServerFailed) else None
        await asyncio.sleep(self._backoff.failed(asked or 0.0))

    async def _write_new(self) -> None:
        """Write what came since the last time; of marks, which are about the log and not from it, tell."""
        marks = [seq for seq in self._store.marks() if seq >= self._written]
        for mark in marks:
            await self._write_until(mark)
            self._tell(self._store.line(mark))
            self._written = mark + 1
        await self._write_until(self._store.end)
        if self._keep is not None:
            await self._keep.write(self._store)
        self._store.shrink_to(_KEPT)

    async def _write_until(self, stop: int) -> None:
        while self._written < stop:
            end = min(self._written + _AT_ONCE, stop)
            lines = self._store.lines(self._written, end)
            if self._choose is not None:
                lines = list(filter(self._choose, lines))
            if lines:
                await self._stream.write(rendered(lines, self._render))
            self._written = end

    def _tell(self, mark: bytes) -> None:
        print(f"stackdeck: {printable(self._service.service_name)}: {clean(mark).text}", file=sys.stderr, flush=True)
