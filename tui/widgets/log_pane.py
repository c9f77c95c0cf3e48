"""The log pane: a rule with the title and the state of the log, and the log below it at full width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.presentation.palette import UNICODE, Glyphs
from tui.presentation.texts import count, cut_middle, plain
from tui.widgets.line_bar import LineBar
from tui.widgets.log_picking import PickingView

if TYPE_CHECKING:
    from tui.logs.store import LogStore


AROUND = 16
"""Columns of the rule beside the name and the state; the zone of the times gives way to the name."""


class LogPane(Vertical):
    """A rule above and nothing at the sides: more of each line is read, and a terminal's own selection is clean."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:  # noqa: A002 -- the name Textual gives it
        super().__init__(id=id)
        self._glyphs = glyphs
        self.view = PickingView(empty="Highlight a service to see its log.", glyphs=glyphs)
        """The log."""
        self._rule = LineBar(id="log-rule")
        self._service = ""
        self._problem = ""
        self._note = ""
        self._doubt = ""

    def compose(self) -> ComposeResult:
        """Lay out the rule and the log."""
        yield self._rule
        yield self.view

    def show(self, name: str, store: LogStore | None) -> None:
        """Show the log called *name* from now on."""
        self._service = name
        self.view.set_empty("Nothing logged yet." if name else "Highlight a service to see its log.")
        self.view.show(store)
        self.tell()

    @property
    def service(self) -> str:
        """Whose log it is."""
        return self._service

    def refresh_from_store(self) -> None:
        """Show what has come in since."""
        self.view.refresh_from_store()
        self.tell()

    def tell(self) -> None:
        """Bring the rule up to date."""
        width = self.size.width
        if not width:
            return
        rule, state = self._glyphs.rule, self._state()
        room = width - cell_len(state) - AROUND
        name = cut_middle(plain(self._service), max(room, 0))
        line = Text(f"{rule} ", no_wrap=True, end="")
        line.append("4 Logs", "bold" if self.has_focus_within else "")
        line.append(f"  {name} " if name else " ")
        tail = f" {state} {rule}" if state else ""
        line.append(rule * max(0, width - line.cell_len - cell_len(tail))).append(tail)
        line.truncate(width, overflow="crop")
        self._rule.show(line)

    def on_resize(self) -> None:
        """Fit the rule to the new width."""
        self.tell()

    def on_descendant_focus(self) -> None:
        """Show that the focus came."""
        self.tell()

    def on_descendant_blur(self) -> None:
        """Show that the focus went."""
        self.tell()

    def say(self, problem: str) -> None:
        """Say what is wrong with what is being typed, or nothing any more."""
        if problem != self._problem:
            self._problem = problem
            self.tell()

    def note(self, text: str) -> None:
        """Say what is being done with the log, or nothing any more."""
        if text != self._note:
            self._note = text
            self.tell()

    def doubt(self, why: str) -> None:
        """Say why nothing new can come at the moment, or nothing any more."""
        if why != self._doubt:
            self._doubt = why
            self.tell()

    def _state(self) -> str:
        store, dot = self.view.store, f" {self._glyphs.dot} "
        if self._problem or store is None:
            return self._problem
        note = [self._note] if self._note else []
        told = dot.join([*note, *self._found(), self._following(), count(store.end - store.oldest, "line")])
        zone = f"{dot}{plain(self.view.zone)}" if self.view.zone else ""
        room = self.size.width - cell_len(told + zone) - AROUND
        return told + zone if room >= cell_len(plain(self._service)) else told

    def _following(self) -> str:
        if (chosen := self.view.chosen) is not None:
            return f"{count(chosen.count, 'line')} chosen, y copies, enter opens, esc leaves"
        if self.view.follow:
            return self._doubt or "following"
        new = self.view.new_lines
        return f"+{count(new, 'new line')}, f follows" if new else "paused, f follows"

    def _found(self) -> list[str]:
        """The filters, and which of how many lines found one is at."""
        reading = self.view.reading
        if reading is None:
            return []
        told = [" ".join(map(plain, reading.chips))] if reading.chips else []
        if reading.chips and reading.in_context:
            told.append("in context")
        if (hits := reading.hits) is not None and reading.search is not None:
            progress = "" if reading.search.done else f" ({reading.search.progress:.0%})"
            told.append(f"{hits[0]}/{hits[1]:,}{progress}")
        return told
