"""What an app that has no terminal would show on one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unittest.mock import patch

from rich.segment import Segment
from textual._context import visible_screen_stack
from textual.app import App
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip


def drawn(app: App[Any]) -> list[Strip]:
    """Its lines, those of the screens behind a dialog included, in the colours they have without a dialog.

    To tint each piece of them took longer than all the rest, and who asks for lines looks at their text.
    """
    visible_screen_stack.set(app._background_screens)
    with patch.object(BackgroundScreen, "process_segments", staticmethod(_untinted)):
        return app.screen._compositor.render_strips(app.size)


def _untinted(segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
    del color
    return segments
