"""Updates stacks when their schedules say so."""

from __future__ import annotations

import logging
from datetime import datetime

from tui.models.schedule import ScheduleError, runs_after
from tui.models.stack import UpdateSchedule
from tui.platform.api.actions import ServiceActions
from tui.platform.api.control import Control

_LOG = logging.getLogger(__name__)


class Schedules:
    """Looks at each minute's beginning which stacks are due.

    What was due while the platform did not run is not made up for; after a machine has slept, or its clock has gone
    forward, what came due meanwhile is run once.
    """

    def __init__(self, control: Control) -> None:
        self._control = control
        self._actions = ServiceActions(control)
        self._looked = control.mint.now()

    def seconds_to_next_minute(self) -> float:
        """How long it is until the next look."""
        now = self._control.mint.now()
        return 60 - now.second - now.microsecond / 1e6

    async def run_due(self) -> None:
        """Update the stacks that have come due since the last look."""
        now = self._control.mint.now()
        # A clock that has gone back must not keep everything waiting until it has caught up.
        since, self._looked = min(self._looked, now), now
        for stack in list(self._control.store.world.stacks.values()):
            if stack.update_schedule and _is_due(stack.update_schedule, since, now):
                await self._actions.update(stack.id)


def _is_due(schedule: UpdateSchedule, since: datetime, now: datetime) -> bool:
    try:
        due = next(runs_after(since, schedule), None)
    except ScheduleError as error:
        # It was set before the rules were these, or where other time zones are known.
        _LOG.warning("a schedule is left out: %s", error)
        return False
    return due is not None and due <= now
