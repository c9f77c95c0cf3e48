"""The one thread that writes to the terminal, so that nobody else ever waits for it."""

from __future__ import annotations

import os
import select
from collections import deque
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_AT_ONCE: Final = 4096
"""Bytes per write: what a pty takes in one piece."""

_STOPPED: Final = 1.0
"""Seconds after which a terminal that takes nothing is not waited for."""


class Outlet:
    """A queue of output and the thread that writes it to a terminal.

    A thread, not a non-blocking descriptor: that mode belongs to the terminal, not to us, and the shell that shares
    it would inherit it. `on_written` and `on_lost` are called in that thread.
    """

    def __init__(self, fd: int, *, on_written: Callable[[], None], on_lost: Callable[[], None]) -> None:
        self._fd = fd
        self._on_written = on_written
        self._on_lost = on_lost
        self._queue: deque[bytes] = deque()
        self._changed = Condition()
        self._writing = False
        self._closing = False
        self._lost = False
        self._thread = Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether everything sent so far has been taken by the system."""
        return not self._queue and not self._writing

    def send(self, output: bytes) -> None:
        """Queues `output`; what comes after the terminal is lost goes nowhere."""
        with self._changed:
            if output and not self._lost:
                self._queue.append(output)
                self._changed.notify_all()

    def wait_for_room(self, most: int) -> None:
        """Waits until fewer than `most` pieces are queued, or so long that the terminal must have been stopped."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._queue) < most, _STOPPED)

    def discard(self) -> None:
        """Forgets what is queued and everything that will be: the terminal is gone."""
        with self._changed:
            self._lost = True
            self._queue.clear()
            self._changed.notify_all()

    def close(self, timeout: float) -> None:
        """Writes what is queued, for at most `timeout` seconds, and ends."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        self.discard()

    def _run(self) -> None:
        while (output := self._next()) is not None:
            try:
                self._write(output)
            except OSError:
                self.discard()
                self._on_lost()
                continue
            with self._changed:
                self._writing = False
                idle = self.idle
                self._changed.notify_all()
            if idle and not self._closing:
                self._on_written()

    def _next(self) -> bytes | None:
        with self._changed:
            self._writing = False
            self._changed.wait_for(lambda: self._queue or self._closing)
            if not self._queue:
                return None
            self._writing = True
            output = b"".join(self._queue)
            self._queue.clear()
            self._changed.notify_all()
            return output

    def _write(self, output: bytes) -> None:
        view = memoryview(output)
        while view and not self._lost:
            try:
                view = view[os.write(self._fd, view[:_AT_ONCE]) :]
            except BlockingIOError:
                # Some other program has made the shared terminal non-blocking.
                select.select([], [self._fd], [], 1.0)
