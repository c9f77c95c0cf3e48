"""The line at the top: where one is, how the fleet does, and how far the data can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from tui.presentation import statuses
from tui.presentation.palette import Look
from tui.presentation.texts import cut_middle, plain

LEAST_PLACE = 18
"""Cells that the place keeps before the truth is told in fewer words."""
LEAST_PROFILE = 8
"""Cells of the profile's name that are always there."""


class Header(NamedTuple):
    """What the header says."""

    place: tuple[str, ...] = ()
    """Project, stack and service, as far as one is in."""
    profile: str = ""
    profile_colour: str = ""
    read_only: bool = False
    protected: bool = False
    """True in a project in which nothing is done before its name was typed."""
    rate_left: float | None = None
    """The share of the rate limit that is left, told when it is under a half."""
    broke: int = 0
    """How many services broke since somebody last looked at what changed."""
    broke_key: str = ""
    """The key that shows them."""
    truth: tuple[str, ...] = ()
    """What has to be known about the data, in many words and in ever fewer; empty when nothing has."""
    truth_is_bad: bool = True
    """False where the data is only not read again yet."""
    line: str = ""
    """What is wrong with the line to the terminal, empty when nothing is."""


def render(header: Header, counts: Mapping[str, int], width: int, look: Look) -> Text:
    """The header in exactly *width* cells, with how many services have each status.

    The place gives way first, then what else there is to know; the truth and the profile never do.
    """
    rights = [_right(header, truth, look) for truth in header.truth or ("",)]
    fitting = (each for each in rights if cell_len(each.plain) + LEAST_PLACE <= width)
    right = next(fitting, None) or _least(header, look, width - 2)
    middle = statuses.totals(counts, look)
    if width < cell_len(right.plain) + cell_len(middle.plain) + 16:
        middle = Text()
    left = _left(header, width - cell_len(right.plain) - cell_len(middle.plain) - 5, look)
    line = Text(" ", no_wrap=True, end="")
    line.append_text(left)
    free = width - 2 - left.cell_len - middle.cell_len - right.cell_len
    before = max(2, free // 2) if middle else 0
    line.append(" " * before).append_text(middle)
    line.append(" " * max(1, free - before)).append_text(right).append(" ")
    line.truncate(width, overflow="crop")
    return line


def _left(header: Header, room: int, look: Look) -> Text:
    brand = "stackdeck"
    place = f" {look.glyphs.separator} ".join(plain(name) for name in header.place)
    if room >= len(brand) + 2 + min(cell_len(place), 16):
        return Text.assemble((brand, "bold"), "  ", cut_middle(place, room - len(brand) - 2, look.glyphs.ellipsis))
    return Text(cut_middle(place or brand, max(room, 0), look.glyphs.ellipsis))


def _right(header: Header, truth: str, look: Look) -> Text:
    return Text("  ").join(_parts(header, truth, look))


def _least(header: Header, look: Look, room: int) -> Text:
    """The truth in the fewest words and the profile, with as much of the rest as there is room for."""
    *others, profile = _parts(header, header.truth[-1] if header.truth else "", look)
    if header.broke and header.truth:
        others.append(others.pop(0))
    while len(others) > bool(header.truth) and _width(*others, profile) > room:
        others.pop()
    left = max(LEAST_PROFILE, room - _width(*others, Text()))
    profile.plain = cut_middle(profile.plain, left, look.glyphs.ellipsis)
    return Text("  ").join([*others, profile])


def _width(*parts: Text) -> int:
    return sum(part.cell_len for part in parts) + 2 * (len(parts) - 1)


def _parts(header: Header, truth: str, look: Look) -> list[Text]:
    """What stands at the right, the profile at its end."""
    parts: list[Text] = []
    if header.broke:
        told = f"{look.glyphs.error} {header.broke} broke"
        parts.append(Text.assemble((told, look.palette.bad), (f" {header.broke_key}", look.palette.muted)))
    if truth:
        parts.append(Text(truth, style=look.palette.bad if header.truth_is_bad else look.palette.moving))
    if header.protected:
        parts.append(Text("protected", style=look.palette.moving))
    if header.read_only:
        parts.append(Text("read-only", style=look.palette.moving))
    if header.line:
        parts.append(Text(header.line, style=look.palette.moving))
    if header.rate_left is not None:
        parts.append(Text(f"rate limit {header.rate_left:.0%} left", style=look.palette.moving))
    parts.append(Text(plain(header.profile), style=header.profile_colour or look.palette.muted))
    return parts
