"""The text of a definition, with YAML highlighting and its problems where they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from tui.definitions.completion import Completion, complete
from tui.definitions.problems import Problem
from tui.widgets import yaml_syntax
from tui.widgets.watching import unwatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from textual import events

    from tui.definitions.find import Found

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
        "definition-editor--found",
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
        & .definition-editor--found { color: $warning; text-style: underline; }
        & .text-area--suggestion { color: $foreground 45%; text-style: italic; }
    }
    """

    @dataclass
    class Suggests(Message):
        """Something else is suggested, or nothing any more."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "dedent", "Indent less", show=False),
        Binding("ctrl+n", "other_suggestion", "Another suggestion", show=False),
        Binding("alt+b", "cursor_word_left", "To the word before", show=False),
        Binding("alt+f", "cursor_word_right", "Behind the word", show=False),
    ]

    _completion: Completion | None = None  # on the class: Textual moves the cursor before anything else is set
    _completed_at = (0, 0)

    def __init__(
        self, text: str, *, read_only: bool = False, error_sign: str = "▲", images: Sequence[str] = ()
    ) -> None:
        """Edit `text`; `error_sign` marks lines with a problem, `images` are suggested where one is to be named."""
        super().__init__(
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            read_only=read_only,
            max_checkpoints=500,
        )
        self.indent_width = 2
        self.cursor_blink = False  # an idle screen sends nothing
        self._problems: dict[int, list[Problem]] = defaultdict(list)
        self._found: dict[int, list[Found]] = defaultdict(list)
        self._error_sign = error_sign
        self._images = images
        self.set_text(text)

    def on_unmount(self) -> None:
        """Leave nothing behind: a text area watches the theme."""
        unwatch(self.app, self)

    def set_text(self, text: str) -> None:
        """Show another text from its beginning; the history of edits is for this one only."""
        text = text.encode("utf-8", "replace").decode()
        if len(text) > HIGHLIGHTED_CHARACTERS:
            self.language = None
        elif self.language is None:
            yaml_syntax.install(self)
        self.show_problems(())
        self.load_text(text)

    def start_at(self, row: int) -> None:
        """Put the cursor on the first word of a row, and that row near the top, with one above it."""
        line = self.document.get_line(row)
        self.move_cursor((row, len(line) - len(line.lstrip())))
        self.call_after_refresh(self.scroll_to, y=max(0, row - 1), animate=False)

    def replace_all(self, text: str) -> None:
        """Put another text in the place of this one as one edit that can be undone; the cursor stays at its line."""
        row, _ = self.cursor_location
        text = text.encode("utf-8", "replace").decode()
        if len(text) > HIGHLIGHTED_CHARACTERS:
            self.language = None
        self.replace(text, self.document.start, self.document.end)
        self.move_cursor((min(row, self.document.line_count - 1), 0))

    # Suggestions

    @property
    def candidates(self) -> tuple[str, ...]:
        """What the word before the cursor can become; the first one is shown behind the cursor."""
        return self._completion.candidates if self._completion is not None else ()

    def update_suggestion(self) -> None:
        """Suggest what can stand where something was just typed."""
        here = self.cursor_location
        if self.read_only or not self.selection.is_empty:
            self.dismiss_suggestion()
            return
        self._completed_at = here
        self._suggest(complete(self.document.lines, *here, images=self._images))

    def dismiss_suggestion(self) -> None:
        """Suggest nothing until something is typed again."""
        self._suggest(None)

    def action_other_suggestion(self) -> None:
        """Suggest the next one of the candidates."""
        if self._completion is not None:
            first, *others = self._completion.candidates
            self._suggest(replace(self._completion, candidates=(*others, first)))

    def accept_suggestion(self) -> None:
        """Put what is suggested in the place of what is typed of it."""
        if self._completion is not None:
            row, column = self.cursor_location
            word = self._completion.candidates[0]
            self.replace(
                word, (row, column - len(self._completion.typed)), (row, column), maintain_selection_offset=False
            )

    def action_cursor_right(self, select: bool = False) -> None:
        """Move to the right; tab alone takes a suggestion."""
        self.dismiss_suggestion()
        super().action_cursor_right(select)

    def watch_selection(self) -> None:
        """Forget the suggestion when the cursor goes elsewhere."""
        if self._completion is not None and self.cursor_location != self._completed_at:
            self.dismiss_suggestion()

    def _suggest(self, completion: Completion | None) -> None:
        was, self._completion = self._completion, completion
        self.suggestion = completion.candidates[0][len(completion.typed) :] if completion is not None else ""
        if was != completion:
            self.post_message(self.Suggests())

    # Places to look at

    def show_found(self, found: Sequence[Found]) -> None:
        """Mark the places where a text was found, and no others."""
        self._found.clear()
        for place in found:
            self._found[place.row].append(place)
        self.notify_style_update()
        self.refresh()

    def select_found(self, place: Found) -> None:
        """Go to one of the places and select what was found."""
        self.selection = Selection((place.row, place.start), (place.row, place.end))
        self.scroll_cursor_visible(center=True)

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
        for place in self._found.get(line_index, ()):
            line.stylize(self._style_of_found(place), place.start, place.end)
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
        """Take a suggestion; keep the indentation on a new line, one step deeper below a key."""
        if event.key == "tab" and self.suggestion and not self.read_only:
            event.stop()
            event.prevent_default()
            self.accept_suggestion()
            return
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

    def _style_of_found(self, place: Found) -> Style:
        """What was found stands out; the place one is at more so."""
        style = self.get_component_rich_style("definition-editor--found", partial=True)
        is_here = min(self.selection) == (place.row, place.start) and max(self.selection) == (place.row, place.end)
        return style + Style(bold=True) if is_here else style

    def _style_of(self, problem: Problem) -> Style:
        kind = "error" if problem.is_error else "warning"
        return self.get_component_rich_style(f"definition-editor--{kind}", partial=True)


def _visible(character: str) -> str:
    """A control or formatting character as something that stands still, of the same width as before."""
    if character.isprintable() or character == "\t":
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
