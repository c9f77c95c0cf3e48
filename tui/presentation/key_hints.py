"""The line that says which keys do what in a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_BETWEEN = "   "


def key_hints(keys: Iterable[tuple[str, str]], *, width: int | None = None) -> Text:
    """Each key with what it does; of those that do not fit in *width* cells none is shown in part.

    The first one always is.
    """
    line = Text()
    for key, what in keys:
        hint = Text.assemble((key, "bold"), f" {what}")
        between = _BETWEEN if line else ""
        if line and width is not None and line.cell_len + len(between) + hint.cell_len > width:
            break
        line.append(between).append_text(hint)
    return line
