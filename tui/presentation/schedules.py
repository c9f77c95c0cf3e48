"""A schedule in words, and when it runs next."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from tui.models.schedule import ScheduleError, in_words, runs_after
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.stack import UpdateSchedule

NEXT_RUNS = 3


@lru_cache(maxsize=2000)
def words(schedule: UpdateSchedule) -> str:
    """`every day at 03:00 Europe/Berlin`; what is no schedule as we know them is shown as it is."""
    try:
        return plain(in_words(schedule))
    except ScheduleError:
        return plain(f"{schedule.cron} {schedule.timezone or 'UTC'}")


def next_runs(schedule: UpdateSchedule, now: datetime, *, most: int = NEXT_RUNS) -> list[str]:
    """When it is due next, in its own time zone: `Sat 28 Nov 03:00`; none where nobody can say."""
    try:
        return [_moment(run, now) for run in islice(runs_after(now, schedule), most)]
    except ScheduleError:
        return []


def _moment(run: datetime, now: datetime) -> str:
    year = "" if run.year == now.astimezone(run.tzinfo).year else f" {run.year}"
    return f"{run:%a} {run.day} {run:%b}{year} {run:%H:%M}"
