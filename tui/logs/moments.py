"""Finds the place of a moment in a log: `14:02`, `-5m`, `2026-03-10 14:02`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from tui.logs.merge import MergedLog
from tui.logs.store import LogStore
from tui.logs.timestamps import timestamp_of

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AGO: Final = re.compile(r"-?\s*(\d{1,4})\s*([smhd])")
_CLOCK: Final = re.compile(r"(?:(?:(\d{4})-)?(\d\d?)-(\d\d?)[T ])?(\d\d?):(\d\d)(?::(\d\d))?")
_PROBED: Final = 4096


def moment_of(text: str, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """The moment that *text* names: a time of day (the last one that was), with a date or without, or a time ago."""
    text = text.strip().lower()
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    clock = _CLOCK.fullmatch(text.replace("t", " "))
    if clock is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in clock.groups())
    here = now.astimezone(zone)
    try:
        moment = here.replace(
            year=year or here.year,
            month=month or here.month,
            day=day or here.day,
            hour=hour or 0,
            minute=minute or 0,
            second=second or 0,
            microsecond=0,
        )
    except ValueError:
        return None
    return moment - timedelta(days=1) if month is None and moment > now else moment


def line_at(log: LogStore | MergedLog, moment: datetime) -> int | None:
    """The first line that is not before *moment*; the last line when all are, None when no line has a time."""
    return log.line_at(moment) if isinstance(log, MergedLog) else _line_at(log, moment)


def _line_at(store: LogStore, moment: datetime) -> int | None:
    wanted = int(moment.timestamp() * 1_000_000_000)
    low, high, found = store.oldest, store.end, None
    while low < high:
        middle = (low + high) // 2
        probe = _stamped(store, middle, high)
        if probe is None:
            high = middle
            continue
        found = probe[0]
        if probe[1] < wanted:
            low = probe[0] + 1
        else:
            high = middle
    if found is None:
        return None
    behind = _stamped(store, low, store.end)
    return behind[0] if behind is not None else store.end - 1


def _stamped(store: LogStore, start: int, stop: int) -> tuple[int, int] | None:
    """The first line from *start* on that has a time, with it in nanoseconds."""
    for number, line in enumerate(store.lines(start, min(stop, start + _PROBED)), start):
        stamp = timestamp_of(line)
        if stamp is not None:
            return number, stamp.nanoseconds
    return None
