"""The field in which one types what to find, show or hide in a log."""

from __future__ import annotations

from dataclasses import dataclass
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
        """It was closed: with enter and a pattern, or without one."""

        purpose: Purpose
        pattern: Pattern | None

    def __init__(self) -> None:
        super().__init__(id="log-field", compact=True)
        self.display = False
        self._purpose = Purpose.SEARCH

    def open(self, purpose: Purpose) -> None:
        """Ask what to find, show or hide."""
        self._purpose = purpose
        self.placeholder = f"{purpose}: a text, or /regular expression/"
        self.value = ""
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
            self.post_message(self.Done(self._purpose, pattern))

    def _read(self, text: str) -> tuple[Pattern | None, str]:
        if not text:
            return None, ""
        try:
            return Pattern(text), ""
        except PatternError as error:
            return None, str(error)
