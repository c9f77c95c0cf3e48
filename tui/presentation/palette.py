"""The colours and glyphs a picture is drawn with; the app fills them in from its theme and terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """Colours by what they mean, in any form rich takes. Red always means trouble."""

    good: str
    moving: str
    bad: str
    muted: str
    accent: str
    """For focus alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyphs:
    """Single-cell signs."""

    running: str = "●"
    moving: str = "◐"
    stopped: str = "○"
    error: str = "▲"
    unknown: str = "?"
    drift: str = "↻"
    separator: str = "›"
    ellipsis: str = "…"
    cursor: str = "▸"
    mark: str = "✓"
    dot: str = "·"
    rule: str = "─"


UNICODE = Glyphs()
ASCII = Glyphs(
    running="*",
    moving="~",
    stopped="o",
    error="!",
    drift="@",
    separator=">",
    ellipsis="~",
    cursor=">",
    mark="x",
    dot="-",
    rule="-",
)
"""For terminals that can't show more."""


@dataclass(frozen=True, slots=True)
class Look:
    """A palette and glyphs, handed to everything that makes text."""

    palette: Palette
    glyphs: Glyphs = UNICODE
