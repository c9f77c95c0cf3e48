"""One of a list: what is typed narrows the list, and what is highlighted in it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.presentation.forms import NO_MATCH, Choice, matching
from tui.presentation.texts import plain
from tui.widgets.form_input import FormInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.presentation.palette import Glyphs

MOST_ROWS = 6
"""So many choices are in view at once."""


class ChoiceList(Widget):
    """The choices that match, as many as there is room for; it never has the focus."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-list--chosen", "choice-list--note"}
    DEFAULT_CSS = """
    ChoiceList { height: auto; max-height: 6; }
    ChoiceList > .choice-list--chosen { color: $text-accent; text-style: bold; }
    ChoiceList > .choice-list--note { color: $foreground-muted; }
    """

    class Picked(Message):
        """A choice was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._choices: Sequence[Choice] = ()
        self._index = 0
        self._top = 0

    def show(self, choices: Sequence[Choice], index: int) -> None:
        """Show these, the one at *index* highlighted and in view."""
        if choices == self._choices and index == self._index:
            return
        resized = min(len(choices), MOST_ROWS) != min(len(self._choices), MOST_ROWS)
        self._choices, self._index = choices, index
        rows = min(MOST_ROWS, max(len(choices), 1))
        self._top = max(min(self._top, index, max(len(choices) - rows, 0)), index - rows + 1, 0)
        self.refresh(layout=resized)

    def get_content_height(self, *_sizes: object) -> int:
        """One row for each choice in view."""
        return max(1, min(len(self._choices), MOST_ROWS))

    def render_line(self, y: int) -> Strip:
        """One choice, or that there is none."""
        width, number = self.size.width, self._top + y
        if number < len(self._choices):
            line = self._line(self._choices[number], chosen=number == self._index)
        else:
            line = Text("nothing matches" if not self._choices and y == 0 else "")
        if y == MOST_ROWS - 1 and (below := len(self._choices) - number - 1) > 0:
            line = Text.assemble(line, (f"   {below} more below", self._note))
        line.truncate(width)
        return (
            Strip(line.render(self.app.console), line.cell_len).adjust_cell_length(width).apply_style(self.rich_style)
        )

    def _line(self, choice: Choice, *, chosen: bool) -> Text:
        style = self.get_component_rich_style("choice-list--chosen", partial=True) if chosen else Style()
        sign = f"{self._glyphs.cursor} " if chosen else "  "
        note = f"  {plain(choice.note)}" if choice.note else ""
        return Text.assemble((sign + plain(choice.label), style), (note, self._note), end="")

    @property
    def _note(self) -> Style:
        return self.get_component_rich_style("choice-list--note", partial=True)

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the pointer."""
        event.stop()
        if (number := self._top + event.y) < len(self._choices):
            self.post_message(self.Picked(number))


class ChoiceField(Vertical):
    """A line with what is chosen; while it has the focus, the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", f"step(-{MOST_ROWS})", "Page up", show=False),
        Binding("pagedown", f"step({MOST_ROWS})", "Page down", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceField { height: auto; }
    ChoiceField .input--placeholder { color: $foreground; }
    """

    class Chosen(Message):
        """Something else is chosen."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._choices: Sequence[Choice] = ()
        self._shown: Sequence[Choice] = ()
        self._chosen = ""
        self.input = FormInput(ascii_only=glyphs.cursor.isascii())
        """What is typed of a choice."""
        self._list = ChoiceList(glyphs)
        self._list.display = False

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        yield self.input
        yield self._list

    @property
    def chosen(self) -> str:
        """The key of what is chosen; `NO_MATCH` while what is typed is found nowhere."""
        return self._chosen

    def set(self, choices: Sequence[Choice], chosen: str) -> None:
        """Offer these, one of them *chosen*."""
        self._choices = choices
        if self._chosen != NO_MATCH or not self.input.value:
            self._chosen = chosen
        labels = {each.key: each.label for each in choices}
        self.input.placeholder = plain(labels.get(chosen, "") if choices else "none")
        self._draw()

    def _draw(self) -> None:
        self._shown = matching(self._choices, self.input.value)
        keys = [each.key for each in self._shown]
        self._list.show(self._shown, keys.index(self._chosen) if self._chosen in keys else -1)

    def action_step(self, by: int) -> None:
        """Choose another one further up or down."""
        keys = [each.key for each in self._shown]
        if keys:
            here = keys.index(self._chosen) if self._chosen in keys else -1
            self._choose(keys[max(0, min(here + by, len(keys) - 1))])

    def on_mount(self) -> None:
        """Choose at every character, at once: what is chosen may be asked for right behind it."""
        self.watch(self.input, "value", self._typed, init=False)

    def _typed(self, text: str) -> None:
        found = matching(self._choices, text)
        if text.strip():
            self._choose(found[0].key if found else NO_MATCH)
        elif self._chosen not in [each.key for each in self._choices]:
            self._choose(found[0].key if found else "")
        self._draw()

    @on(FormInput.Changed)
    def _told(self, event: FormInput.Changed) -> None:
        event.stop()

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self._choose(self._shown[event.index].key)

    def on_descendant_focus(self) -> None:
        """Show the list."""
        self._list.display = True

    def on_descendant_blur(self) -> None:
        """Show only what is chosen, unless what was typed is found nowhere."""
        self._list.display = False
        if self._shown:
            self.input.value = ""

    def _choose(self, key: str) -> None:
        if key != self._chosen:
            self._chosen = key
            self._draw()
            self.post_message(self.Chosen())
