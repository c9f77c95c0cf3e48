"""The plan of an apply, asked about before anything is sent: `y` applies it, deleting takes a `D` of its own first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.presentation.plan import change_lines, delete_lines, names
from tui.presentation.texts import plain
from tui.screens.dialog import Modal

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.definitions.plan import Plan
    from tui.presentation.palette import Look


_LOW = 18
"""Rows of a screen below which nothing is spaced out."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The plan was answered with yes."""

    recreate: frozenset[str]
    """The ids of the services to create anew after the write."""


class PlanScreen(Modal[Agreed | None]):
    """Shows a plan; gives what was agreed on, or None when nothing is to be done."""

    DEFAULT_CSS = """
    PlanScreen { align: center middle; }
    PlanScreen #plan {
        width: 140; max-width: 96%; height: auto; max-height: 92%;
        border: round $accent; border-title-color: $accent; background: $background; padding: 0 1;
    }
    PlanScreen VerticalScroll { height: auto; margin-top: 1; background: $background; }
    PlanScreen Static { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    PlanScreen #recreates { margin-top: 1; }
    PlanScreen #keys { margin-top: 1; color: $text-muted; }
    PlanScreen.-low #plan { max-height: 100%; }
    PlanScreen.-low VerticalScroll, PlanScreen.-low #recreates, PlanScreen.-low #keys { margin-top: 0; }
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-high")]  # noqa: RUF012 -- Textual declares it as an instance variable

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "apply", "Apply", show=False),
        Binding("n,escape,enter,q", "leave", "Back", show=False),
        Binding("ctrl+c", "leave", "Back", show=False, priority=True),
        Binding("D", "confirm_deletes", "Confirm deletion", show=False),
        Binding("r", "toggle_recreate", "Recreate now or later", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
    ]

    def __init__(self, plan: Plan, *, place: str, look: Look) -> None:
        """Ask about `plan` for the stack at `place`, the names people know it by."""
        super().__init__()
        self._plan = plan
        self._place = place
        self._look = look
        self._recreates_now = True
        self._deletes_confirmed = False

    def compose(self) -> ComposeResult:
        """Lay out the plan."""
        with Vertical(id="plan") as dialog:
            dialog.border_title = _title("Plan", self._place)
            with VerticalScroll(id="changes", can_focus=False):
                yield Static(markup=False)
            with VerticalScroll(id="deletes", can_focus=False):
                yield Static(markup=False)
            yield Static(id="recreates", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Fill in the plan."""
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self._draw()

    def action_apply(self) -> None:
        """Agree, unless a deletion is still to be confirmed."""
        if self._plan.deletes and not self._deletes_confirmed:
            self._draw(asked_too_early=True)
            return
        recreates = self._plan.recreates if self._recreates_now else ()
        self.dismiss(Agreed(frozenset(change.service_id for change in recreates if change.service_id)))

    def action_leave(self) -> None:
        """Close without doing anything."""
        self.dismiss(None)

    def action_confirm_deletes(self) -> None:
        """Say yes to the deletions, or take it back."""
        self._deletes_confirmed = not self._deletes_confirmed
        self._draw()

    def action_toggle_recreate(self) -> None:
        """Recreate after the write, or leave that for later."""
        self._recreates_now = not self._recreates_now
        self._draw()

    def action_scroll(self, lines: int) -> None:
        """Scroll the changes."""
        self.query_one("#changes", VerticalScroll).scroll_relative(y=lines, animate=False)

    def _draw(self, *, asked_too_early: bool = False) -> None:
        width = max(min(140, self.size.width * 96 // 100) - 5, 30)
        deletes = [*delete_lines(self._plan, self._look, width), *self._confirmation(asked_too_early=asked_too_early)]
        recreates = self._recreation(width)
        is_low = self.size.height < _LOW
        gap = 0 if is_low else 1
        room = (self.size.height if is_low else self.size.height * 92 // 100) - 3 - 2 * gap
        room -= len(recreates) + gap if recreates else 0
        for_deletes = min(len(deletes), max(room // 2, 3))
        room -= for_deletes + gap if deletes else 0
        self._show("changes", change_lines(self._plan, self._look, width), room)
        self._show("deletes", deletes, for_deletes)
        static = self.query_one("#recreates", Static)
        static.display = bool(recreates)
        static.update(Text("\n").join(recreates))
        self.query_one("#keys", Static).update(self._keys())

    def _show(self, part: str, lines: list[Text], height: int) -> None:
        scroll = self.query_one(f"#{part}", VerticalScroll)
        scroll.display = bool(lines)
        scroll.styles.max_height = max(height, 1)
        scroll.query_one(Static).update(Text("\n").join(lines))

    def _confirmation(self, *, asked_too_early: bool) -> list[Text]:
        deletes, palette = self._plan.deletes, self._look.palette
        if not deletes:
            return []
        if self._deletes_confirmed:
            return [Text(f"  {self._look.glyphs.mark} deletion confirmed", style=palette.bad)]
        what = "it is deleted, with its log" if len(deletes) == 1 else "they are deleted, with their logs"
        return [
            Text.assemble("  ", ("D", "bold"), f" confirms that {what}", style=palette.bad if asked_too_early else "")
        ]

    def _recreation(self, width: int) -> list[Text]:
        recreates = self._plan.recreates
        if not recreates:
            return []
        glyph, palette = self._look.glyphs.drift, self._look.palette
        style, what, other = (palette.moving, "Then recreated: ", "later")
        if not self._recreates_now:
            style, what, other = (palette.muted, "Not recreated yet: ", "recreate")
        listed = names(recreates, max(width - len(what) - len(other) - 8, 10))
        return [Text.assemble((f"{glyph} ", style), what, listed, "   ", ("r", "bold"), f" {other}")]

    def _keys(self) -> Text:
        if self._plan.deletes and not self._deletes_confirmed:
            return Text.assemble(("D", "bold"), " confirm deletion   ", ("n", "bold"), " back")
        return Text.assemble(("y", "bold"), " apply   ", ("n", "bold"), " back")


def _title(what: str, place: str) -> Text:
    return Text.assemble((what, "bold"), "  ", plain(place))
