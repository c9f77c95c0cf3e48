"""Decides what a reading means for the log: what is new, what is missing, and what is only an old answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final, NamedTuple

from tui.logs.known import Known
from tui.logs.overlap import Fit
from tui.logs.reader import Reading
from tui.logs.timestamps import timestamp_of
from tui.logs.window import Window

_PATIENCE: Final = 3
_SKEW: Final = 10.0
_DOUBT: Final = 10.0
_LOOKED_AT: Final = 16 * 1024
_FEW: Final = 10
_SENSIBLE: Final = 10**9


class Gap(Enum):
    """What a reading says about lines that are not there."""

    NONE = auto()
    POSSIBLE = auto()
    """Lines that look like others may be missing."""
    CERTAIN = auto()
    RESTARTED = auto()
    """The log started over."""


class Verdict(NamedTuple):
    """What to do with a reading."""

    gap: Gap
    new: int = 0
    """The byte of the window from which on its lines are new."""
    mark: str = ""
    """What to say in the log before them."""
    old: bool = False
    """Whether the answer is from the past, so that nothing of it counts."""


_OLD: Final = Verdict(Gap.NONE, old=True)
_STARTED_OVER: Final = Verdict(Gap.RESTARTED, mark="the log started over")


class Judge:
    """Judges one log's readings, one after the other: some things only show when they stay."""

    def __init__(self) -> None:
        self._old = 0
        self._old_since = 0.0
        self._old_fit: Fit | None = None
        self._doubt_since: float | None = None
        self._doubt_told = False

    def judge(self, known: Known, reading: Reading, now: float) -> Verdict:
        """What *reading*, taken at *now*, means after what is *known*."""
        fit = reading.found.fit
        if fit in (Fit.INSIDE, Fit.OLD, Fit.OLDER) and not self._stays(reading, now):
            return _OLD
        self._old_fit = None
        match fit:
            case Fit.LIKELY:
                return self._doubtful(reading, now)
            case Fit.EXACT:
                verdict = Verdict(Gap.NONE, reading.found.new)
            case Fit.CHANGED:
                verdict = Verdict(Gap.POSSIBLE, reading.found.new, "possibly lines missing: earlier ones have changed")
            case Fit.INSIDE | Fit.OLD | Fit.OLDER:
                verdict = _STARTED_OVER
            case Fit.APART:
                verdict = _apart(known, reading.window)
        self._doubt_since, self._doubt_told = None, False
        return verdict

    def _stays(self, reading: Reading, now: float) -> bool:
        """Whether answers from the past have come so often in a row that the log must have started over."""
        fit = reading.found.fit if reading.window.count else None
        if fit is not self._old_fit:
            self._old, self._old_since, self._old_fit = 0, now, fit
        self._old += 1
        if self._old < _PATIENCE:
            return False
        return fit is Fit.INSIDE or (fit is Fit.OLDER and now - self._old_since >= _SKEW)

    def _doubtful(self, reading: Reading, now: float) -> Verdict:
        """The longest overlap; said once, and not before new lines come or the doubt has lasted."""
        if self._doubt_since is None:
            self._doubt_since = now
        new, told = reading.found.new, self._doubt_told
        if new < len(reading.window.lines):
            self._doubt_since, self._doubt_told = None, False
        elif now - self._doubt_since >= _DOUBT:
            self._doubt_told = True
        else:
            told = True
        mark = "" if told else "possibly lines missing: they would look like the ones before"
        return Verdict(Gap.POSSIBLE, new, mark)


def _apart(known: Known, window: Window) -> Verdict:
    """Nothing in common: a log that is shorter than it was has started over; else lines are missing."""
    if window.whole and len(window.lines) < known.least:
        return _STARTED_OVER
    about = _missing(known, window)
    why = ": the log was rotated or started over" if window.whole else ""
    return Verdict(Gap.CERTAIN, mark=f"about {about:,} lines missing{why}" if about else f"lines missing{why}")


def _missing(known: Known, window: Window) -> int:
    """How many lines are missing, by the time between and by how dense in time the window's lines are; 0 if unknown."""
    head, tail = window.lines[:_LOOKED_AT].split(b"\n"), window.lines[-_LOOKED_AT:].split(b"\n")
    before = _first_time(reversed(known.text[-_LOOKED_AT:].split(b"\n")))
    first, last = _first_time(head), _first_time(reversed(tail))
    if before is None or first is None or last is None or last <= first or first <= before:
        return 0
    estimate = (first - before) * (window.count - 1) // (last - first)
    return _rounded(estimate) if _FEW < estimate < _SENSIBLE else 0


def _first_time(lines: Iterable[bytes]) -> int | None:
    for line in lines:
        stamp = timestamp_of(line)
        if stamp is not None:
            return stamp.nanoseconds
    return None


def _rounded(number: int) -> int:
    """*number* to two digits that count."""
    unit = int(10 ** max(len(str(number)) - 2, 0))
    return (number + unit // 2) // unit * unit
