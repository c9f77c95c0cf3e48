"""The line that says which keys do what in a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


def key_hints(keys: Iterable[tuple[str, str]], *, width: int | None = None) -> Text:
    """Each key with what it does.

    Where that is more than *width* cells the hints in the middle go, the last of them first: the first one says what
    the dialog is for, and the last one how to leave it.
    """
    hints = [Text.assemble((key, "bold"), f" {what}") for key, what in keys]
    line = _in_a_line(hints)
    while width is not None and line.cell_len > width and len(hints) > 2:
        del hints[-2]
        line = _in_a_line(hints)
    return line


def _in_a_line(hints: Iterable[Text]) -> Text:
    return Text("   ", end="").join(hints)
