"""One field of a form: its label, what is typed, and below it what is allowed or what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from tui.presentation.forms import Field, Kind
from tui.presentation.texts import plain
from tui.widgets.choice_field import ChoiceField
from tui.widgets.form_input import FormInput, FormLines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.presentation.palette import Glyphs


class FormField(Vertical):
    """Shows a field. It decides nothing: what is typed is told, and what stands below it is set."""

    DEFAULT_CSS = """
    FormField { height: auto; }
    FormField > Horizontal { height: auto; }
    FormField .form-label { width: 16; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    FormField .form-label.-here { color: $accent; text-style: bold; }
    FormField .form-told { height: auto; min-height: 1; padding-left: 16; color: $text-muted; }
    FormField .form-told.-wrong { color: $error; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.go_on", "Next field", show=False)]

    class Changed(Message):
        """Something else stands in the field. What it is stands in `value` and in no message."""

    def __init__(self, field: Field, glyphs: Glyphs) -> None:
        super().__init__()
        self.key = field.key
        """The key of the field."""
        self._glyphs = glyphs
        self._label = Static(classes="form-label", markup=False)
        self._told = Static(classes="form-told", markup=False)
        self._shown: tuple[str, Text, bool] | None = None
        """What was drawn last: drawing it again would lay the form out again."""
        self.editor = self._make_editor(field)
        """What it is typed in."""

    def compose(self) -> ComposeResult:
        """Lay out the label, the editor and the message."""
        with Horizontal():
            yield self._label
            yield self.editor
        yield self._told

    def show(self, field: Field, value: str, problem: str) -> None:
        """Show *field* as it is now, what stands in it where that is for others to say, and what is wrong with it."""
        if isinstance(self.editor, ChoiceField):
            self.editor.set(field.choices, value)
        nothing = field.empty if field.kind is Kind.CHOICE and not field.choices else ""
        told = Text(plain(problem)) if problem else _text(nothing or field.hint)
        if (shown := (field.label, told, bool(problem))) != self._shown:
            self._shown = shown
            self._label.update(Text(plain(field.label)))
            self._told.update(told)
            self._told.set_class(bool(problem), "-wrong")
            self._told.set_class(not told, "-silent")

    @property
    def value(self) -> str:
        """What stands there now."""
        match self.editor:
            case ChoiceField():
                return self.editor.chosen
            case FormLines():
                return self.editor.text
            case FormInput():
                return self.editor.value

    def indent(self, cells: int) -> None:
        """Give the label so much room in front of the editor; none puts it above."""
        self._label.styles.width = cells or "1fr"
        self._told.styles.padding = (0, 0, 0, cells)

    def take_focus(self) -> None:
        """Let it be typed in, at once: what is typed right behind a key is already meant for it."""
        self.screen.set_focus(self.editor.input if isinstance(self.editor, ChoiceField) else self.editor)

    def _make_editor(self, field: Field) -> FormInput | ChoiceField | FormLines:
        ascii_only = self._glyphs.cursor.isascii()
        match field.kind:
            case Kind.TEXT | Kind.PASSWORD:
                return FormInput(field.value, password=field.kind is Kind.PASSWORD, ascii_only=ascii_only)
            case Kind.CHOICE:
                return ChoiceField(self._glyphs)
            case Kind.LINES:
                return FormLines(field.value)

    @on(FormInput.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Chosen)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    def on_descendant_focus(self) -> None:
        """Stand out while it is typed in."""
        self._mark(is_here=True)

    def on_descendant_blur(self) -> None:
        """Stand back."""
        self._mark(is_here=False)

    def _mark(self, *, is_here: bool) -> None:
        # On the two that look different, as a class of the whole field would style all of it anew.
        for each in (self._label, self._told):
            each.set_class(is_here, "-here")

    def on_click(self, event: events.Click) -> None:
        """Let the field be typed in whose label or message was clicked."""
        event.stop()
        if not self.has_focus_within:
            self.take_focus()


def _text(hint: str | Text) -> Text:
    return hint if isinstance(hint, Text) else Text(plain(hint))
