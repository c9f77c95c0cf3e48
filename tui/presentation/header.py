"""The line at the top: where one is, how the fleet does, and how far the data can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from tui.presentation import statuses
from tui.presentation.palette import Look
from tui.presentation.texts import cut_middle, plain

if TYPE_CHECKING:
    from tui.state.fleet import Health


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
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
    truth: str = ""
    """What is wrong with the data, empty when nothing is."""


def render(header: Header, counts: Mapping[str, int], width: int, look: Look) -> Text:
    """The header in exactly *width* cells, with how many services have each status.

    The place gives way first, the truth and the profile last.
    """
    right = _right(header, look)
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


def truth(health: Health, look: Look) -> str:
    """What has to be known about the data, in few words; empty while it is fresh."""
    since = f" since {health.since.astimezone():%H:%M}" if health.since else ""
    match health.condition:
        case "unreachable":
            return f"{look.glyphs.error} unreachable{since}, showing what was last known"
        case "refused":
            return f"{look.glyphs.error} token refused"
        case "forbidden":
            return f"{look.glyphs.error} not allowed"
        case "limited":
            return f"{look.glyphs.error} rate limit used up"
        case "failed":
            return f"{look.glyphs.error} no usable answer{since}"
        case _:
            return ""


def _left(header: Header, room: int, look: Look) -> Text:
    brand = "stackdeck"
    place = f" {look.glyphs.separator} ".join(plain(name) for name in header.place)
    if room >= len(brand) + 2 + min(cell_len(place), 16):
        return Text.assemble((brand, "bold"), "  ", cut_middle(place, room - len(brand) - 2, look.glyphs.ellipsis))
    return Text(cut_middle(place or brand, max(room, 0), look.glyphs.ellipsis))


def _right(header: Header, look: Look) -> Text:
    parts: list[Text] = []
    if header.broke:
        told = f"{look.glyphs.error} {header.broke} broke"
        parts.append(Text.assemble((told, look.palette.bad), (f" {header.broke_key}", look.palette.muted)))
    if header.truth:
        parts.append(Text(header.truth, style=look.palette.bad))
    if header.rate_left is not None:
        parts.append(Text(f"rate limit {header.rate_left:.0%} left", style=look.palette.moving))
    if header.protected:
        parts.append(Text("protected", style=look.palette.moving))
    if header.read_only:
        parts.append(Text("read-only", style=look.palette.moving))
    parts.append(Text(plain(header.profile), style=header.profile_colour or look.palette.muted))
    return Text("  ").join(parts)
