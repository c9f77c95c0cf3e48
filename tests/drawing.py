"""What an app that has no terminal would show on one."""

from __future__ import annotations

from typing import Any

from textual._context import visible_screen_stack
from textual.app import App
from textual.strip import Strip


class Frames:
    """How many frames of apps without a terminal there were: nothing that is shown changes without one."""

    count = 0


def drawn(app: App[Any]) -> list[Strip]:
    """Its lines, the screens behind a dialog included."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips(app.size)
