"""A bar of one line that is drawn only when its text changes."""

from __future__ import annotations

from rich.segment import Segment
from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget


class LineBar(Widget):
    """One line of text across the screen."""

    DEFAULT_CSS = """
    LineBar { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- the name Textual gives it
        super().__init__(id=id)
        self._line = Text("")

    def show(self, line: Text) -> None:
        """Show *line*; nothing is drawn when it is the one already shown."""
        if line != self._line or line.spans != self._line.spans:
            self._line = line
            self.refresh()

    def render(self) -> Text:
        """Give the line as it is shown now."""
        return self._line

    def render_line(self, y: int) -> Strip:
        """Draw the line, cut off where it does not fit; Textual would look how to wrap it first."""
        style = self.visual_style.rich_style
        segments = self._line.render(self.app.console, end="") if y == 0 else []
        return Strip(Segment.apply_style(segments, style)).adjust_cell_length(self.content_size.width, style)
