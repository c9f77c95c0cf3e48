"""`stackdeck ls --watch`: the list again whenever it changes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from tui.cli.acting import polling
from tui.cli.stream import Stream
from tui.cli.tasks import first_end_of
from tui.client.errors import ApiError
from tui.logs.clean import printable
from tui.state.backoff import Backoff
from tui.state.poller import FLEET_EVERY

if TYPE_CHECKING:
    from tui.client import Client
    from tui.state.fleet import Fleet
    from tui.state.poller import Poller

T = TypeVar("T")

_FEW, _SOON = 50, 4.0
"""A fleet of so few stacks is read whole again after so many seconds: that is one request."""
_OFTEN = 30.0
"""Seconds after which ages are looked at again, though nothing changed."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""Makes a terminal empty, what was scrolled away included."""


async def watch(client: Client, fleet: Fleet, text_of: Callable[[Fleet], str]) -> None:
    """Write what *text_of* makes of the fleet, and again whenever that is another text, until the reader has gone."""
    stream = Stream(sys.stdout.fileno())
    async with polling(client, fleet, every=_SOON if len(fleet.stacks) <= _FEW else FLEET_EVERY) as poller:
        await first_end_of([stream.reader_gone(), _write_changes(poller, stream, text_of)])


async def watch_reading(
    read: Callable[[], Awaitable[T]], text_of: Callable[[T], str], *, first: T, every: float
) -> None:
    """The same for what is read *every* so many seconds; *first* is what was read before.

    While it can't be read, what was known stays, and the pauses grow.
    """
    stream = Stream(sys.stdout.fileno())
    await first_end_of([stream.reader_gone(), _write_readings(stream, read, text_of, first=first, every=every)])


async def _write_changes(poller: Poller, stream: Stream, text_of: Callable[[Fleet], str]) -> None:
    changed = asyncio.Event()
    poller.subscribe(lambda _fleet: changed.set())
    screen = _Screen(stream)
    while True:
        changed.clear()
        await screen.show(text_of(poller.fleet))
        health = poller.fleet.health
        screen.tell("" if health.is_good else health.message)
        await _first(changed)


async def _write_readings(
    stream: Stream, read: Callable[[], Awaitable[T]], text_of: Callable[[T], str], *, first: T, every: float
) -> None:
    screen = _Screen(stream)
    await screen.show(text_of(first))
    backoff = Backoff()
    pause = every
    while True:
        await asyncio.sleep(pause)
        try:
            text = text_of(await read())
        except ApiError as error:
            screen.tell(error.message)
            pause = backoff.failed(every)
            continue
        screen.tell("")
        backoff.worked()
        pause = every
        await screen.show(text)


class _Screen:
    """Where the list is written, and what is on it now."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._written: str | None = None
        self._trouble = ""

    async def show(self, text: str) -> None:
        """Write *text* where it is another one: on a terminal in place of the one before, elsewhere behind it."""
        if text == self._written:
            return
        before = _CLEAR if sys.stdout.isatty() else "" if self._written is None else "\n"
        await self._stream.write((before + text).encode(sys.stdout.encoding, "backslashreplace"))
        self._written = text

    def tell(self, trouble: str) -> None:
        """Say on stderr what is wrong with the data, once; nothing is wrong where *trouble* is empty."""
        if trouble and trouble != self._trouble:
            print(f"stackdeck: {printable(trouble)}", file=sys.stderr, flush=True)
        self._trouble = trouble


async def _first(changed: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_OFTEN):
            await changed.wait()
    except TimeoutError:
        return
