"""Asked when a stack was changed by somebody else while its definition was being edited."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.presentation.key_hints import key_hints
from tui.presentation.plan import change_lines, delete_lines
from tui.screens.dialog import Modal

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.definitions.plan import Plan
    from tui.presentation.palette import Look


_LOW = 18
"""Rows of a screen below which nothing is spaced out."""
_KEYS = (("r", "reload, your text is put aside"), ("o", "overwrite, after another plan"), ("esc", "keep editing"))


class Decision(StrEnum):
    """What to do about it."""

    KEEP_EDITING = "keep editing"
    RELOAD = "reload"
    """Show the stack as it is now; what was typed is put aside."""
    OVERWRITE = "overwrite"
    """Go on with what was typed; a new plan shows what that undoes."""


class ConflictScreen(Modal[Decision]):
    """Shows what was changed meanwhile. Nothing has been sent; keeping on editing is the safe answer."""

    DEFAULT_CSS = """
    ConflictScreen { align: center middle; }
    ConflictScreen #conflict {
        width: 140; max-width: 96%; height: auto; max-height: 92%;
        border: round $warning; border-title-color: $warning; background: $background; padding: 0 1;
    }
    ConflictScreen VerticalScroll { height: auto; margin: 1 0; background: $background; }
    ConflictScreen Static { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    ConflictScreen #why { margin-top: 1; }
    ConflictScreen #keys { color: $text-muted; }
    ConflictScreen.-low #conflict { max-height: 100%; }
    ConflictScreen.-low VerticalScroll, ConflictScreen.-low #why { margin: 0; }
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-high")]  # noqa: RUF012 -- Textual declares it as an instance variable

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,enter", "decide('keep editing')", "Keep editing", show=False),
        Binding("ctrl+c", "decide('keep editing')", "Keep editing", show=False, priority=True),
        Binding("r", "decide('reload')", "Reload", show=False),
        Binding("o", "decide('overwrite')", "Overwrite", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, meanwhile: Plan, look: Look) -> None:
        """Tell what happened to the stack `meanwhile`, as the plan that would have done it."""
        super().__init__()
        self._meanwhile = meanwhile
        self._look = look

    def compose(self) -> ComposeResult:
        """Lay out what happened and the choices."""
        with Vertical(id="conflict") as dialog:
            dialog.border_title = "The stack was changed meanwhile"
            yield Static("Nothing was sent. What somebody else did:", id="why", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="changes", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Fill in what happened."""
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self._draw()

    def action_decide(self, decision: str) -> None:
        """Answer and close."""
        self.dismiss(Decision(decision))

    def action_scroll(self, lines: int) -> None:
        """Scroll the changes."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _draw(self) -> None:
        width = max(min(140, self.size.width * 96 // 100) - 5, 30)
        keys = [key_hints(_KEYS)]
        if keys[0].cell_len > width:
            keys = [key_hints([key]) for key in _KEYS]
        lines = [
            *change_lines(self._meanwhile, self._look, width, heads=("When you opened it", "Now")),
            *delete_lines(self._meanwhile, self._look, width),
        ]
        is_low = self.size.height < _LOW
        taken = 3 + len(keys) + (0 if is_low else 3)
        scroll = self.query_one(VerticalScroll)
        scroll.styles.max_height = max((self.size.height if is_low else self.size.height * 92 // 100) - taken, 1)
        scroll.query_one(Static).update(Text("\n").join(lines))
        self.query_one("#keys", Static).update(Text("\n").join(keys))
