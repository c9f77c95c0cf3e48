"""A line between a program and its terminal: so many bytes a second, and a delay each way."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE: Final = 512
"""Bytes that arrive together."""


@dataclass(frozen=True)
class SlowLine:
    """What a line is like."""

    rate: float = float("inf")
    """Bytes a second towards the terminal; keys and answers are few and not limited."""
    round_trip: float = 0.0
    """Seconds there and back."""
    buffer: int = 65536
    """Bytes that the ends of the line take before whoever writes has to wait, as an SSH server and its socket do."""


class Way:
    """One direction of a line: what is put in arrives later, in order, in a thread of its own."""

    def __init__(self, *, rate: float, delay: float, buffer: int, arrive: Callable[[bytes], None]) -> None:
        self.rate, self._delay, self._buffer, self._arrive = rate, delay, buffer, arrive
        self._waiting: deque[tuple[float, bytes]] = deque()
        """When each piece has left the buffer, and the piece."""
        self._free = 0.0
        self._ended = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, output: bytes) -> None:
        """Takes output; waits while the buffer is full."""
        for start in range(0, len(output), _PIECE):
            piece = output[start : start + _PIECE]
            while not self._ended and self._free - time.monotonic() > self._buffer / self.rate:
                time.sleep(0.001)
            with self._changed:
                self._free = max(self._free, time.monotonic()) + len(piece) / self.rate
                self._waiting.append((self._free, piece))
                self._changed.notify_all()

    def end(self) -> None:
        """Lets what is under way be lost."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ended)
                if self._ended:
                    return
                left, piece = self._waiting.popleft()
            time.sleep(max(0.0, left + self._delay - time.monotonic()))
            self._arrive(piece)
