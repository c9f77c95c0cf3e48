"""The RFC 3339 timestamp that most lines begin with: where it ends and which moment it names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple

_PREFIX: Final = re.compile(
    rb"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(?:([Zz])|([+-])(\d\d):?(\d\d))?(?=[\s\]|]|$) ?"
)
_LONGEST: Final = 48
_FRACTION: Final = len("2026-03-10T14:02:09.")
_BEHIND_FRACTION: Final = _FRACTION + len("123456789Z ")


class Timestamp(NamedTuple):
    """A moment at the beginning of a line."""

    nanoseconds: int
    """Since 1970 in UTC; a line that names no zone is taken to mean UTC."""
    end: int
    """The byte behind the timestamp and the blank that follows it."""

    @property
    def moment(self) -> datetime:
        """The moment, to the microsecond."""
        return _EPOCH + timedelta(microseconds=self.nanoseconds // 1000)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def timestamp_of(line: bytes) -> Timestamp | None:
    """The timestamp that *line* begins with, or None."""
    return _timestamp(line[:_LONGEST])


@lru_cache(maxsize=1024)  # To draw a line, it is asked for from several sides, and for the line before it too.
def _timestamp(beginning: bytes) -> Timestamp | None:
    match = _PREFIX.match(beginning)
    if match is None:
        return None
    date, clock, fraction, _, sign, hours, minutes = match.groups()
    seconds = _seconds(date, clock, sign, hours, minutes)
    if seconds is None:
        return None
    nanoseconds = int(fraction.ljust(9, b"0")) if fraction else 0
    return Timestamp(seconds * 1_000_000_000 + nanoseconds, match.end())


class TimeReader:
    """Reads the times of lines that follow each other: most name the same second as the one before, in the same way."""

    def __init__(self) -> None:
        self._prefix = b"\n"
        """Up to the point behind the seconds, of a line whose time is told in UTC."""
        self._second = 0

    def nanoseconds(self, line: bytes) -> int | None:
        """What `timestamp_of` says."""
        if line.startswith(self._prefix):
            fraction, _, rest = line[_FRACTION:_BEHIND_FRACTION].partition(b"Z")
            if fraction.isdigit() and rest.startswith(b" "):
                return self._second + int(fraction.ljust(9, b"0"))
        stamp = timestamp_of(line)
        if stamp is None:
            return None
        if line[_FRACTION - 1 : _FRACTION] == b"." and line[_FRACTION : stamp.end].strip().endswith(b"Z"):
            self._prefix = line[:_FRACTION]
            self._second = stamp.nanoseconds // 1_000_000_000 * 1_000_000_000
        return stamp.nanoseconds


@lru_cache(maxsize=256)  # Lines that follow each other mostly name the same second.
def _seconds(date: bytes, clock: bytes, sign: bytes | None, hours: bytes, minutes: bytes) -> int | None:
    """Whole seconds since 1970 in UTC; None where there is no such time."""
    try:
        moment = datetime.fromisoformat(f"{date.decode()}T{clock.decode()}").replace(tzinfo=_zone(sign, hours, minutes))
        return (moment.astimezone(UTC) - _EPOCH) // timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None


def _zone(sign: bytes | None, hours: bytes, minutes: bytes) -> timezone:
    if sign is None:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == b"-" else offset)
