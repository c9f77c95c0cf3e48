"""Tells how long a log was silent before a line: by the times of its lines alone, and only where somebody looks.

Silence is the service's, so it is told between lines that follow each other in the log, whatever a filter hides. A line
without a time, such as one of a traceback, belongs to the time of the one before it. Across a mark nothing is told:
what may be missing there need not have been silence.
"""

from __future__ import annotations

from typing import Final

from tui.logs.fields import fields_of
from tui.logs.merge import MergedLog, line_of
from tui.logs.store import LogStore
from tui.logs.timestamps import timestamp_of

SILENCE: Final = 60
"""Seconds of a pause that is worth a mark when it is longer."""
_LOOKED_BACK: Final = 200
"""Lines without a time behind which the last time is looked for."""
_UNITS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def silence_before(store: LogStore, seq: int) -> int:
    """The seconds of silence before line *seq*, which may be the unfinished one; 0 when there is none to tell of."""
    if store.is_mark(seq):
        return 0
    later = _nanoseconds(store.partial if seq >= store.end else store.line(seq))
    earlier = _last_time(store, seq) if later is not None else None
    if later is None or earlier is None:
        return 0
    seconds = (later - earlier) // 1_000_000_000
    return seconds if seconds > SILENCE else 0


def silence_between(log: MergedLog, seq: int) -> int:
    """The seconds in which none of several logs said anything before line *seq*; 0 when there is none to tell of."""
    before = log.before(seq)
    if before is None or log.is_mark(seq) or log.is_mark(before):
        return 0
    seconds = (line_of(seq).moment - line_of(before).moment) // 1_000_000_000
    return seconds if seconds > SILENCE else 0


def silence_text(seconds: int) -> str:
    """The two largest units: `12 minutes of silence`, `3 hours 5 minutes of silence`."""
    words = []
    for unit, name in _UNITS:
        number, seconds = divmod(seconds, unit)
        if number:
            words.append(f"{number} {name}{'s' if number > 1 else ''}")
        elif words:
            break
    return f"{' '.join(words[:2])} of silence"


def _last_time(store: LogStore, seq: int) -> int | None:
    for before in range(seq - 1, max(store.oldest, seq - _LOOKED_BACK) - 1, -1):
        if store.is_mark(before):
            return None
        found = _nanoseconds(store.line(before))
        if found is not None:
            return found
    return None


def _nanoseconds(line: bytes) -> int | None:
    """The time that is shown of *line*: the platform's, else the one that a data line holds."""
    stamp = timestamp_of(line)
    if stamp is None and (fields := fields_of(line)) is not None:
        stamp = fields.time
    return stamp.nanoseconds if stamp is not None else None
