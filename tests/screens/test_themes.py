"""Every theme gives colours that rich takes, and the terminal's background decides between ours."""

from __future__ import annotations

import pytest
from rich.color import Color
from textual.app import App

from tui.screens.themes import DARK, LIGHT, is_light, palette_of


@pytest.mark.parametrize(
    ("said", "light"), [("15;0", False), ("0;15", True), ("0;default;15", True), ("", False), ("7;0", False)]
)
def test_the_terminal_says_whether_it_is_light(said: str, light: bool) -> None:
    assert is_light({"COLORFGBG": said}) is light


def test_every_theme_has_a_colour_for_every_meaning() -> None:
    app: App[None] = App()
    for theme in (DARK, LIGHT):
        app.register_theme(theme)
    for name in app.available_themes:
        app.theme = name
        palette = palette_of(app.current_theme, app.theme_variables)
        for meaning in ("good", "moving", "bad", "muted", "accent"):
            Color.parse(getattr(palette, meaning))
        assert palette.good != palette.bad, name
