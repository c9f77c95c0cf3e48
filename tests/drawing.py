"""What an app that has no terminal would show on one, and the fixture that compares it with a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip


class Frames:
    """How many frames of apps without a terminal there were: nothing that is shown changes without one."""

    count = 0


def drawn(app: App[Any]) -> list[Strip]:
    """Its lines, the screens behind a dialog included."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips(app.size)


class Compare(Protocol):
    """The fixture that compares an app with its picture."""

    def __call__(
        self,
        app: App[Any],
        press: tuple[str, ...] = (),
        terminal_size: tuple[int, int] = (80, 24),
        run_before: Callable[[Pilot[Any]], object] | None = None,
    ) -> bool:
        """Draw an app and tell whether it looks as it did."""
