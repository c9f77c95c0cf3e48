"""The field a list is filtered with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from tui.widgets.resource_table import ResourceTable

STATUSES = ("error", "running", "stopped", "starting", "stopping", "creating")


class FilterSuggester(Suggester):
    """Completes the word that is being typed: `sta` to `status:`, `status:e` to `status:error`."""

    def __init__(self) -> None:
        super().__init__(use_cache=False)
        self.words: tuple[str, ...] = ()
        """All that may be suggested, the likeliest first."""

    async def get_suggestion(self, value: str) -> str | None:
        """Give *value* with its last word completed, None where nothing fits."""
        word = value.rpartition(" ")[2].removeprefix("!")
        if not word:
            return None
        fitting = (each for each in self.words if each.startswith(word.casefold()) and each != word)
        found = next(fitting, None)
        return None if found is None else value + found[len(word) :]


def _placeholder(columns: Sequence[str]) -> str:
    """What may be typed for a table with these columns."""
    if "status" in columns:
        examples = "status:error, image:web, "
    else:
        examples = f"{columns[1]}:word, " if len(columns) > 1 else ""
    return f"filter: a word, {examples}!not, /regular expression/"


class FilterField(Input):
    """Hidden until it is opened for a table; then every character narrows that table at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close(True)", "Show all", show=False),
        Binding("down", "close(False)", "To the list", show=False),
    ]

    @dataclass(eq=False)
    class Filtered(Message):
        """The table shows other rows now."""

        table: ResourceTable

    def __init__(self) -> None:
        super().__init__(id="filter", suggester=FilterSuggester(), compact=True)
        self.display = False
        self._table: ResourceTable | None = None

    def open(self, table: ResourceTable) -> None:
        """Filter *table* from now on."""
        self._table = table
        if isinstance(self.suggester, FilterSuggester):
            names = [column.key for column in table.columns]
            self.placeholder = _placeholder(names)
            statuses = [f"status:{status}" for status in STATUSES] if "status" in names else []
            self.suggester.words = (*statuses, *(f"{name}:" for name in names))
        self.value = table.filter_text
        self.display = True
        # Not `focus()`, which waits its turn: what is typed right behind the key must not reach the commands.
        self.screen.set_focus(self)

    def shut(self) -> None:
        """Go back to the table with all its rows, when the field is open."""
        if self._table is not None:
            self.action_close(clear=True)

    def action_close(self, clear: bool) -> None:
        """Go back to the table, with all its rows or with those that match."""
        table, self._table = self._table, None
        self.display = False
        if table is not None:
            if clear:
                table.filter_text = ""
            self.screen.set_focus(table)
            self.post_message(self.Filtered(table))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._table is not None:
            self._table.filter_text = event.value
            self.post_message(self.Filtered(self._table))

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_close(clear=False)
