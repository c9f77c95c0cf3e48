"""`stackdeck ls --watch`: the list again whenever it changes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.cli.acting import polling
from tui.cli.stream import Stream
from tui.cli.tasks import first_end_of
from tui.logs.clean import printable

if TYPE_CHECKING:
    from tui.client import Client
    from tui.state.fleet import Fleet
    from tui.state.poller import Poller

_OFTEN = 30.0
"""Seconds after which ages are looked at again, though nothing changed."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""Makes a terminal empty, what was scrolled away included."""


async def watch(client: Client, fleet: Fleet, text_of: Callable[[Fleet], str]) -> None:
    """Write what *text_of* makes of the fleet, and again whenever that is another text, until the reader has gone."""
    stream = Stream(sys.stdout.fileno())
    async with polling(client, fleet) as poller:
        await first_end_of([stream.reader_gone(), _write_changes(poller, stream, text_of)])


async def _write_changes(poller: Poller, stream: Stream, text_of: Callable[[Fleet], str]) -> None:
    changed = asyncio.Event()
    poller.subscribe(lambda _fleet: changed.set())
    written, trouble = None, ""
    while True:
        changed.clear()
        text = text_of(poller.fleet)
        if text != written:
            before = _CLEAR if sys.stdout.isatty() else "" if written is None else "\n"
            await stream.write((before + text).encode(sys.stdout.encoding, "backslashreplace"))
            written = text
        trouble = _tell(poller.fleet, trouble)
        await _first(changed)


def _tell(fleet: Fleet, told: str) -> str:
    """Say on stderr what is wrong with the data, once; gives what was said."""
    trouble = "" if fleet.health.is_good else fleet.health.message
    if trouble and trouble != told:
        print(f"stackdeck: {printable(trouble)}", file=sys.stderr, flush=True)
    return trouble


async def _first(changed: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_OFTEN):
            await changed.wait()
    except TimeoutError:
        return
