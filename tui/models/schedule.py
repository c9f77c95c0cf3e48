"""When a stack is updated by itself: what a schedule means, in the platform as in the forms that set one.

The syntax is cronsim's, which reads the five fields as Debian's cron does, days on which the clock is changed included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tui.models.stack import UpdateSchedule

_FIELDS = re.compile(r"\s*[0-9A-Za-z*/,-]+(?:\s+[0-9A-Za-z*/,-]+){4}\s*")

_AT_A_TIME = re.compile(r"At (?P<times>\d\d:\d\d(?:(?:, and|,| and) \d\d:\d\d)*) (?P<days>\D.*)")
"""How cronsim says that something is due at certain times: the days behind them."""


class ScheduleError(ValueError):
    """A schedule that can't be; `field` is `cron` or `timezone`, the text says what is wrong with it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def check_cron(cron: str) -> None:
    """Raise ScheduleError unless *cron* has five fields and a time that ever comes."""
    from cronsim import CronSim, CronSimError  # 15 ms, needed by few

    if not _FIELDS.fullmatch(cron):
        raise ScheduleError("cron", "A schedule has five fields, such as `0 3 * * *`.")
    try:
        if next(CronSim(cron, datetime(2000, 1, 1, tzinfo=UTC)), None) is None:
            raise ScheduleError("cron", "This never comes.")
    except CronSimError as error:
        raise ScheduleError("cron", f"This is no schedule such as `0 3 * * *`: {str(error).lower()}.") from error


def find_zone(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ScheduleError."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ScheduleError("timezone", f"`{name}` is not a known time zone.") from error


def runs_after(moment: datetime, schedule: UpdateSchedule) -> Iterator[datetime]:
    """The moments after *moment* at which *schedule* is due, in its own time zone. Raises ScheduleError."""
    from cronsim import CronSim

    check_cron(schedule.cron)
    return CronSim(schedule.cron, moment.astimezone(find_zone(schedule.timezone or "UTC")))


def in_words(schedule: UpdateSchedule) -> str:
    """*schedule* for people: `every day at 03:00 Europe/Berlin`. Raises ScheduleError."""
    from cronsim import CronSim

    check_cron(schedule.cron)
    words = CronSim(schedule.cron, datetime(2000, 1, 1, tzinfo=UTC)).explain()
    zone = schedule.timezone or "UTC"
    if (found := _AT_A_TIME.fullmatch(words)) is not None:
        return f"{found['days']} at {found['times']} {zone}"
    return f"{words[:1].lower()}{words[1:]}, {zone}"
