"""The field in which one types what to find, show or hide in a log, where to go, a note, a file or a command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui.logs.pattern import Pattern, PatternError


class Purpose(StrEnum):
    """What is done with what is typed."""

    SEARCH = "search"
    SHOW = "show only"
    HIDE = "hide"
    TIME = "go to"
    SAVE = "save to"
    NOTE = "note"
    PIPE = "pipe to"


_PATTERNS = frozenset({Purpose.SEARCH, Purpose.SHOW, Purpose.HIDE})
_PLACEHOLDERS = {
    Purpose.TIME: "go to a time: 14:02, 14:02:30, 03-10 14:02, or -5m",
    Purpose.SAVE: "save to: a file",
    Purpose.NOTE: "note on the line: what you saw there",
    Purpose.PIPE: "pipe to: a command, which gets what is shown, or the range, as it came",
}


class LogField(Input):
    """Hidden until it is opened. A text is found in any case unless it has a capital; `/a|b/` is an expression."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Leave", show=False)]

    @dataclass(eq=False)
    class Typed(Message):
        """Something was typed; *pattern* is None while there is nothing, or nothing that can be used."""

        purpose: Purpose
        pattern: Pattern | None
        problem: str
        """Why it can't be used, empty when it can."""

    @dataclass(eq=False)
    class Done(Message):
        """It was closed: with enter and a pattern or another text, or without one."""

        purpose: Purpose
        pattern: Pattern | None
        text: str | None = None
        """What was typed; None when it was left without enter."""

    def __init__(self) -> None:
        super().__init__(id="log-field", compact=True)
        self.display = False
        self._purpose = Purpose.SEARCH

    def open(self, purpose: Purpose, proposal: str = "") -> None:
        """Ask what to find, show or hide, or where to go or to save; *proposal* stands there at first."""
        self._purpose = purpose
        self.placeholder = _PLACEHOLDERS.get(purpose, f"{purpose}: a text, or /regular expression/")
        self.value = proposal
        # A note is gone on with; what is proposed otherwise gives way to what is typed.
        self.select_on_focus = purpose is not Purpose.NOTE
        self.cursor_position = len(proposal)
        self.display = True
        self.screen.set_focus(self)

    def action_close(self) -> None:
        """Leave without an answer."""
        self.display = False
        self.post_message(self.Done(self._purpose, None))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            pattern, problem = self._read(event.value)
            self.post_message(self.Typed(self._purpose, pattern, problem))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        pattern, problem = self._read(event.value)
        if not problem:
            self.display = False
            self.post_message(self.Done(self._purpose, pattern, event.value))

    def _read(self, text: str) -> tuple[Pattern | None, str]:
        if text and self._purpose is Purpose.TIME:
            from tui.logs.moments import moment_of  # 4 ms, for those who go to a time

            known = moment_of(text, datetime.now(UTC)) is not None
            return None, "" if known else "Not a time: 14:02, 03-10 14:02 and -5m are"
        if not text or self._purpose not in _PATTERNS:
            return None, ""
        try:
            return Pattern(text), ""
        except PatternError as error:
            return None, str(error)
