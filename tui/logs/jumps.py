"""Finds the next error in a log from a line on, without ever holding the event loop for long."""

from __future__ import annotations

import asyncio
from typing import Final

from tui.logs.filters import FilteredLog
from tui.logs.levels import Level, continues, level_of
from tui.logs.merge import MergedLog
from tui.logs.merged_reading import MergedFilter
from tui.logs.store import LogStore

_AT_ONCE: Final = 200


async def next_error_of_several(
    log: MergedLog, seq: int, *, forward: bool, filtered: MergedFilter | None = None
) -> int | None:
    """As `next_error`, of logs that are read as one."""
    found: list[int | None] = []
    for number, line in enumerate(log.lines_from(seq + 1 if forward else seq)):
        only = filtered.parts[number] if filtered is not None else None
        start = line - 1 if forward else line
        found.append(await next_error(log.stores[number], start, forward=forward, filtered=only))
    return log.earliest(found) if forward else log.last(found)


async def next_error(store: LogStore, line: int, *, forward: bool, filtered: FilteredLog | None = None) -> int | None:
    """The next line behind *line* (or before it) that begins an error and is shown; None where there is none."""
    step = _AT_ONCE if forward else -_AT_ONCE
    start = line + 1 if forward else line - _AT_ONCE
    while start < store.end and start + _AT_ONCE > store.first:
        found = _errors(store, start, start + _AT_ONCE, filtered)
        if found:
            return found[0] if forward else found[-1]
        start += step
        await asyncio.sleep(0)
    return None


def _errors(store: LogStore, start: int, stop: int, filtered: FilteredLog | None) -> list[int]:
    start, stop = max(start, store.first), min(stop, store.end)
    lines = store.lines(start, stop)
    before = [store.line(start - 1) if start > store.first else b"", *lines]
    return [
        number
        for number, (line, previous) in enumerate(zip(lines, before, strict=False), start)
        if level_of(line) >= Level.ERROR
        and not continues(line, previous)
        and not store.is_mark(number)
        and (filtered is None or filtered.is_shown(number))
    ]
