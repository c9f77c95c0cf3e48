"""From the raw bytes a process writes to lines with timestamps in its log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from tui.platform.engines.base import Execution
from tui.platform.logfile import LogFile

LONGEST_LINE = 16 * 1024
"""Longer lines are cut into several, as container engines do: no reader has to hold a line of any length."""
IDLE = 0.2
"""Seconds after which an unfinished line is shown as it is."""
MOST_PER_SECOND = 8 * 1024 * 1024
"""Bytes of log a service may write a second; beyond that the pipe holds it back. Nothing is dropped."""
BETWEEN = 0.01
"""Seconds within which a service that has just said something is let say more, before all of it is taken together."""
LITTLE = 4096
"""Bytes from which on that is not worth it."""
DISK_PAUSE = 1.0

_log = logging.getLogger(__name__)


class LineStamper:
    """Puts an RFC 3339 timestamp with nanoseconds, UTC, in front of each line."""

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._held = b""
        self._in_line = False
        self._shown = 0
        self._last = 0
        self._second = -1
        self._second_text = ""

    @property
    def holds(self) -> bool:
        """True while the beginning or a part of a line waits for its end."""
        return bool(self._held)

    def feed(self, text: bytes) -> bytes:
        """The whole lines that *text* makes, stamped with this moment; what is unfinished is held."""
        text = self._held + text
        whole, line_end, self._held = text.rpartition(b"\n")
        if not line_end and len(self._held) < LONGEST_LINE:
            return b""
        lines = whole.split(b"\n") if line_end else []
        if max(map(len, lines), default=0) > LONGEST_LINE:
            lines = [piece for line in lines for piece in _pieces(line)]
        if len(self._held) >= LONGEST_LINE:
            *full, self._held = _pieces(self._held)
            lines += full
        if lines and self._in_line:
            self._in_line = False
            return lines[0] + b"\n" + self._stamp(lines[1:])
        return self._stamp(lines)

    def flush(self) -> bytes:
        """What is held, unfinished as it is; its rest will follow on the same line."""
        if not self._held:
            return b""
        text = self._held if self._in_line else self._stamp([self._held])[:-1]
        self._shown = self._shown + len(text) if self._in_line else len(text)
        self._held, self._in_line = b"", True
        # A line that grows by bits for ever (a row of dots) must end some time too.
        if self._shown > LONGEST_LINE:
            text += self.finish()
        return text

    def finish(self) -> bytes:
        """What is held and the end of its line; the next text starts a line of its own."""
        text = self.flush()
        end = b"\n" if self._in_line else b""
        self._in_line = False
        return text + end

    def _stamp(self, lines: list[bytes]) -> bytes:
        """*lines* with the moment before and the end behind each."""
        if not lines:
            return b""
        now = self._clock()
        # Lines that arrive together are a nanosecond apart, so that no two of them are the same text.
        if 0 <= self._last - now < 1_000_000:
            now = self._last + 1
        self._last = now + len(lines) - 1
        second, fraction = divmod(now, 1_000_000_000)
        if fraction + len(lines) >= 1_000_000_000:
            fraction = 1_000_000_000 - len(lines)
        if second != self._second:
            self._second = second
            self._second_text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        start = f"{self._second_text}.".encode()
        return b"".join([b"%b%09dZ %b\n" % (start, fraction + index, line) for index, line in enumerate(lines)])


def _pieces(line: bytes) -> list[bytes]:
    """*line* in pieces of at most `LONGEST_LINE` bytes, not cut inside a UTF-8 character where it is UTF-8."""
    pieces = []
    while len(line) > LONGEST_LINE:
        cut = LONGEST_LINE
        while cut > LONGEST_LINE - 4 and line[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(line[:cut])
        line = line[cut:]
    pieces.append(line)
    return pieces


async def copy_output(
    execution: Execution, log: LogFile, *, clock: Callable[[], float] = time.monotonic, limit: int = MOST_PER_SECOND
) -> None:
    """Write all that *execution* says to *log*, line by line, until it has said everything."""
    stamper = LineStamper()
    begun, taken = clock(), 0
    came = begun - BETWEEN
    try:
        while True:
            try:
                async with asyncio.timeout(IDLE if stamper.holds else None):
                    text = await execution.read()
            except TimeoutError:
                await write(log, stamper.flush())
                continue
            if not text:
                return
            lines = stamper.feed(text)
            await write(log, lines)
            taken += len(lines)
            begun, taken = await _slow_down(begun, taken, clock, limit)
            if len(text) < LITTLE and clock() - came < BETWEEN:
                await asyncio.sleep(BETWEEN)
            came = clock()
    finally:
        # The last words, without waiting: who cancels this is about to close the log.
        with contextlib.suppress(OSError):
            log.append(stamper.finish())


async def write(log: LogFile, text: bytes) -> None:
    """Append to the log; while the disk is full, wait instead of losing lines."""
    told = False
    while text:
        try:
            log.append(text)
        except OSError as error:
            if not told:
                _log.warning("a log cannot be written, its service has to wait: %s", error)
                told = True
            await asyncio.sleep(DISK_PAUSE)
        else:
            return


async def _slow_down(begun: float, taken: int, clock: Callable[[], float], limit: int) -> tuple[float, int]:
    """Wait when more than a tenth of a second's share was taken within it; gives the account to go on with."""
    passed = clock() - begun
    if taken < limit // 10:
        return (begun, taken) if passed < 1 else (clock(), 0)
    await asyncio.sleep(max(0.0, taken / limit - passed))
    return clock(), 0
