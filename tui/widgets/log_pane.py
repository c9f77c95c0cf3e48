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
    from collections.abc import Sequence

    from tui.logs.merge import MergedLog
    from tui.logs.store import LogStore


AROUND = 16
"""Columns of the rule beside the name and the state; the zone of the times gives way to the name."""
LEAST_NAME = 14
"""Cells that a name and what is around it keep where several logs are shown, whatever else there is to say."""


class LogPane(Vertical):
    """A rule above and nothing at the sides: more of each line is read, and a terminal's own selection is clean."""

    def __init__(self, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(classes="log-pane")
        self._glyphs = glyphs
        self.view = PickingView(empty="Highlight a service to see its log.", glyphs=glyphs)
        """The log."""
        self.view.when_changed = self.tell
        self.beside: Sequence[LogPane] = ()
        """All panes that are in view at once, this one among them, when there are several."""
        self._rule = LineBar(id="log-rule")
        self._service = ""
        self._short = ""
        self._problem = ""
        self._note = ""
        self._doubt = ""

    def compose(self) -> ComposeResult:
        """Lay out the rule and the log."""
        yield self._rule
        yield self.view

    def show(self, name: str, log: LogStore | MergedLog | None, *, short: str = "") -> None:
        """Show the log called *name* from now on, or *short* where that is too long."""
        self._service, self._short = name, short
        self._explain_emptiness()
        self.view.show(log)
        self.tell()

    def _explain_emptiness(self) -> None:
        known = "No lines of this log are known." if self._doubt else "Nothing logged yet."
        self.view.set_empty(known if self._service else "Highlight a service to see its log.")

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
        self._rule.set_class(self.has_focus_within, "-focused")
        rule, pane = self._glyphs.rule, "" if self.beside and self is not self.beside[0] else "4 Logs"
        state = self._state(width - cell_len(pane) - LEAST_NAME if self.beside or self._short else None)
        room = width - cell_len(state) - 10 - cell_len(pane)
        name = plain(self._service)
        if self._short and cell_len(name) > room:
            name = self._short
        name = cut_middle(name, max(room, 0))
        focused = "bold" if self.has_focus_within else ""
        line = Text(f"{rule} ", no_wrap=True, end="")
        line.append(pane, focused).append("  " if name and pane else "")
        line.append(f"{name} " if name else " ", "" if pane else focused)
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
            self._explain_emptiness()
            self.tell()

    def _state(self, room: int | None) -> str:
        """What there is to say, as far as there is *room* for it, all of it for None."""
        log, dot = self.view.log_shown, f" {self._glyphs.dot} "
        if self._problem or log is None:
            return self._problem
        note = [self._note] if self._note else []
        told = [*note, *self._found(), self._following(), count(log.lines_kept, "line")]
        if self.view.zone:
            with_zone = [*told, plain(self.view.zone)]
            if self.size.width - cell_len(dot.join(with_zone)) - AROUND >= cell_len(plain(self._service)):
                told = with_zone
        while room is not None and len(told) > 1 and cell_len(dot.join(told)) > room:
            told.pop()
        return dot.join(told)

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
            told.append(f"{self._counted(*hits)}{progress}")
        return told

    def _counted(self, at: int, found: int) -> str:
        """Which of how many lines found one is at; of several panes in all of them, where one is not in this one."""
        if not self.beside:
            return f"{at}/{found:,}"
        counts = [hits[1] if (hits := pane.hits) is not None else 0 for pane in self.beside]
        if not at:
            return f"{found:,} of {sum(counts):,} found"
        return f"{at + sum(counts[: self.beside.index(self)]):,}/{sum(counts):,}"

    @property
    def hits(self) -> tuple[int, int] | None:
        """Which of the lines found one is at, and how many there are; None where nothing is searched for."""
        return self.view.reading.hits if self.view.reading is not None else None
