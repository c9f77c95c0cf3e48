"""A row of a list, before any widget knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich.text import Text


@dataclass(frozen=True)
class Row:
    """One row: a stable key, its cells, and the values it is sorted and found by."""

    key: str
    cells: tuple[Text | str, ...]
    """One per column."""
    sort: tuple[Any, ...] = ()
    """One sortable value per column; empty where the table is never sorted."""
    search: str = ""
    """The text a filter looks in; empty means the text of the cells."""

    @cached_property
    def folded(self) -> str:
        """What a filter looks in, whatever its case."""
        return (self.search or " ".join(str(cell) for cell in self.cells)).casefold()

    def sort_value(self, place: int) -> Any:
        """What one column sorts by."""
        return self.sort[place]

    def text_in(self, place: int) -> str:
        """The text of one cell."""
        cell = self.cells[place]
        return cell if isinstance(cell, str) else cell.plain

    def shown_in(self, place: int) -> str:
        """What one cell shows, for measuring it."""
        return self.text_in(place)
