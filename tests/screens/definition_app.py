"""A small app around the editor, on a platform in memory; `python -m tests.screens.definition_app FOLDER` runs it.

Run like that it appends a line to `FOLDER/ticks` again and again, which shows that its loop goes on.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from tests.definitions.platform import MemoryPlatform
from tests.definitions.stacks import shop
from tests.definitions.test_drafts import Clock
from tui.definitions.drafts import Drafts
from tui.presentation.palette import ASCII, UNICODE, Glyphs, Look
from tui.resources import styles_path
from tui.screens.definition import DefinitionScreen
from tui.screens.themes import DARK, palette_of
from tui.settings import child_environment
from tui.terminal import driver_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.definitions.apply import Applied
    from tui.models.stack import Stack

ORIGIN = "https://api.example"
IMAGES = ("shop/web:1.4.2", "shop/web:1.5.0", "postgres:16")


class DefinitionApp(App[None]):
    """Opens the editor at once; `result` is what it gave, `closed` is set when it gave something."""

    CSS_PATH = styles_path()

    def __init__(
        self,
        folder: Path,
        stack: Stack | None = None,
        *,
        read_only: bool = False,
        place: str = "shop-prod › default",
        environ: Mapping[str, str] | None = None,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__(driver_class=driver_class(os.environ))
        self.platform = MemoryPlatform(stack or shop())
        self.drafts = Drafts(folder / "drafts", now=Clock())
        self.result: Applied | None = None
        self.is_closed = False
        self._place = place
        self._read_only = read_only
        self._environ = environ or {}
        self._glyphs = glyphs
        self.set_class(glyphs is ASCII, "ascii")
        self.animation_level = "none"
        self.register_theme(DARK)
        self.theme = DARK.name

    def on_mount(self) -> None:
        self.open_editor()

    def open_editor(self) -> None:
        self.is_closed = False
        self.push_screen(
            DefinitionScreen(
                self.platform.stack,
                stacks=self.platform,
                drafts=self.drafts,
                origin=ORIGIN,
                place=self._place,
                look=Look(palette_of(self.current_theme, self.theme_variables), self._glyphs),
                environ=self._environ,
                read_only=self._read_only,
                images=IMAGES,
            ),
            self._take,
        )

    def _take(self, result: Applied | None) -> None:
        self.result = result
        self.is_closed = True


class TickingApp(DefinitionApp):
    """Ticks, and draws at each tick; ends when the editor is closed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, environ=child_environment(os.environ))
        self._folder = folder
        self._ticks = 0

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(0.02, self._tick)

    def _tick(self) -> None:
        self._ticks += 1
        (self._folder / "ticks").write_text("." * self._ticks)
        self.screen.sub_title = str(self._ticks)
        self.screen.refresh()

    def _take(self, result: Applied | None) -> None:
        super()._take(result)
        self.exit()


if __name__ == "__main__":
    TickingApp(Path(sys.argv[1])).run()
