"""The keys of a dialog, in its last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.presentation.key_hints import key_hints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text


class KeyHints(Widget):
    """Says which keys do what, as many as there is room for."""

    DEFAULT_CSS = """
    KeyHints { height: 1; width: 1fr; }
    """

    def __init__(self, keys: Iterable[tuple[str, str]] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._keys = tuple(keys)

    def show(self, keys: Iterable[tuple[str, str]]) -> None:
        """Show these, each with what it does."""
        if (keys := tuple(keys)) != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> Text:
        """Give the line for the width there is."""
        return key_hints(self._keys, width=self.content_size.width)
