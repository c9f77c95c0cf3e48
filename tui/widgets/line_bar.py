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
        """Draw the line, as many words as fit; Textual would look how to wrap it each time."""
        style, console, width = self.visual_style.rich_style, self.app.console, self.content_size.width
        line = self._line
        if not line.no_wrap and line.cell_len > width:
            line = line.wrap(console, width)[0]
        segments = line.render(console, end="") if y == 0 else []
        # Of a text that is of one style throughout, rich leaves it out.
        whole = Segment.apply_style(segments, style + console.get_style(line.style))
        return Strip(whole).adjust_cell_length(width, style)
