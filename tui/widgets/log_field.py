"""The field in which one types what to find, show or hide in a log, a time to go to, a file to save to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui.logs.moments import moment_of
from tui.logs.pattern import Pattern, PatternError


class Purpose(StrEnum):
    """What is done with what is typed."""

    SEARCH = "search"
    SHOW = "show only"
    HIDE = "hide"
    TIME = "go to"
    SAVE = "save to"


_PLACEHOLDERS = {
    Purpose.TIME: "go to a time: 14:02, 14:02:30, 03-10 14:02, or -5m",
    Purpose.SAVE: "save to: a file",
}


class LogField(Input):
    """Hidden until it is opened. A text is found in any case unless it has a capital; `/a|b/` is an expression."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Leave", show=False)]

    @dataclass
    class Typed(Message):
        """Something was typed; *pattern* is None while there is nothing, or nothing that can be used."""

        purpose: Purpose
        pattern: Pattern | None
        problem: str
        """Why it can't be used, empty when it can."""

    @dataclass
    class Done(Message):
        """It was closed: with enter and a pattern or another text, or without one."""

        purpose: Purpose
        pattern: Pattern | None
        text: str = ""
        """What was typed, empty when it was left."""

    def __init__(self) -> None:
        super().__init__(id="log-field", compact=True)
        self.display = False
        self._purpose = Purpose.SEARCH

    def open(self, purpose: Purpose, proposal: str = "") -> None:
        """Ask what to find, show or hide, or where to go or to save; *proposal* stands there at first."""
        self._purpose = purpose
        self.placeholder = _PLACEHOLDERS.get(purpose, f"{purpose}: a text, or /regular expression/")
        self.value = proposal
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
        if not text or self._purpose is Purpose.SAVE:
            return None, ""
        if self._purpose is Purpose.TIME:
            known = moment_of(text, datetime.now(UTC)) is not None
            return None, "" if known else "Not a time: 14:02, 03-10 14:02 and -5m are"
        try:
            return Pattern(text), ""
        except PatternError as error:
            return None, str(error)
