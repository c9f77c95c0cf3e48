"""The program's own dark and light theme: calm, one accent, red for trouble alone."""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

from tui.presentation.palette import Palette

DARK = Theme(
    name="stackdeck-dark",
    primary="#7aa2d8",
    secondary="#5c7fae",
    accent="#7aa2d8",
    foreground="#d3d7de",
    background="#14171c",
    surface="#14171c",
    panel="#1c2027",
    success="#7fb77e",
    warning="#d9b45b",
    error="#e5686a",
    dark=True,
    variables={"border": "#3a414d", "border-blurred": "#3a414d", "footer-key-foreground": "#7aa2d8"},
)
LIGHT = Theme(
    name="stackdeck-light",
    primary="#2a5fa5",
    secondary="#4a78b5",
    accent="#2a5fa5",
    foreground="#24292f",
    background="#fafaf8",
    surface="#fafaf8",
    panel="#eeeeea",
    success="#2e7d32",
    warning="#96680a",
    error="#c62828",
    dark=False,
    variables={"border": "#c3c6cb", "border-blurred": "#c3c6cb", "footer-key-foreground": "#2a5fa5"},
)


def is_light(environ: Mapping[str, str]) -> bool:
    """Whether the terminal says that its background is light (`COLORFGBG`, as rxvt, Konsole and iTerm2 set it)."""
    return environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"}


def palette_of(theme: Theme, variables: dict[str, str]) -> Palette:
    """The colours of any theme by what they mean, as rich takes them."""
    return Palette(
        good=_solid(theme.success, "green"),
        moving=_solid(theme.warning, "yellow"),
        bad=_solid(theme.error, "red"),
        muted=_muted(variables),
        accent=_solid(theme.accent or theme.primary, "blue"),
    )


def _solid(colour: str | None, otherwise: str) -> str:
    if colour is None:
        return otherwise
    if colour.startswith("ansi_"):
        return colour.removeprefix("ansi_")
    return Color.parse(colour).hex6.lower()


def _muted(variables: dict[str, str]) -> str:
    foreground, background = variables.get("foreground", ""), variables.get("background", "")
    if not foreground.startswith("#") or not background.startswith("#"):
        return "bright_black"
    return Color.parse(foreground).blend(Color.parse(background), 0.45).hex6.lower()
