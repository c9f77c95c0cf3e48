"""The driver that sends only what changed, and no more than the line takes.

Whatever Textual writes changes only the wanted screen; an update is made when the line can take one, so nothing old is
ever sent late and nobody waits. The app may handle `LineChanged` to say how the line is, and call `repaint`.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.geometry import Size

from tui.terminal.canvas import Canvas
from tui.terminal.driver import QUEUED, DeckDriver
from tui.terminal.environment import abilities, is_multiplexed
from tui.terminal.line import Line, Priority
from tui.terminal.messages import LineChanged
from tui.terminal.questions import STATUS, Questions

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from textual.app import App
    from textual.message import Message

    from tui.terminal.received import Answers

_WHOLE: Final = 512
"""Bytes from which on a synchronizing terminal is told to show an update as a whole."""

_SYNC_BEGIN: Final = "\x1b[?2026h"
_SYNC_END: Final = "\x1b[?2026l"

_SAME_SIZE: Final = 0.1
"""Seconds after which a window that has its old size again is painted, as Textual sees no reason to."""

_OTHER_SIZE: Final = 1.0
"""Seconds in which Textual paints a window that has another size."""

_EFFECT: Final = 0.5
"""Seconds after a key in which changes are taken for its effect."""

_BEHIND: Final = 1.0
"""Seconds after which a screen that is not up to date is said to be behind."""

_GREETING: Final = 2.0
"""Seconds after which the app is told how the line is, whether or not the terminal has answered."""


class FrugalDriver(DeckDriver):
    """Keeps the wanted and the sent screen apart, and brings them together as fast as the line allows."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        width, height = size or self._get_terminal_size()
        self._canvas = Canvas(width, height, abilities(os.environ), clock=time.monotonic)
        self._line = Line(clock=time.monotonic, answers=self.input_tty and not is_multiplexed(os.environ))
        self._questions = Questions(
            call=self._from_thread,
            on_status=self._answered,
            on_side_margins=lambda: self._learn(side_margins=True),
            on_widths=lambda: self._canvas.widths.trust(measured=True),
            on_repeats=lambda: self._learn(repeats=True),
        )
        self._later: TimerHandle | None = None
        self._caused_at = 0.0
        self._painting = False
        """Whether the screen is ours to paint: not before the terminal was asked, nor once nobody reads its answers."""
        self._said: tuple[bool, bool] | None = None

    # -- the terminal's modes

    def start_application_mode(self) -> None:
        """Takes the terminal, learns what it can do, and paints what is wanted."""
        self._caused_at = time.monotonic()
        super().start_application_mode()
        if not self._in_application_mode:
            return
        self._loop.add_signal_handler(signal.SIGWINCH, self._window_changed)
        width, height = self._get_terminal_size()
        self._canvas.resize(width, height)
        if self.input_tty:
            asks_modes = os.environ.get("TERM_PROGRAM") != "Apple_Terminal"
            self._send(self._questions.first(width, asks_modes=asks_modes))
        self._painting = True
        if self._said is not None:  # there is something to paint already
            self._pump_later(0)
        self._loop.call_later(_GREETING, self._say_how_it_is)

    def disable_input(self) -> None:
        """Waits for the answers under way, then ends the reading thread."""
        self._painting = False
        if self._later is not None:
            self._later.cancel()
        if self._key_thread is not None and not self._lost:
            self._questions.wait(self._line.patience)
        super().disable_input()
        self._line.forget()

    def stop_application_mode(self) -> None:
        """Leaves the terminal in its own style."""
        self._send(self._canvas.leave())
        super().stop_application_mode()

    def _window_changed(self) -> None:
        if self._in_band_window_resize:
            return
        size = Size(*self._get_terminal_size())
        self._resized(size)
        self._app.post_message(events.Resize(size, size))

    def _resized(self, size: Size) -> None:
        self._caused_at = time.monotonic()
        is_same = self._canvas.size == size
        self._canvas.resize(*size)
        self._pump_later(_SAME_SIZE if is_same else _OTHER_SIZE)

    # -- output

    def write(self, data: str) -> None:
        """Takes note of what Textual wants; what is no picture is sent at once."""
        if self._canvas.opaque and self._outlet is not None:
            self._outlet.wait_for_room(QUEUED)
        self._send(self._canvas.write(data, caused=self._is_caused))

    def flush(self) -> None:
        """Textual has written a frame."""
        self._pump()

    def repaint(self) -> None:
        """Paints the whole screen again, whatever the terminal shows by now."""
        self._caused_at = time.monotonic()
        self._canvas.forget()
        self._pump()

    @property
    def _is_caused(self) -> bool:
        return time.monotonic() - self._caused_at < _EFFECT

    def _written(self) -> None:
        self._pump()

    def _pump(self) -> None:
        """Sends as much of what is wanted as the line takes now."""
        if self._outlet is None or not self._painting or self._canvas.opaque:
            return
        priority = Priority.CAUSED if self._is_caused else Priority.UNASKED
        if self._outlet.idle:
            room = self._line.room(priority)
            if room:
                self._update(self._canvas.update(room), priority)
            elif priority is Priority.CAUSED and (room := self._line.room(Priority.DIRECT)):
                self._update(self._canvas.update(room, quiet_only=True), Priority.DIRECT)
        if self._canvas.behind:
            self._pump_later(min(_BEHIND, self._line.wait(priority)))
        if self._said is not None:
            self._say_how_it_is()

    def _update(self, update: str, priority: Priority) -> None:
        if not update:
            return
        if len(update) > _WHOLE and self._canvas.synchronizes:
            update = f"{_SYNC_BEGIN}{update}{_SYNC_END}"
        if self._line.asks:
            update += STATUS
            self._questions.status_asked()
        self._line.sent(self._send(update), priority)

    def _send(self, output: str) -> int:
        """Hands `output` to the writing thread; gives its length in bytes."""
        encoded = self._encoded(output)
        if self._outlet is not None:
            self._outlet.send(encoded)
        return len(encoded)

    def _pump_later(self, seconds: float) -> None:
        if self._later is not None:
            self._later.cancel()
        self._later = self._loop.call_later(seconds, self._pump)

    def _say_how_it_is(self) -> None:
        was_behind = self._said is not None and self._said[0]
        behind = self._canvas.behind > (0.0 if was_behind else _BEHIND)
        state = (behind, self._line.measured)
        if state != self._said:
            self._said = state
            self._app.post_message(LineChanged(behind=behind, measured=self._line.measured, delay=self._line.delay))

    # -- input

    def process_message(self, message: Message) -> None:
        """Hands a message on, and remembers that a person is at work (called in the reading thread)."""
        if isinstance(message, events.InputEvent | events.Paste):
            self._caused_at = time.monotonic()
        elif isinstance(message, events.Resize):
            size = message.size
            if size != self._canvas.size:
                self._from_thread(lambda: self._resized(size))
        super().process_message(message)

    def _answers(self) -> Answers:
        return self._questions

    def _answered(self, at: float) -> None:
        self._line.answered(at)
        self._pump()

    def _learn(self, **abilities: bool) -> None:
        self._canvas.abilities = replace(self._canvas.abilities, **abilities)
