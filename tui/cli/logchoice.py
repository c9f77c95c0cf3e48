"""Which lines of a log are written: by expressions, by level, by time; what belongs to a line goes with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.logs.levels import Level, continues, level_of
from tui.logs.pattern import Pattern
from tui.logs.timestamps import timestamp_of

Choose = Callable[[bytes], bool]
"""Whether a line is written; to be asked for each line of one log in their order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of each log."""

    show: Sequence[Pattern] = ()
    """Each of these is found."""
    hide: Sequence[Pattern] = ()
    """None of these is found."""
    level: Level = Level.UNKNOWN
    since: datetime | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.show or self.hide or self.level or self.since)


def chooser_for(wanted: Wanted) -> Choose | None:
    """Chooses from one log; None where nothing is left out."""
    return None if wanted.everything else chooser(wanted)


def chooser(wanted: Wanted) -> Choose:
    """Chooses from one log. Lines that go on with another one, as a traceback does, are written along with it.

    A line without a time counts as old as the one before it.
    """
    previous, chosen, is_old = b"", False, wanted.since is not None

    def choose(line: bytes) -> bool:
        nonlocal previous, chosen, is_old
        if wanted.since is not None and (stamp := timestamp_of(line)) is not None:
            is_old = stamp.moment < wanted.since
        goes_on, previous = bool(previous) and continues(line, previous), line
        if not goes_on:
            chosen = level_of(line) >= wanted.level and all(pattern.matches(line) for pattern in wanted.show)
        hidden = any(pattern.matches(line) for pattern in wanted.hide)
        if hidden and not goes_on:
            chosen = False
        return chosen and not hidden and not is_old

    return choose
