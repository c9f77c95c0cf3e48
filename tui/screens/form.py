"""A form over the screen: checked while one types, kept open until it was done, and nothing typed is thrown away.

How one is used (`tui.presentation.forms` says how its fields are described):

    async def send(values: Values) -> Stack | None:
        return await session.client.stacks.create(project_id, values["name"])

    def done(stack: Stack | None) -> None:
        if stack is not None:
            screen.notify(...)

    app.push_screen(FormScreen(form, send, look), done)

`send` runs in a worker of the form, so it may ask another question with `push_screen_wait`. It gives what the form is
to give; None leaves the form open. An `ApiError` leaves it open too: what the platform says about a value stands at its
field (`Field.paths`), the rest below the fields. Choices that have to be read first come later: open the form at once,
and hand it the other form with `describe` when they are there. What was typed stays.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.client.errors import ApiError, Invalid
from tui.presentation.forms import NO_MATCH, Field, Form, Kind, Values, place_refusals, problems_of, settle
from tui.presentation.texts import plain
from tui.screens.dialog import Dialog
from tui.screens.question import Question
from tui.widgets.form_field import FormField
from tui.widgets.key_bar import Hint, KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import AwaitMount
    from textual.worker import Worker

    from tui.presentation.palette import Look

T = TypeVar("T")

NARROWEST_LABEL, WIDEST_LABEL = 16, 28
NARROW = 64
"""Columns below which a label stands above its field."""
STOPPED = "Nobody waits any longer, and whether it was done is not known. Look before you send it again."


class FormScreen(Dialog[T | None], Generic[T]):
    """Asks what a form asks. Gives what sending it gave, or None when it was left."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 -- Textual declares it as an instance variable
    AROUND = (4, 8)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "send", "Send", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False),
        Binding("ctrl+c", "leave", "Leave", show=False),
        Binding("down", "step(1)", "Next field", show=False),
        Binding("up", "step(-1)", "Previous field", show=False),
        Binding("tab", "step(1)", "Next field", show=False, priority=True),
        Binding("shift+tab", "step(-1)", "Previous field", show=False, priority=True),
    ]

    def __init__(self, form: Form, send: Callable[[Values], Awaitable[T | None]], look: Look) -> None:
        super().__init__()
        self._form = form
        self._send = send
        self._look = look
        self._typed = Values()
        self._settled = settle(form, self._typed)
        self._lines: Sequence[str | Text] = ()
        """What was drawn of what it is about."""
        self._touched: set[str] = set()
        """Fields whose problems are told: those that were typed in, and all of them once it was to be sent."""
        self._refused: dict[str, str] = {}
        """What the platform said about fields that were not changed since."""
        self._fields: dict[str, FormField] = {}
        """Every field that was ever shown, by key."""
        self._under_way: Worker[None] | None = None
        self._sent_from: FormField | None = None
        """The field one was in when it was sent."""

    def compose(self) -> ComposeResult:
        """Lay out what it is about, the fields and the keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Text(plain(self._form.title))
            with VerticalScroll(can_focus=False, id="form-body"):
                yield Static(classes="form-lines", markup=False)
            yield Static(id="form-told", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """Start in the first field."""
        self._draw()
        self._hint()
        for field in self._shown[:1]:
            field.take_focus()

    def describe(self, form: Form) -> None:
        """Ask what another form asks from now on, with what is typed already."""
        self._form = form
        if self.is_open:
            self._draw()

    @property
    def is_changed(self) -> bool:
        """True when something was typed that would be lost."""
        before = settle(self._form, {}).values
        return any(text != before[key] for key, text in self._typed.items())

    @property
    def values(self) -> Values:
        """What stands in the fields now."""
        return self._settled.values

    # What is typed

    @on(FormField.Changed)
    def _changed(self, event: FormField.Changed) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        """Take over what stands in the fields; what follows from it is drawn."""
        changed = {
            each.key: value
            for each in self._settled.fields
            if (value := self._fields[each.key].value) != self._known(each)
        }
        self._typed.update(changed)
        self._touched.update(changed)
        for key in changed:
            self._refused.pop(key, None)
        if changed:
            self._draw()

    def _known(self, each: Field) -> str:
        """What stood in a field when it was looked at last."""
        if each.kind is Kind.CHOICE and self._typed[each.key] != NO_MATCH:
            return self._settled.values[each.key]
        return self._typed.get(each.key, each.value)

    async def action_go_on(self) -> None:
        """Go to the next field, and behind the last one send what stands there."""
        self._take()
        here = self._here
        if here is None or self._under_way:
            return
        self._touched.add(here.key)
        for new in self._draw():
            await new
        if here is self._shown[-1]:
            self.action_send()
        else:
            self.action_step(1)

    @property
    def _here(self) -> FormField | None:
        """The field one is in."""
        return next((field for field in self._shown if field.has_focus_within), None)

    def action_step(self, by: int) -> None:
        """Go to another field."""
        self._take()
        shown = self._shown
        here = next((number for number, field in enumerate(shown) if field.has_focus_within), -1)
        if shown and not self._under_way:
            shown[(here + by) % len(shown)].take_focus()

    def on_descendant_focus(self) -> None:
        """Bring all of the field into view, its list and its message too."""
        self.call_after_refresh(self._show_focused)

    def _show_focused(self) -> None:
        if (here := self._here) is not None:
            self.query_one("#form-body").scroll_to_widget(here, animate=False)

    # Sending it

    def action_send(self) -> None:
        """Send what stands there, unless something is wrong with it."""
        if self._under_way is not None:
            return
        self._take()
        self._touched |= {each.key for each in self._settled.fields}
        self._draw()
        if not self._go_to_problem():
            self._tell("")
            self._under_way = self.run_worker(self._do(), group="form", name="send a form")
            self._busy()

    async def _do(self) -> None:
        try:
            result = await self._send(self.values)
        except ApiError as error:
            self._rest()
            self._refuse(error)
        else:
            self._rest()
            if result is not None:
                self.dismiss(result)

    def _refuse(self, error: ApiError) -> None:
        """Say at the fields and below them what the platform said."""
        problems = error.problems if isinstance(error, Invalid) else ()
        refused = place_refusals(self._settled.fields, problems)
        self._refused.update(refused.at)
        self._draw()
        self._tell("  ".join(refused.rest) if refused.rest or refused.at else error.message)
        self._go_to_problem()

    def _go_to_problem(self) -> bool:
        """Go to the first field with a problem; False where there is none."""
        problems = self._problems
        for field in self._shown:
            if field.key in problems:
                field.take_focus()
                return True
        return False

    @property
    def _problems(self) -> dict[str, str]:
        return {**problems_of(self._settled, self._typed), **self._refused}

    def _busy(self) -> None:
        self._tell(f"{self._form.doing}{self._look.glyphs.ellipsis}", doing=True)
        self._sent_from = self._here
        self.query_one("#form-body").disabled = True
        self._hint()

    def _rest(self) -> None:
        self._under_way = None
        self.query_one("#form-body").disabled = False
        self._tell("")
        self._hint()
        if self._sent_from is not None:
            self._sent_from.take_focus()

    # Leaving it

    def action_leave(self) -> None:
        """Close, after a question where something was typed; of what is under way only the waiting is ended."""
        if self._under_way is not None:
            self._under_way.cancel()
            self._rest()
            self._tell(STOPPED)
        elif self.is_changed and self._form.is_work:
            question = Question("Close the form?", ["What was typed is lost."], verb="close it")
            self.app.push_screen(question, self._left_for_good)
        else:
            self.dismiss(None)

    def _left_for_good(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    @on(KeyBar.Pressed)
    async def _pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.command)

    # Drawing

    @property
    def _shown(self) -> list[FormField]:
        return [self._fields[each.key] for each in self._settled.fields]

    def _draw(self) -> list[AwaitMount]:
        """Show the fields that follow from what is typed; gives what the new ones among them wait for."""
        self._settled = settle(self._form, self._typed)
        problems = self._problems
        lines = self._draw_lines()
        before: Static | FormField = lines
        new = []
        for each in self._settled.fields:
            if each.key not in self._fields:
                self._fields[each.key] = FormField(each, self._look.glyphs)
                new.append(self.query_one("#form-body").mount(self._fields[each.key], after=before))
            field = self._fields[each.key]
            field.display = True
            problem = problems.get(each.key, "") if each.key in self._touched | set(self._refused) else ""
            field.show(each, self._settled.values[each.key], problem)
            before = field
        for key in self._fields.keys() - {each.key for each in self._settled.fields}:
            self._fields[key].display = False
        self._indent()
        return new

    def _draw_lines(self) -> Static:
        lines = self.query_one(".form-lines", Static)
        if self._lines != self._form.lines:
            self._lines = self._form.lines
            told = (line if isinstance(line, Text) else Text(plain(line)) for line in self._lines)
            lines.update(Text("\n").join(told))
        lines.display = bool(self._lines)
        return lines

    def on_resize(self) -> None:
        """Give labels and fields their room."""
        super().on_resize()
        self._indent()
        self.on_descendant_focus()

    def _indent(self) -> None:
        widest = max((cell_len(each.label) for each in self._settled.fields), default=0)
        cells = max(NARROWEST_LABEL, min(widest, WIDEST_LABEL)) + 2
        for field in self._fields.values():
            field.indent(0 if self.size.width < NARROW else cells)

    def _tell(self, text: str, *, doing: bool = False) -> None:
        told = self.query_one("#form-told", Static)
        told.update(Text(plain(text)))
        told.set_class(bool(text), "-told")
        told.set_class(doing, "-doing")

    def _hint(self) -> None:
        under_way = self._under_way is not None
        send = [] if under_way else [Hint("send", "^s", self._form.verb), Hint("step(1)", "tab", "next")]
        self.query_one(KeyBar).show_hints([*send, Hint("leave", "esc", "stop waiting" if under_way else "close")])
