"""The lines below a definition that is being edited: its problems, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.presentation.texts import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.definitions.problems import Problem
    from tui.presentation.palette import Look

_KEYS = (("ctrl+s", "plan"), ("esc", "leave"), ("F8", "next problem"), ("F4", "$EDITOR"))
_READ_ONLY_KEYS = (("esc", "leave"), ("F8", "next problem"), ("F4", "$EDITOR"))


def keys_line(*, read_only: bool) -> Text:
    """The keys of the editor."""
    keys = _READ_ONLY_KEYS if read_only else _KEYS
    return Text("   ").join(Text.assemble((key, "bold"), f" {what}") for key, what in keys)


def status_line(problems: Sequence[Problem], look: Look, *, cursor: int, busy: str, width: int) -> Text:
    """The problem at the line of the cursor, else the next one below it, and how many more there are."""
    if busy:
        return Text(busy, style=look.palette.moving)
    if not problems:
        return Text("No problems", style=look.palette.muted)
    told = _nearest(problems, cursor)
    style = look.palette.bad if told.is_error else look.palette.moving
    where = f"{look.glyphs.error} {told.line}:{told.column}  "
    more = f"  {len(problems) - 1} more  F8" if len(problems) > 1 else ""
    message = plain(told.message)
    room = max(width - len(where) - len(more), 10)
    if cell_len(message) > room:
        message = set_cell_size(message, room - 1) + look.glyphs.ellipsis
    return Text.assemble((where, style), message, (more, look.palette.muted))


def _nearest(problems: Sequence[Problem], cursor: int) -> Problem:
    here = [problem for problem in problems if problem.line == cursor]
    below = [problem for problem in problems if problem.line > cursor and problem.is_error]
    errors = [problem for problem in problems if problem.is_error]
    return (here or below or errors or list(problems))[0]
