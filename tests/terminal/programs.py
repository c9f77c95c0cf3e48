"""Small Textual programs to run in a pty: `python -m tests.terminal.programs NAME stock|frugal|textual`."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Input, Label, Log

from tui.terminal import driver_class
from tui.terminal.driver import DeckDriver

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.terminal.driver import Cause
    from tui.terminal.messages import LineChanged

# Tells what is typed ahead, which is nothing unless an answer meant for the driver comes late.
LISTENER = """
import os, select, sys, termios, tty
before = termios.tcgetattr(0)
tty.setcbreak(0)
ready, _, _ = select.select([0], [], [], 0.6)
print("heard", os.read(0, 100) if ready else b"nothing")
termios.tcsetattr(0, termios.TCSANOW, before)
"""


class Plain(App[None]):
    """Says which keys came."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+x", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Label("ready", id="keys")
        yield Input()
        yield Footer()

    def on_key(self, event: object) -> None:
        label = self.query_one("#keys", Label)
        label.update(f"{label.content} {getattr(event, 'key', '')}")


class Keys(Plain):
    """Saves a word, too, when it is hung up."""

    async def action_hang_up(self, cause: Cause) -> None:
        if path := os.environ.get("HUNG_UP"):
            await asyncio.to_thread(_note, path, str(cause))
        self.exit(return_code=cause.exit_status)


class Continued(Plain):
    """Is told to go on at the moment at which it takes the terminal back."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+x", "quit", "Quit"), ("ctrl+g", "lend", "Lend the terminal")]

    def action_lend(self) -> None:
        assert isinstance(self._driver, DeckDriver)
        driver, catch = self._driver, self._driver._catch_signals

        def taking() -> None:
            driver._catch_signals = catch  # type: ignore[method-assign]
            os.kill(os.getpid(), signal.SIGCONT)
            catch()

        driver._catch_signals = taking  # type: ignore[method-assign]
        with self.suspend():
            sys.stdout.write("lent\n")


class Question(ModalScreen[None]):
    """Something over a dimmed screen."""

    CSS = "Question { align: center middle; } Label { border: round red; padding: 1 4; background: $surface; }"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        yield Label("Stop the service?")


class Deck(App[None]):
    """Three tables above a log, which grows by a line with every `r`."""

    CSS = """
    Horizontal { height: 1fr; }
    Log { height: 1fr; border-top: solid blue; }
    DataTable { border: round green; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "add_line", "Line"),
        ("m", "add_many", "Many"),
        ("s", "listen", "Suspend"),
        ("a", "ask", "Ask"),
        ("q", "quit", "Quit"),
    ]

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            for _ in range(3):
                yield DataTable(cursor_type="row")
        yield Log()
        yield Label("line unknown", id="line")
        yield Footer()

    def on_mount(self) -> None:
        self.lines = 0
        for table in self.query(DataTable):
            table.add_columns("Name", "Status", "Since", "Image")
            for number in range(30):
                state = "running" if number % 3 else "[red]error[/]"
                table.add_row(f"service-{number}", state, f"{number} m", "shop/web:1.4")

    def action_add_line(self) -> None:
        self.lines += 1
        self.query_one(Log).write_line(
            f"14:02:09 INFO  request {self.lines} of 日本 GET /v2/stacks 200 in {self.lines * 7} ms"
        )

    def action_add_many(self) -> None:
        self.set_interval(0.02, self._add_many)

    def _add_many(self) -> None:
        for _ in range(50):
            self.action_add_line()

    def action_ask(self) -> None:
        self.push_screen(Question())

    def action_listen(self) -> None:
        with self.suspend():
            subprocess.run([sys.executable, "-c", LISTENER], check=True)

    def on_line_changed(self, message: LineChanged) -> None:
        known = "measured" if message.measured else "not measured"
        self.query_one("#line", Label).update(f"line {known}, {'behind' if message.behind else 'up to date'}")


def _note(path: str, text: str) -> None:
    with open(path, "a") as file:  # noqa: PTH123 -- one line, appended
        file.write(f"{text}\n")


PROGRAMS: dict[str, type[App[None]]] = {
    "keys": Keys,
    "plain": Plain,
    "continued": Continued,
    "deck": Deck,
}


def main() -> int:
    name, driver = sys.argv[1:3]
    chosen = None if driver == "textual" else driver_class({**os.environ, "STACKDECK_DRIVER": driver})
    app = PROGRAMS[name](driver_class=chosen)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
