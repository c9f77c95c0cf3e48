"""A bordered room of the main screen with its number and name in the border."""

from __future__ import annotations

from rich.text import Text
from textual.containers import Vertical


class Pane(Vertical):
    """Holds one list. The border takes the accent while the focus is inside."""

    def entitle(self, title: str, note: str = "") -> None:
        """Put *title* into the upper border and *note* into the lower one; neither is read as markup."""
        self._set_text("border_title", title)
        self._set_text("border_subtitle", note)

    def _set_text(self, name: str, text: str) -> None:
        shown = Text(text)
        if getattr(self, f"_shown_{name}", None) != text:
            setattr(self, f"_shown_{name}", text)
            setattr(self, name, shown)
