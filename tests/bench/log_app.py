"""A Textual app with a `Log` that follows a file: `python -m tests.bench.log_app FILE textual|stock|frugal`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Header, Log

from tui.terminal import driver_class

EVERY = 0.05
"""Seconds between looks at the file."""


class LogApp(App[None]):
    """What a first version of any log viewer in Textual looks like."""

    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit"), ("x", "mark", "Mark")]

    def __init__(self, path: str, driver: str) -> None:
        chosen = None if driver == "textual" else driver_class({**os.environ, "STACKDECK_DRIVER": driver})
        super().__init__(driver_class=chosen)
        self._file = Path(path).open()  # noqa: SIM115 -- for as long as the app runs
        self._marks = 0

    def compose(self) -> ComposeResult:
        yield Header()
        yield Log()
        yield Footer()

    def on_mount(self) -> None:
        self.set_interval(EVERY, self._follow)

    def _follow(self) -> None:
        if new := self._file.read():
            self.query_one(Log).write(new)

    def action_mark(self) -> None:
        self._marks += 1
        self.title = f"mark {self._marks}"


if __name__ == "__main__":
    LogApp(*sys.argv[1:3]).run()
