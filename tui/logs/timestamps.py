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
    match = _PREFIX.match(line, 0, _LONGEST)
    if match is None:
        return None
    date, clock, fraction, _, sign, hours, minutes = match.groups()
    seconds = _seconds(date, clock, sign, hours, minutes)
    if seconds is None:
        return None
    nanoseconds = int(fraction.ljust(9, b"0")) if fraction else 0
    return Timestamp(seconds * 1_000_000_000 + nanoseconds, match.end())


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
