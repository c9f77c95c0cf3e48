"""The footer can be read in every theme, also after a switch."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.color import Color

from tui.screens.themes import DARK, LIGHT
from tui.widgets.key_bar import Hint, KeyBar

HINTS = (Hint("a", "s", "start"), Hint("b", "r", "restart", dimmed=True))


class Footer(App[None]):
    def on_mount(self) -> None:
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.query_one(KeyBar).show_hints(HINTS)

    def compose(self) -> ComposeResult:
        yield KeyBar()


def differences(bar: KeyBar) -> dict[str, float]:
    """How much brighter or darker each word is than what is behind it."""
    found = {}
    for segment in bar.render_lines(bar.size.region)[0]:
        style = segment.style
        if segment.text.strip() and style is not None and style.color is not None and style.bgcolor is not None:
            front, behind = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            found[segment.text.strip()] = abs(front.brightness - behind.brightness)
    return found


@pytest.mark.parametrize("names", [(DARK.name,), (LIGHT.name,), (LIGHT.name, DARK.name), (DARK.name, LIGHT.name)])
async def test_keys_and_words_stand_out_from_the_bar(names: tuple[str, ...]) -> None:
    app = Footer()
    async with app.run_test(size=(60, 3)) as pilot:
        for name in names:
            app.theme = name
            await pilot.pause()
        found = differences(app.query_one(KeyBar))
        assert found["s"] > 0.4
        assert found["start"] > 0.3
        assert min(found.values()) > 0.15
