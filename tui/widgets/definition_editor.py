"""The text of a definition, with YAML highlighting and its problems where they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import TextArea

from tui.definitions.problems import Problem
from tui.widgets import yaml_syntax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from textual import events

HIGHLIGHTED_CHARACTERS = 60_000
"""Longer texts are shown plain: the whole tree is queried again after each key."""

_UNDERLINE = Style(underline=True)
_STARTS_MORE = (":", "|", ">", "|-", ">-")


class DefinitionEditor(TextArea):
    """Edits YAML. Lines with a problem are marked in the gutter, the piece that is meant is underlined."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "definition-editor--comment",
        "definition-editor--reference",
        "definition-editor--key",
        "definition-editor--mark",
        "definition-editor--error",
        "definition-editor--warning",
    }

    DEFAULT_CSS = """
    DefinitionEditor {
        border: none; padding: 0; background: $background; color: $foreground;
        &:focus { border: none; }
        & .text-area--gutter { color: $text-disabled; background: $background; }
        & .text-area--cursor-line { background: $panel; }
        & .text-area--cursor-gutter { color: $text-muted; background: $panel; text-style: none; }
        & .definition-editor--comment { color: $foreground 60%; text-style: italic; }
        & .definition-editor--reference { color: $foreground 75%; }
        & .definition-editor--key { color: $secondary; }
        & .definition-editor--mark { color: $foreground 50%; }
        & .definition-editor--error { color: $error; }
        & .definition-editor--warning { color: $warning; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "dedent", "Indent less", show=False),
    ]

    def __init__(self, text: str, *, read_only: bool = False, error_sign: str = "▲", id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Edit `text`; `error_sign` marks lines with a problem."""
        super().__init__(
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            read_only=read_only,
            id=id,
            max_checkpoints=500,
        )
        self.indent_width = 2
        self.cursor_blink = False  # an idle screen sends nothing
        self._problems: dict[int, list[Problem]] = defaultdict(list)
        self._error_sign = error_sign
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text from its beginning; the history of edits is for this one only."""
        text = text.encode("utf-8", "replace").decode()
        if len(text) > HIGHLIGHTED_CHARACTERS:
            self.language = None
        elif self.language is None:
            yaml_syntax.install(self)
        self.show_problems(())
        self.load_text(text)

    def replace_all(self, text: str) -> None:
        """Put another text in the place of this one as one edit that can be undone; the cursor stays at its line."""
        row, _ = self.cursor_location
        text = text.encode("utf-8", "replace").decode()
        if len(text) > HIGHLIGHTED_CHARACTERS:
            self.language = None
        self.replace(text, self.document.start, self.document.end)
        self.move_cursor((min(row, self.document.line_count - 1), 0))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark these and no others."""
        self._problems.clear()
        for problem in problems:
            self._problems[problem.line - 1].append(problem)
        self.notify_style_update()  # also forgets the lines as they were drawn
        self.refresh()

    def go_to(self, problem: Problem) -> None:
        """Put the cursor where the problem is."""
        row = min(problem.line - 1, self.document.line_count - 1)
        column = min(problem.column - 1, len(self.document.get_line(row)))
        self.move_cursor((row, column), center=True)
        self.scroll_cursor_visible()

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown: problems underlined, and nothing in it that a terminal could act on."""
        line = super().get_line(line_index)
        if not line.plain.isprintable():
            line.plain = "".join(_visible(character) for character in self.document.get_line(line_index))
        for problem in self._problems.get(line_index, ()):
            line.stylize(self._style_of(problem) + _UNDERLINE, problem.column - 1, problem.end_column - 1)
        return line

    def render_line(self, y: int) -> Strip:
        """The line at `y`, with a sign in the gutter where there is a problem."""
        strip = super().render_line(y)
        problems = self._problems.get(self.scroll_offset.y + y)
        if not problems or self.scroll_offset.y + y >= self.document.line_count:
            return strip
        style = self._style_of(min(problems, key=lambda problem: not problem.is_error))
        end = self.gutter_width
        (under,) = strip.crop(end - 2, end - 1)
        sign = Segment(self._error_sign, under.style + style if under.style else style)
        return Strip.join([strip.crop(0, end - 2), Strip([sign], 1), strip.crop(end - 1)])

    def on_key(self, event: events.Key) -> None:
        """Keep the indentation on a new line, one step deeper below a key."""
        if event.key != "enter" or self.read_only:
            return
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        before = self.document.get_line(start[0])[: start[1]]
        indent = before[: len(before) - len(before.lstrip(" "))]
        if before.rstrip().endswith(_STARTS_MORE):
            step = 4 if before.lstrip(" ").startswith("- ") else 2
            indent += " " * step
        self.replace(f"\n{indent}", start, end, maintain_selection_offset=False)

    def action_dedent(self) -> None:
        """Take one step of indentation from the line of the cursor, or from all lines that are selected."""
        (first, _), (last, _) = sorted(self.selection)
        for row in range(first, last + 1):
            line = self.document.get_line(row)
            step = min(2, len(line) - len(line.lstrip(" ")))
            if step:
                self.delete((row, 0), (row, step))

    def _style_of(self, problem: Problem) -> Style:
        kind = "error" if problem.is_error else "warning"
        return self.get_component_rich_style(f"definition-editor--{kind}", partial=True)


def _visible(character: str) -> str:
    """A control or formatting character as something that stands still, of the same width as before."""
    if character.isprintable() or character == "\t":
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
