"""What the driver asks the terminal, and whom it tells the answers."""

from __future__ import annotations

import time
from collections import deque
from threading import Condition
from typing import TYPE_CHECKING, Final

from tui.terminal.received import Answers
from tui.terminal.widths import PROBE

if TYPE_CHECKING:
    from collections.abc import Callable

STATUS: Final = "\x1b[5n"
"""Answered once everything before it has arrived."""

_SIDE_MARGINS: Final = "\x1b[?69$p"
_HIDDEN: Final = "\x1b[0;8m"
_PLAIN: Final = "\x1b[m"
_CURSOR: Final = "\x1b[6n"
_REPEATED: Final = 9

# In the second row, so that no key looks like the answer: with modifiers, some send what a cursor in the first would.
_ROW: Final = 2


class Questions(Answers):
    """Counts what is asked and answered, and passes the answers on; all of the callbacks run in the loop."""

    def __init__(
        self,
        *,
        call: Callable[[Callable[[], None]], None],
        on_status: Callable[[float], None],
        on_side_margins: Callable[[], None],
        on_widths: Callable[[], None],
        on_repeats: Callable[[], None],
    ) -> None:
        """Takes `call` as the way into the loop from the reading thread."""
        self._call = call
        self._on_status = on_status
        self._on_side_margins = on_side_margins
        self._probes: deque[tuple[int, Callable[[], None]]] = deque()
        """For every cursor report to come the column it should tell, and what is learnt if it does."""
        self._on_widths = on_widths
        self._on_repeats = on_repeats
        self._open = 0
        self._changed = Condition()

    def first(self, width: int, *, asks_modes: bool) -> str:
        """What to ask before anything is painted: side margins, and whether what we rely on is as we believe."""
        glyphs = PROBE[: max(1, width - 2)]
        repeated = min(_REPEATED, max(1, width - 3))
        self._probes = deque([(len(glyphs) + 1, self._on_widths), (repeated + 2, self._on_repeats)])
        home = f"\x1b[{_ROW};1H"
        probes = f"{home}{_HIDDEN}{glyphs}{_CURSOR}{home}{glyphs[0]}\x1b[{repeated}b{_CURSOR}{_PLAIN}{home}\x1b[K"
        return (_SIDE_MARGINS if asks_modes else "") + probes

    def status_asked(self) -> None:
        """Takes note of one more `STATUS` under way."""
        with self._changed:
            self._open += 1

    def wait(self, timeout: float) -> None:
        """Waits until every `STATUS` has been answered, so that no answer reaches the next reader of the terminal."""
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0, timeout)
            self._open = 0

    def status(self) -> None:
        """Everything sent before a `STATUS` has arrived."""
        at = time.monotonic()
        with self._changed:
            self._open = max(0, self._open - 1)
            self._changed.notify_all()
        self._call(lambda: self._on_status(at))

    def side_margins(self, known: bool) -> None:
        """The terminal has left and right margins, or has not."""
        if known:
            self._call(self._on_side_margins)

    def cursor(self, row: int, column: int) -> bool:
        """Where the cursor is after a probe: where it should be, if the terminal does what is hoped for."""
        if row != _ROW or not self._probes:
            return False
        expected, learn = self._probes.popleft()
        if column == expected:
            self._call(learn)
        return True
