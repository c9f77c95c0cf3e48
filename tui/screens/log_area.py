"""The part of the main screen for logs: one, several side by side or below each other, or several merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from tui.logs.merge import MergedLog
from tui.screens.panes import ServiceLogPane

if TYPE_CHECKING:
    from tui.logs.store import LogStore

LEAST_WIDTH, LEAST_HEIGHT = 40, 7
"""Columns and rows, its title included, of a log that stands beside another."""
LEAST_STACKED = 12
"""Rows of a log that stands below another at full width: a log that is not wide should at least be high."""


class Shown(NamedTuple):
    """A log that is shown."""

    name: str
    log: LogStore | MergedLog | None
    short: str = ""
    """What it is called where there is no room for its name."""
    service_ids: tuple[str, ...] = ()
    """Whose it is."""


def grid_for(logs: int, width: int, height: int) -> tuple[int, int] | None:
    """Columns and rows in which so many logs can be read beside each other; None where there is no room for that."""
    columns = min(logs, (width + 1) // (LEAST_WIDTH + 1))
    if columns < 1:
        return None
    rows = -(-logs // columns)
    columns = -(-logs // rows)
    least = LEAST_HEIGHT if columns > 1 else LEAST_STACKED
    return (columns, rows) if rows == 1 or height // rows >= least else None


class LogArea(Container):
    """Holds a pane for each log that is shown at once. One of them is the current one, which commands act on."""

    class Resized(Message):
        """There is more or less room for logs than before."""

    def __init__(self, make_pane: Callable[[], ServiceLogPane], *, id: str) -> None:  # noqa: A002 -- the name Textual gives it
        super().__init__(id=id)
        self._make_pane = make_pane
        self._panes = [make_pane()]
        self._shown: tuple[Shown, ...] = ()
        self._current = 0
        self._doubt = ""

    def compose(self) -> ComposeResult:
        """Lay out one pane; others come when they are needed."""
        yield from self._panes

    @property
    def panes(self) -> list[ServiceLogPane]:
        """The panes in view, in the order in which they are read."""
        return self._panes[: max(1, len(self._shown))]

    @property
    def current(self) -> ServiceLogPane:
        """The pane that has the focus, or had it last."""
        return self.panes[min(self._current, len(self.panes) - 1)]

    @property
    def is_one(self) -> bool:
        """Whether the log of a single service is shown, and no other."""
        return len(self._shown) <= 1 and not isinstance(self.current.view.log_shown, MergedLog)

    @property
    def service_at_hand(self) -> str | None:
        """The id of the service whose log has the focus, of merged ones that of the line with the cursor."""
        if not self._shown:
            return None
        shown = self._shown[self.panes.index(self.current)]
        if not isinstance(shown.log, MergedLog):
            return shown.service_ids[0] if shown.service_ids else None
        cursor = self.current.view.cursor
        return None if cursor is None else shown.service_ids[shown.log.of(cursor)[0]]

    def fits(self, logs: int) -> bool:
        """Whether there is room for so many side by side."""
        return grid_for(logs, *self.size) is not None

    def show(self, shown: Sequence[Shown]) -> None:
        """Show these logs from now on, each in a pane of its own; they must fit."""
        had_focus = self.current.has_focus_within
        current = self.service_at_hand
        self._shown = tuple(shown)
        missing = [self._new_pane() for _ in range(len(shown) - len(self._panes))]
        if missing:
            self._panes += missing
            self.mount_all(missing)
        self._lay_out()
        for pane, each in zip(self._panes, shown, strict=False):
            pane.show(each.name, each.log, short=each.short)
        for pane in self._panes[max(1, len(shown)) :]:
            pane.show("", None)
        self._current = next((place for place, each in enumerate(shown) if each.service_ids == (current,)), 0)
        if had_focus and not self.current.has_focus_within:
            self.screen.set_focus(self.current.view)

    def log_changed(self, store: LogStore) -> None:
        """Show what was added to a log, where it is shown."""
        for pane in self.panes:
            log = pane.view.log_shown
            if log is store or (isinstance(log, MergedLog) and store in log.stores):
                pane.refresh_from_store()

    def doubt(self, why: str) -> None:
        """Say why nothing new can come at the moment, or nothing any more."""
        self._doubt = why
        for pane in self._panes:
            pane.doubt(why)

    def tell(self) -> None:
        """Bring all titles up to date."""
        for pane in self.panes:
            pane.tell()

    def make_current(self, place: int) -> None:
        """Let commands act on the pane at a place from now on, counted from 0; -1 is the last one."""
        self._current = place % len(self.panes)

    def step(self, by: int) -> bool:
        """Make the next pane the current one, or the one before; False where there is none."""
        place = self.panes.index(self.current) + by
        if not 0 <= place < len(self.panes):
            return False
        self._current = place
        return True

    def make_current_of(self, service_id: str) -> None:
        """Make the pane with the log of a service the current one, where it has one."""
        for place, shown in enumerate(self._shown):
            if service_id in shown.service_ids:
                self._current = place

    def on_descendant_focus(self) -> None:
        """Take note of the pane that has got the focus."""
        for place, pane in enumerate(self.panes):
            if pane.has_focus_within:
                self._current = place

    def on_resize(self) -> None:
        """Say that there is more or less room."""
        self.post_message(self.Resized())

    def _new_pane(self) -> ServiceLogPane:
        pane, like = self._make_pane(), self._panes[0].view
        pane.view.wrap, pane.view.appearance = like.wrap, like.appearance
        pane.view.share_with(like)
        pane.doubt(self._doubt)
        return pane

    def _lay_out(self) -> None:
        columns, rows = grid_for(len(self._shown), *self.size) or (1, 1)
        self.styles.grid_size_columns, self.styles.grid_size_rows = columns, rows
        panes = self.panes
        for place, pane in enumerate(self._panes):
            pane.display = place < len(panes)
            pane.set_class(len(panes) > 1 and place % columns > 0, "-beside")
            pane.beside = [each for each in panes if len(panes) > 1]
            is_last = place == len(panes) - 1
            pane.styles.column_span = columns - place % columns if is_last else 1
