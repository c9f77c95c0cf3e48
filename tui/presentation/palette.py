"""The colours and glyphs a picture is drawn with; the app fills them in from its theme and terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Palette(NamedTuple):
    """Colours by what they mean, in any form rich takes. Red always means trouble."""

    good: str
    moving: str
    bad: str
    muted: str
    accent: str
    """For focus alone."""


class Glyphs(NamedTuple):
    """Single-cell signs."""

    running: str = "●"
    moving: str = "◐"
    stopped: str = "○"
    error: str = "▲"
    unknown: str = "?"
    drift: str = "↻"
    separator: str = "›"
    arrow: str = "→"
    ellipsis: str = "…"
    cursor: str = "▸"
    mark: str = "✓"
    dot: str = "·"
    rule: str = "─"
    pin: str = "◆"
    times: str = "×"


UNICODE = Glyphs()
ASCII = Glyphs(
    running="*",
    moving="~",
    stopped="o",
    error="!",
    drift="@",
    separator=">",
    arrow=">",
    ellipsis="~",
    cursor=">",
    mark="x",
    dot="-",
    rule="-",
    pin="#",
    times="x",
)
"""For terminals that can't show more."""


class Look(NamedTuple):
    """A palette and glyphs, handed to everything that makes text."""

    palette: Palette
    glyphs: Glyphs = UNICODE


def glyphs_for(environ: Mapping[str, str], encoding: str, *, ascii_only: bool | None = None) -> Glyphs:
    """The glyphs a terminal can show: ASCII on the Linux console, a dumb terminal and in a locale without UTF-8.

    *ascii_only* is the user's own choice and decides when it is there.
    """
    if ascii_only is None:
        ascii_only = environ.get("TERM", "") in {"", "dumb", "linux"} or "utf" not in encoding.lower()
    return ASCII if ascii_only else UNICODE
