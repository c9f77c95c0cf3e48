"""Small Textual programs to run in a pty: `python -m tests.terminal.programs NAME stock|frugal|textual`."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Footer, Input, Label

from tui.terminal import driver_class

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.terminal.driver import Cause


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


def _note(path: str, text: str) -> None:
    with open(path, "a") as file:  # noqa: PTH123  # one line, appended
        file.write(f"{text}\n")


PROGRAMS: dict[str, type[App[None]]] = {"keys": Keys, "plain": Plain}


def main() -> int:
    name, driver = sys.argv[1:3]
    chosen = None if driver == "textual" else driver_class({**os.environ, "STACKDECK_DRIVER": driver})
    app = PROGRAMS[name](driver_class=chosen)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
