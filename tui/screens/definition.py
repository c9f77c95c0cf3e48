"""The modal editor of a stack's definition: checked while one types, applied by a plan, never lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from tui.definitions.apply import Applied
from tui.definitions.checking import check
from tui.definitions.declared import declared_of, fingerprint
from tui.definitions.problems import Checked, Problem, next_problem
from tui.definitions.yaml import row_of, to_yaml
from tui.presentation.definition import completion_line, keys_now, status_line
from tui.presentation.texts import plain
from tui.screens.definition_apply import Applying
from tui.screens.definition_draft import DraftKeeper, is_settled
from tui.screens.definition_find import Finding
from tui.screens.dialog import Modal
from tui.screens.outside_editor import OutsideEditorError, edit_outside
from tui.screens.question import Question
from tui.widgets.definition_editor import DefinitionEditor
from tui.widgets.find_field import FindField
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from tui.definitions.apply import StackCalls
    from tui.definitions.drafts import Drafts
    from tui.models.stack import Stack
    from tui.presentation.palette import Look

CHECK_AFTER = 0.15
"""Seconds without a key before the text is checked."""


class DefinitionScreen(Modal[Applied | None]):
    """Edits one stack's definition. Gives what was applied, or None when it was left."""

    DEFAULT_CSS = """
    DefinitionScreen { align: center middle; }
    DefinitionScreen #definition {
        width: 1fr; height: 1fr; margin: 1 0 0 0; background: $background; padding: 0;
        border: round $accent; border-title-color: $accent; border-subtitle-color: $text-muted;
    }
    DefinitionScreen.-behind #definition { border: round $border; border-title-color: $text-muted; }
    DefinitionScreen.-narrow #status { height: 2; }
    DefinitionScreen DefinitionEditor { height: 1fr; }
    DefinitionScreen #status { height: 1; padding: 0 1; background: $panel; }
    DefinitionScreen > #definition > KeyHints { padding: 0 1; color: $text-muted; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 -- Textual declares it as an instance variable

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "plan", "Plan", show=False, priority=True),
        Binding("f8", "next_problem(1)", "Next problem", show=False, priority=True),
        Binding("shift+f8", "next_problem(-1)", "Previous problem", show=False, priority=True),
        Binding("ctrl+f", "find", "Find", show=False, priority=True),
        Binding("f3", "find_next(1)", "Find next", show=False, priority=True),
        Binding("shift+f3", "find_next(-1)", "Find previous", show=False, priority=True),
        Binding("f4", "outside", "$EDITOR", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
    ]

    @dataclass
    class WasChecked(Message):
        """A text was checked."""

        text: str
        checked: Checked

    def __init__(
        self,
        stack: Stack,
        *,
        stacks: StackCalls,
        drafts: Drafts,
        origin: str,
        place: str,
        look: Look,
        environ: Mapping[str, str],
        read_only: bool = False,
        images: Sequence[str] = (),
        service: str = "",
        confirms: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """Edit `stack`, known to people as `place`, on the platform at `origin`.

        Once the plan was answered with yes, `confirms` may still ask something and say no.
        `images` are those in use anywhere, offered where one is to be named.
        `service` is the name of the one whose lines are shown first, by default those of the first one.
        `environ` is the environment that `$EDITOR` gets; there must be no token in it.
        """
        super().__init__()
        self.stack = stack
        """The stack as it was last read: what the text is compared with."""
        self.stacks = stacks
        self.place = plain(place)
        self.look = look
        self.read_only = read_only
        self._confirms = confirms
        self.keeper = DraftKeeper(drafts, origin=origin, stack_id=stack.id, place=place, told=self._draw)
        self._environ = environ
        self._service = service
        self.original = to_yaml(stack)
        """The stack's definition as it was read."""
        self.editor = DefinitionEditor(self.original, read_only=read_only, error_sign=look.glyphs.error, images=images)
        """The text; it can be read until the end, when workers still run and the screen is empty already."""
        self._finding = Finding(self.editor, FindField())
        self._dialog = Vertical(id="definition")
        self._status = Static(id="status", markup=False)
        self._keys = KeyHints()
        self.base = fingerprint(stack)
        """What a draft says it was made from."""
        self._checked = Checked(None)
        self._refusals: tuple[Problem, ...] = ()
        self._changed = asyncio.Event()
        self._applying = Applying(self)
        self._busy = ""
        self._drawn = (Text(), "")

    async def confirms(self) -> bool:
        """Whether what the plan says may really be done."""
        return self._confirms is None or await self._confirms()

    # What is on the screen

    def compose(self) -> ComposeResult:
        """Lay out the editor, the line of problems and the keys."""
        self._dialog.border_title = Text(f"Definition  {plain(self.place)}")
        with self._dialog:
            yield self.editor
            yield self._finding.field
            yield self._status
            yield self._keys

    def on_mount(self) -> None:
        """Start checking, keep the draft, and offer the one of an earlier time."""
        self.editor.focus()
        self._go_to_service()
        self._changed.set()
        self.run_worker(self._keep_checked(), group="check", name="check the definition")
        if self.read_only:
            self.keeper.settled.set()
        else:
            self.run_worker(self._keep_draft(), group="draft", name="keep the draft")

    def _go_to_service(self) -> None:
        row = row_of(self.stack, self._service)
        if row is not None:
            self.editor.start_at(row)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.editor.text

    @property
    def is_changed(self) -> bool:
        """True when the text is not the stack's definition as it was read."""
        return self.text != self.original

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong: what the platform refused last, else what the check found."""
        return self._refusals or self._checked.problems

    @property
    def busy(self) -> str:
        """What the screen is waiting for; empty while one can type."""
        return self._busy

    @busy.setter
    def busy(self, busy: str) -> None:
        self._busy = busy
        self.editor.read_only = bool(busy) or self.read_only
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        number = len(self.editor.candidates)
        self._keys.show(keys_now(read_only=self.read_only, is_finding=self._finding.is_open, candidates=number))
        line, note = self._status_line(), self._draft_note()
        if (line, note) == self._drawn:
            return
        self._drawn = (line, note)
        self._status.update(line, layout=False)
        self._dialog.border_subtitle = Text(note)

    def _status_line(self) -> Text:
        size = self._status.content_size
        room = max(size.width * max(size.height, 1) - 8 * (size.height > 1), 20)
        if self.editor.candidates and not self._busy:
            return completion_line(self.editor.candidates, self.look, width=room)
        cursor = self.editor.cursor_location[0] + 1
        return status_line(self.problems, self.look, cursor=cursor, busy=self._busy, width=room)

    def _draft_note(self) -> str:
        if self.read_only:
            return "read-only"
        if self.keeper.trouble:
            return plain(self.keeper.trouble)
        if not self.is_changed:
            return ""
        return "draft saved" if self.keeper.saved else "changed"

    def on_resize(self) -> None:
        """Fit the line of problems to the new width."""
        self._draw()

    def on_screen_suspend(self) -> None:
        """Give up the accent to the dialog on top."""
        self.add_class("-behind")

    def on_screen_resume(self) -> None:
        """Take the accent back."""
        self.remove_class("-behind")

    async def on_unmount(self) -> None:
        """Write what is not on disk yet: the program may be ending."""
        await self.keeper.close()

    # Checking

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self._refusals = ()
        self._changed.set()
        if self.is_changed:
            self.keeper.keep(self.text, base=self.base)
        self._finding.look_again()
        self._draw()

    @on(DefinitionEditor.Suggests)
    @on(TextArea.SelectionChanged)
    def _cursor_moved(self) -> None:
        self._draw()

    async def _keep_checked(self) -> None:
        """Check whenever the keys have been quiet for a moment; one check at a time, in a thread."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(CHECK_AFTER)
            if not self._changed.is_set():
                text = self.text
                self.post_message(self.WasChecked(text, await self.check_now(text)))

    async def check_now(self, text: str) -> Checked:
        """What is to be said about `text`."""
        return await asyncio.to_thread(check, text, held=declared_of(self.stack))

    @on(WasChecked)
    def _show_checked(self, message: WasChecked) -> None:
        if message.text == self.text:
            self.show_checked(message.checked)

    def show_checked(self, checked: Checked) -> None:
        """Show what a check of the text found."""
        self._checked = checked
        self.editor.show_problems(self.problems)
        self._draw()

    def show_refusals(self, refusals: Sequence[Problem]) -> None:
        """Show what the platform refused, until the text changes."""
        self._refusals = tuple(refusals)
        self.editor.show_problems(self.problems)
        if refusals:
            self.editor.go_to(refusals[0])
        self._draw()

    def action_next_problem(self, step: int) -> None:
        """Go to the next problem below the cursor, or above it."""
        row, column = self.editor.cursor_location
        if (problem := next_problem(self.problems, row + 1, column + 1, step=step)) is not None:
            self.editor.go_to(problem)

    # Drafts

    async def _keep_draft(self) -> None:
        draft = await self.keeper.load()
        if draft is not None and not await is_settled(draft, self):
            self.dismiss(None)
            return
        self.keeper.settled.set()
        if self.is_changed:
            self.keeper.keep(self.text, base=self.base)
        await self.keeper.run()

    # Finding

    def action_find(self) -> None:
        """Ask what to find."""
        self._finding.open()
        self._draw()

    def action_find_next(self, step: int) -> None:
        """Go to where what was looked for last stands next, or stood before."""
        self._finding.step(step)
        self._draw()

    @on(FindField.Typed)
    def _find(self, message: FindField.Typed) -> None:
        self._finding.look_for(message.wanted)

    @on(FindField.Next)
    def _find_next(self) -> None:
        self._finding.step(1)

    # Leaving, applying, and the person's own editor

    def action_leave(self) -> None:
        """Leave the suggestion, the search or else the editor, after a question when there are changes."""
        if self._finding.is_open:
            self._finding.close()
            self._draw()
        elif self.editor.candidates:
            self.editor.dismiss_suggestion()
        elif self._applying.is_writing:
            self.notify("The definition is being written: wait for the answer.", markup=False)
        else:
            self.run_worker(self._leave(), group="leave", exclusive=True, name="leave the definition")

    async def _leave(self) -> None:
        if not self.is_changed or self.read_only:
            if not self.read_only and self.keeper.settled.is_set():
                await self.keeper.discard()
            self.dismiss(None)
            return
        await self.keeper.settled.wait()
        await self.keeper.flush()
        kept = "Your draft is kept and offered when you edit this stack again."
        line = f"{self.keeper.trouble} What you typed would be lost." if self.keeper.trouble else kept
        if await self.app.push_screen_wait(Question("Leave without applying?", [line], verb="leave")):
            self.dismiss(None)

    def action_plan(self) -> None:
        """Show the plan; what is agreed on there is applied."""
        if self.read_only:
            self.notify("This profile is read-only: nothing can be applied.", severity="warning", markup=False)
        elif not self._busy:
            self.run_worker(self._applying.run(), group="apply", name="apply the definition")

    def action_outside(self) -> None:
        """Go on in `$EDITOR`."""
        if not self._busy:
            self.run_worker(self._edit_outside(), group="outside", exclusive=True, name="edit outside")

    async def _edit_outside(self) -> None:
        await self.keeper.settled.wait()
        text = self.text
        self.busy = "In your editor…"
        try:
            edited = await edit_outside(self.app, text, self._environ)
        except OutsideEditorError as error:
            self.tell_trouble(error.message)
            return
        finally:
            self.busy = ""
        if edited != text and not self.read_only:
            self.editor.replace_all(edited)

    def freshen(self, stack: Stack) -> None:
        """Show `stack`, as it was just read, where nobody has touched the text yet."""
        if self.is_changed or self._busy or not self.is_open:
            return
        known = self.original
        self.rebase(stack)
        if self.original != known:
            self.editor.set_text(self.original)
            self._go_to_service()

    def start_over(self, stack: Stack) -> None:
        """Show the definition of `stack`, as it was just read."""
        self.rebase(stack)
        self.editor.replace_all(self.original)

    def rebase(self, stack: Stack) -> None:
        """Compare with `stack` from now on; the text stays."""
        self.stack = stack
        self.original = to_yaml(stack)
        self.base = fingerprint(stack)

    def tell_trouble(self, message: str) -> None:
        """Say what went wrong; what was typed stays."""
        self.notify(plain(message), severity="error", timeout=12, markup=False)
