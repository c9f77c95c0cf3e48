"""A Textual driver that owns the terminal's two ends: input of any bytes, and a terminal that goes away.

Textual's own ends with a traceback at a byte that is not UTF-8, dies without a word at SIGHUP and SIGTERM, and keeps a
core busy when the terminal is gone. This one hands only clean, whole sequences on, writes in a thread that nobody waits
for at the end, and lets the app end by itself: it calls the app's `action_hang_up(cause)` if there is one, which saves
what is open and calls `exit`; after `GRACE` seconds, or at once without such an action, it calls `App.exit` with the
status of a program that a signal ended.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import termios
import time
from codecs import getincrementaldecoder
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.outlet import Outlet
from tui.terminal.received import Answers, Received

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.message import Message

GRACE: Final = 0.7
"""Seconds the app has to save what is open once its terminal is gone or a signal asks it to end."""

_CLOSING: Final = 0.5
"""Seconds at most to wait for a slow terminal at the end."""

_AT_ONCE: Final = 4096
"""Bytes per read."""

QUEUED: Final = 30
"""Frames on their way after which an unlimited driver waits, as Textual's own does."""

_SETTLING: Final = 0.1
"""Seconds between looks at the parser's own timeouts while it may have some."""


class Cause(StrEnum):
    """Why the app is asked to end."""

    HANG_UP = "hang up"
    """The terminal is gone."""
    TERMINATED = "terminated"
    """SIGTERM came; the terminal is still there."""

    @property
    def exit_status(self) -> int:
        """What the process ends with, as if the signal had done it."""
        return 128 + (signal.SIGHUP if self is Cause.HANG_UP else signal.SIGTERM)


class DeckDriver(LinuxDriver):
    """Textual's Linux and macOS driver, with an owner for its input thread and its end."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output_fd = 2 if self._file is None else self._file.fileno()
        self._encoding = "utf-8" if self._file is None else self._file.encoding
        self._in_application_mode = False
        self._lost = False
        self._ending = False
        self._outlet: Outlet | None = None
        self._wake: tuple[int, int] | None = None

    # -- the terminal's modes

    def start_application_mode(self) -> None:
        """Takes the terminal; does nothing when it is gone."""
        if self._lost:
            return
        self._catch_signals()
        self._wake = os.pipe()
        self._outlet = Outlet(
            self._output_fd,
            on_written=lambda: self._from_thread(self._written),
            on_lost=lambda: self._from_thread(self._lose_terminal),
        )
        start: Callable[[], None] = super().start_application_mode
        start()
        # Without its own writing thread Textual has gone back to sleep: we are in the background.
        self._in_application_mode = self._writer_thread is not None
        if self._writer_thread is not None:
            self._writer_thread.stop()
            self._writer_thread = None

    def disable_input(self) -> None:
        """Ends the reading thread and throws away what was typed ahead."""
        if self._key_thread is None or self._wake is None:
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()
        self.exit_event.set()
        os.write(self._wake[1], b"\0")
        self._key_thread.join()
        self._key_thread = None
        for fd in self._wake:
            os.close(fd)
        self._wake = None
        self.exit_event.clear()
        with contextlib.suppress(termios.error):
            termios.tcflush(self.fileno, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Gives the terminal back; does nothing when it is not ours."""
        if not self._in_application_mode:
            return
        super().stop_application_mode()
        self._in_application_mode = False

    def close(self) -> None:
        """Sees the last output off and ends the writing thread."""
        super().close()
        if self._outlet is not None:
            self._outlet.close(_CLOSING)
            self._outlet = None

    def _sigcont_application(self, *_: object) -> None:
        # In the loop, for the signal may come while the terminal is just being taken, which must not be done twice.
        self._loop.call_soon_threadsafe(self._continued)

    def _continued(self) -> None:
        # Only somebody else's SIGSTOP leaves us in application mode.
        if self._in_application_mode:
            self.repaint()
        elif self._auto_restart:
            self.resume_application_mode()

    # -- output

    def write(self, data: str) -> None:
        """Sends `data`; goes nowhere while the terminal is not ours."""
        if self._outlet is not None:
            self._outlet.wait_for_room(QUEUED)
            self._outlet.send(self._encoded(data))

    def _encoded(self, output: str) -> bytes:
        """What to send for `output`, in the terminal's own encoding."""
        return output.encode(self._encoding, errors="replace")

    def repaint(self) -> None:
        """Paints the whole screen again, whatever the terminal shows by now."""
        if self._app.screen_stack:
            self._app.refresh(layout=True)

    def _written(self) -> None:
        """All output has been taken by the system (called in the loop)."""

    # -- input

    def run_input_thread(self) -> None:
        """Reads until told to stop, or until the terminal is gone."""
        received = Received(self._answers(), clock=time.monotonic, escape_delay=constants.ESCAPE_DELAY)
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="ignore").decode
        settled = True
        while not self.exit_event.is_set():
            waits = [seconds for seconds in (received.patience, None if settled else _SETTLING) if seconds is not None]
            read = self._read(min(waits, default=None))
            if read is None:
                break
            text = decode(received.feed(read) if read else received.overdue())
            for message in [*(parser.feed(text) if text else ()), *parser.tick()]:
                self.process_message(message)
            settled = not read and received.patience is None

    def _read(self, timeout: float | None) -> bytes | None:
        """Waits for input; gives nothing when it is time, and `None` when there will never be any more."""
        wake = -1 if self._wake is None else self._wake[0]
        ready, _, _ = select.select([self.fileno, wake], [], [], timeout)
        if wake in ready:
            return None
        if not ready:
            return b""
        try:
            read = os.read(self.fileno, _AT_ONCE)
        except BlockingIOError:
            return b""
        except OSError:
            read = b""
        if read:
            return read
        if self.input_tty:
            self._from_thread(self._lose_terminal)
        return None

    def _answers(self) -> Answers:
        """Who takes the terminal's answers to our own questions."""
        return Answers()

    def process_message(self, message: Message) -> None:
        """Hands a message from the terminal to the app (called in the reading thread)."""
        if isinstance(message, events.Key) and message.key == "ctrl+l":
            self._from_thread(self.repaint)
        super().process_message(message)

    # -- the end

    def _catch_signals(self) -> None:
        """Lets SIGHUP and SIGTERM end the app; one that is ignored from the start stays so."""
        for number, handler in ((signal.SIGHUP, self._hang_up), (signal.SIGTERM, self._terminate)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._loop.add_signal_handler(number, handler)

    def _hang_up(self) -> None:
        """SIGHUP: the terminal is gone, or somebody wants us to believe it."""
        if _is_alive(self._output_fd):
            self._end(Cause.HANG_UP)
        else:
            self._lose_terminal()

    def _lose_terminal(self) -> None:
        """Reads and writes nothing any more, and tells the app."""
        if not self._lost:
            self._lost = True
            self.exit_event.set()
            if self._outlet is not None:
                self._outlet.discard()
            if self._wake is not None:
                os.write(self._wake[1], b"\0")
            self._let_go_of_terminal()
        self._end(Cause.HANG_UP)

    def _terminate(self) -> None:
        self._end(Cause.TERMINATED)

    def _end(self, cause: Cause) -> None:
        if self._ending:
            return
        self._ending = True
        hang_up = getattr(self._app, "action_hang_up", None)
        if hang_up is None:
            self._exit(cause)
            return
        self._app.call_later(hang_up, cause)
        self._loop.call_later(GRACE, self._exit, cause)

    def _exit(self, cause: Cause) -> None:
        if self._app.is_running:
            self._app.exit(return_code=cause.exit_status)

    def _let_go_of_terminal(self) -> None:
        """Puts nothing in the place of a dead terminal, so that a last word printed there is no error."""
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            for fd in {0, 1, 2, self.fileno, self._output_fd}:
                if not _is_alive(fd):
                    os.dup2(nothing, fd)
        finally:
            os.close(nothing)

    def _from_thread(self, callback: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and the app with it
            self._loop.call_soon_threadsafe(callback)


def _is_alive(fd: int) -> bool:
    """Whether `fd` is something else than a terminal that is gone."""
    try:
        termios.tcgetattr(fd)
    except termios.error as error:
        return bool(error.args[0] != errno.EIO)
    return True
