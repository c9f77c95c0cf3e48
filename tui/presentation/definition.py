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

Keys = tuple[tuple[str, str], ...]

_PLAN = (("ctrl+s", "plan"),)
_KEYS = (("ctrl+f", "find"), ("F8", "next problem"), ("F4", "$EDITOR"), ("esc", "leave"))
_FINDING = (("enter", "next"), ("shift+F3", "previous"), ("F3", "goes on later"), ("esc", "back to the text"))
_COMPLETING = (("tab", "complete"), ("ctrl+n", "another"), ("esc", "none"))


def keys_now(*, read_only: bool, is_finding: bool, candidates: int) -> Keys:
    """The keys that mean something right now; `candidates` is the number of suggestions."""
    if is_finding:
        return _FINDING
    if candidates:
        return _COMPLETING if candidates > 1 else (_COMPLETING[0], _COMPLETING[-1])
    return _KEYS if read_only else _PLAN + _KEYS


def completion_line(candidates: Sequence[str], look: Look, *, width: int) -> Text:
    """What the word at the cursor can become, the one that is suggested first."""
    line = Text.assemble((candidates[0].strip(), "bold"))
    for number, candidate in enumerate(candidates[1:], start=1):
        more = f"  {len(candidates) - number} more"
        entry = f"  {candidate.strip()}"
        is_last = number == len(candidates) - 1
        if line.cell_len + cell_len(entry) + (0 if is_last else len(more)) > width:
            return line.append(more, style=look.palette.muted)
        line.append(entry, style=look.palette.muted)
    return line


def status_line(problems: Sequence[Problem], look: Look, *, cursor: int, busy: str, width: int) -> Text:
    """The problem at the line of the cursor, else the next one below it, and how many more there are."""
    if busy:
        return Text(_in_glyphs(busy, look), style=look.palette.moving)
    if not problems:
        return Text("No problems", style=look.palette.muted)
    told = _nearest(problems, cursor)
    style = look.palette.bad if told.is_error else look.palette.moving
    where = f"{look.glyphs.error} {told.line}:{told.column}  "
    more = f"  {len(problems) - 1} more  F8" if len(problems) > 1 else ""
    message = _in_glyphs(plain(told.message), look)
    room = max(width - len(where) - len(more), 10)
    if cell_len(message) > room:
        message = set_cell_size(message, room - 1) + look.glyphs.ellipsis
    return Text.assemble((where, style), message, (more, look.palette.muted))


def _nearest(problems: Sequence[Problem], cursor: int) -> Problem:
    here = [problem for problem in problems if problem.line == cursor]
    below = [problem for problem in problems if problem.line > cursor and problem.is_error]
    errors = [problem for problem in problems if problem.is_error]
    return (here or below or errors or list(problems))[0]


def _in_glyphs(text: str, look: Look) -> str:
    return text.replace("\N{HORIZONTAL ELLIPSIS}", look.glyphs.ellipsis)
