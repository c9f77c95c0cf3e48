"""How much may be sent now, so that whatever a key causes never waits behind what nobody asked for.

A slow line hides behind large buffers: a write that succeeds says nothing. So after what it sends the driver asks the
terminal for its status, and the answer tells that everything before it has arrived. What is under way is bounded in
bytes; within the bound, what was caused by a person goes first. Where nobody answers, or somebody nearer than the
terminal does (tmux and screen answer themselves), the line is taken to drain at a fixed rate.
"""

from __future__ import annotations

from collections import deque
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW: Final = 4096
"""Bytes that may be under way on a line of which nothing better is known."""

_WIDEST: Final = 65536
"""Bytes that may be under way on the fastest line."""

_QUEUE_SECONDS: Final = 0.06
"""How long a line may at most be busy with what is under way."""

_ASSUMED_RATE: Final = 49152.0
"""Bytes a second that a line takes of which nothing is known."""

_UNASKED_RATE: Final = 20480.0
"""Bytes a second for changes that nobody's key has caused: more than one can read."""

_UNASKED_BURST: Final = 12288.0
"""Bytes of such changes after a pause: a screen."""

_SILENCE: Final = 3.0
"""Seconds after which an answer is not waited for any more."""

_FAREWELL: Final = 1.0
"""Seconds at most to wait for the last answers."""

_BASE_SECONDS: Final = 20.0
"""How long the shortest delay seen stands for the line's own."""

_TELLING: Final = 1024
"""Bytes from which on the time they take tells that the line has become slower."""


class Priority(IntEnum):
    """Why something is to be sent; each higher one may fill more of the line."""

    UNASKED = 1
    """Something came in."""
    CAUSED = 3
    """A person has just pressed a key or moved the mouse."""
    DIRECT = 4
    """And it is in a part of the screen that does not change by itself all the time: the key's effect."""


class _Asked(NamedTuple):
    at: float
    size: int
    """Bytes sent with the question."""
    arrived: int
    """Bytes that were known to have arrived before."""
    since: float
    """When the last of those did, if anything was under way then; else when these were sent."""


class Line:
    """Keeps account of what is under way to the terminal."""

    def __init__(self, *, clock: Callable[[], float], answers: bool) -> None:
        """Takes `answers` as whether the answers to status requests come from the terminal itself."""
        self.measured = False
        """Whether the terminal has answered, so that the line's delay is known."""
        self.delay: float | None = None
        """The shortest time from a question to its answer lately, in seconds."""
        self._clock = clock
        self._answers = answers
        self._asked: deque[_Asked] = deque()
        self._given_up = 0
        """Questions whose answers are not waited for any more, but may still come."""
        self._delay_at = 0.0
        self._rate = 0.0
        self._arrived = 0
        self._arrived_at = 0.0
        self._unasked = _UNASKED_BURST
        self._unasked_at = clock()
        self._draining = 0.0
        self._draining_at = clock()

    @property
    def asks(self) -> bool:
        """Whether a question after what is sent makes sense."""
        return self._answers

    @property
    def window(self) -> int:
        """Bytes that may be under way."""
        if not self.measured:
            return WINDOW
        return int(min(_WIDEST, max(WINDOW, self._rate * _QUEUE_SECONDS)))

    @property
    def under_way(self) -> int:
        """Bytes sent and not known to have arrived."""
        self._give_up_on_silence()
        if self.measured:
            return sum(asked.size for asked in self._asked)
        return int(self._still_draining())

    def room(self, priority: Priority) -> int:
        """Bytes that may be sent now; nothing where it would be too little to be worth it."""
        share = self._share(priority)
        room = share - self.under_way
        if priority is Priority.UNASKED:
            room = min(room, int(self._unasked_left()))
        return room if room >= _least(share) else 0

    @property
    def patience(self) -> float:
        """Seconds to wait for answers still under way before the terminal is somebody else's."""
        if not self._asked or self._clock() - self._asked[-1].at > _SILENCE:
            return 0.0
        return _FAREWELL if self.measured else _FAREWELL / 2

    def wait(self, priority: Priority) -> float:
        """Seconds until there may be room, if no answer makes some before."""
        share = self._share(priority)
        least = _least(share)
        seconds = 0.001
        if priority is Priority.UNASKED:
            seconds = max(seconds, (least - self._unasked_left()) / _UNASKED_RATE)
        over = self.under_way + least - share
        if over <= 0:
            return seconds
        if self.measured and self._asked:
            return max(seconds, self._asked[0].at + _SILENCE - self._clock())
        return max(seconds, over / _ASSUMED_RATE)

    def sent(self, size: int, priority: Priority) -> None:
        """Takes note of `size` bytes; asks for an answer with them if `asks`."""
        now = self._clock()
        self._draining = self._still_draining() + size
        if self._answers:
            self._asked.append(_Asked(now, size, self._arrived, self._arrived_at if self._asked else now))
        if priority is Priority.UNASKED:
            self._unasked = self._unasked_left() - size

    def answered(self, at: float) -> None:
        """Takes note of an answer that came at that time."""
        self.measured = True
        if self._given_up or not self._asked:
            self._given_up = max(0, self._given_up - 1)
            return
        asked = self._asked.popleft()
        seconds = max(1e-6, at - asked.at)
        if self.delay is None or seconds <= self.delay or at - self._delay_at > _BASE_SECONDS:
            self.delay, self._delay_at = seconds, at
        self._arrived += asked.size
        self._arrived_at = at
        rate = (self._arrived - asked.arrived) / max(0.0002, at - asked.since)
        if rate > self._rate or asked.size >= _TELLING:
            self._rate = max(rate, self._rate + (rate - self._rate) / 8)

    def forget(self) -> None:
        """Expects no answers any more: the terminal was somebody else's for a while."""
        self._asked.clear()
        self._given_up = 0
        self._draining = 0.0

    def _share(self, priority: Priority) -> int:
        return self.window * priority // 2

    def _give_up_on_silence(self) -> None:
        if self._asked and self._clock() - self._asked[0].at > _SILENCE:
            self._given_up += len(self._asked)
            self._asked.clear()
            self.measured = False

    def _unasked_left(self) -> float:
        now = self._clock()
        self._unasked = min(_UNASKED_BURST, self._unasked + (now - self._unasked_at) * _UNASKED_RATE)
        self._unasked_at = now
        return self._unasked

    def _still_draining(self) -> float:
        now = self._clock()
        self._draining = max(0.0, self._draining - (now - self._draining_at) * _ASSUMED_RATE)
        self._draining_at = now
        return self._draining


def _least(share: int) -> int:
    """The room below which it is not worth sending anything."""
    return min(share, WINDOW) // 4
