"""How one log line is shown: its time in the wanted form, and data lines as a short text or pretty-printed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from tui.logs.clean import MOST_COLUMNS, CleanLine, Span, clean, printable
from tui.logs.fields import Fields, fields_of, value_text
from tui.logs.levels import Level, level_of
from tui.logs.style import Style
from tui.logs.timestamps import Timestamp, timestamp_of

_WHOLE_LINE: Final = 1_000_000
_MOST_PRETTY: Final = 5000
_DIM: Final = Style(dim=True)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AGES: Final = ((86_400, "d"), (3600, "h"), (60, "m"))


class Times(Enum):
    """How the time of a line is shown."""

    HIDDEN = auto()
    LOCAL = auto()
    UTC = auto()
    RELATIVE = auto()
    RAW = auto()
    """As it stands in the line, which is shown as it came."""


class Display(NamedTuple):
    """How lines are shown."""

    times: Times = Times.LOCAL
    compact: bool = True
    """Whether data lines are shown as time, level, message and the rest."""
    zone: tzinfo | None = None
    """The zone of local times; None for this machine's."""
    columns: int = MOST_COLUMNS

    @property
    def shown_zone(self) -> tzinfo | None:
        """The zone of absolute times."""
        return UTC if self.times is Times.UTC else self.zone


class ShownLine(NamedTuple):
    """A line, ready to be drawn."""

    time: str
    """Empty when it is hidden or there is none."""
    level: Level
    body: CleanLine

    @property
    def text(self) -> str:
        """Time and body."""
        return f"{self.time} {self.body.text}" if self.time else self.body.text


def show(line: bytes, display: Display, now: datetime) -> ShownLine:
    """*line* as *display* wants it at the moment *now*."""
    stamp = timestamp_of(line) if display.times is not Times.RAW else None
    body = line[stamp.end :] if stamp else line
    fields = fields_of(body) if display.compact else None
    if fields is None:
        return ShownLine(_time_text(stamp, display, now), level_of(line), clean(body, columns=display.columns))
    time = _time_text(stamp or fields.time, display, now)
    return ShownLine(time, fields.level, _compact(fields, len(line), display.columns))


def pretty(line: bytes) -> list[CleanLine]:
    """*line* in full: data with a field on each line, anything else as it is."""
    stamp = timestamp_of(line)
    body = line[stamp.end :] if stamp else line
    fields = fields_of(body)
    if fields is None:
        return [clean(line, columns=_WHOLE_LINE)]
    if body.lstrip().startswith(b"{"):
        text = json.dumps(fields.all, indent=2, ensure_ascii=False)
    else:
        longest = max(map(len, fields.all))
        text = "\n".join(f"{key:<{longest}}  {value_text(value)}" for key, value in fields.all.items())
    return [CleanLine(printable(part)) for part in text.split("\n")[:_MOST_PRETTY]]


def zone_name(display: Display, now: datetime) -> str:
    """The name of the zone in which absolute times are shown."""
    return now.astimezone(display.shown_zone).tzname() or ""


def age_text(seconds: float) -> str:
    """A span of time in its largest unit."""
    for unit, name in _AGES:
        if seconds >= unit:
            return f"{seconds // unit:.0f} {name}"
    return f"{max(seconds, 0):.0f} s"


def _time_text(stamp: Timestamp | None, display: Display, now: datetime) -> str:
    if stamp is None or display.times is Times.HIDDEN:
        return ""
    if display.times is Times.RELATIVE:
        return f"{age_text((now - stamp.moment).total_seconds()):>4}"
    return _clock(
        stamp.nanoseconds // 1_000_000_000, display.shown_zone, _day(int(now.timestamp()), display.shown_zone)
    )


@lru_cache(maxsize=1024)  # Lines in view mostly name the same few seconds.
def _clock(second: int, zone: tzinfo | None, today: date) -> str:
    """The time of day of a second since 1970, with the date where that is not *today*."""
    moment = (_EPOCH + timedelta(seconds=second)).astimezone(zone)
    return moment.strftime("%H:%M:%S" if moment.date() == today else "%m-%d %H:%M:%S")


@lru_cache(maxsize=8)
def _day(second: int, zone: tzinfo | None) -> date:
    return (_EPOCH + timedelta(seconds=second)).astimezone(zone).date()


def _compact(fields: Fields, size: int, columns: int) -> CleanLine:
    """Level, message and then the other fields, dimmed."""
    level = f"{fields.level.short:<5} " if fields.level else ""
    head = level + fields.message
    rest = " ".join(f"{key}={value_text(value)}" for key, value in fields.rest.items())
    gap = "  " if head and rest else ""
    head, tail = printable(head), printable(gap + rest)
    line = clean((head + tail).encode("utf-8", "replace"), columns=columns)
    if not tail or len(head) >= len(line.text):
        return CleanLine(line.text, (), size, line.cut)
    return CleanLine(line.text, (Span(len(head), len(line.text), _DIM),), size, line.cut)
