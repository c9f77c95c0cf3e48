"""The line below a list of what belongs to a project: what there is, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from tui.presentation.texts import plain
from tui.presentation.trust import of_line

if TYPE_CHECKING:
    from tui.presentation.palette import Look
    from tui.state.fleet import Health


def told(health: Health, summary: str, look: Look, *, is_asked: bool) -> Text:
    """The *summary* of what is shown while it is fresh; *is_asked* while somebody waits for a new answer."""
    if is_asked:
        return Text(f" Asking the platform{look.glyphs.ellipsis}", style=look.palette.muted)
    if health.is_good:
        return Text(f" {plain(summary)}", style=look.palette.muted)
    known = ", showing what was last known" if health.condition == "unreachable" and health.read_at is not None else ""
    wrong = Text(f" {look.glyphs.error} {of_line(health)}{known}", style=look.palette.bad)
    return wrong.append(f"  {plain(health.message)}", style=look.palette.muted)


def nothing(health: Health, plural: str, empty: str, look: Look) -> str:
    """What stands where rows would: that they are being read, why they could not be, or *empty*, what to do."""
    if not health.is_good:
        return plain(health.message)
    return f"Reading the {plural}{look.glyphs.ellipsis}" if health.read_at is None else empty
