"""What a resource table tells its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.widgets.resource_table import ResourceTable


class TableMessage(Message, namespace="resource_table"):
    """Something happened in a table."""

    def __init__(self, table: ResourceTable) -> None:
        self.table = table
        super().__init__()

    @property
    def control(self) -> ResourceTable:
        """The table, for selectors."""
        return self.table


class RowHighlighted(TableMessage, namespace="resource_table"):
    """The cursor stands on another row, or on none."""

    def __init__(self, table: ResourceTable, key: str | None) -> None:
        self.key = key
        super().__init__(table)

    def can_replace(self, message: Message) -> bool:
        """Let the newest one stand for all of a table that wait."""
        return isinstance(message, RowHighlighted) and message.table is self.table


class RowSelected(TableMessage, namespace="resource_table"):
    """A row was opened, by enter or a double click."""

    def __init__(self, table: ResourceTable, key: str) -> None:
        self.key = key
        super().__init__(table)


class MarksChanged(TableMessage, namespace="resource_table"):
    """Other rows are marked than before."""

    def __init__(self, table: ResourceTable, marked: frozenset[str]) -> None:
        self.marked = marked
        super().__init__(table)


class SortChanged(TableMessage, namespace="resource_table"):
    """Another column sorts the rows, or the other way round."""

    def __init__(self, table: ResourceTable, column: str | None, *, reverse: bool) -> None:
        self.column = column
        self.reverse = reverse
        super().__init__(table)
