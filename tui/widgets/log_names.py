"""Lines of several logs read as one, each behind the name of its log, also while one looks further right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.logs.merge import MergedLog
from tui.presentation.texts import cut_middle, plain
from tui.widgets.log_lines import LineView, LogLines

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tui.logs.log import Order
    from tui.logs.store import LogStore
    from tui.presentation.palette import Glyphs
    from tui.widgets.log_styles import LogStyles

WIDEST_NAME, NAMES_SHARE = 20, 4
"""Cells that a name takes at most, and the part of the width that all that stands in front of a line takes at most."""


class NamedLines(LogLines):
    """The lines of a merged log as rows, each behind the name of its log; names are cut in the middle, never away."""

    def __init__(
        self,
        log: MergedLog,
        view: LineView,
        styles: LogStyles,
        glyphs: Glyphs,
        *,
        filtered: Order | None,
        now: Callable[[], datetime],
    ) -> None:
        widest = max((cell_len(plain(name)) for name in log.names), default=0)
        width = max(1, min(widest, WIDEST_NAME, view.width // NAMES_SHARE - 1))
        rest = view._replace(width=max(1, view.width - width - 1))
        super().__init__(log, rest, styles, glyphs, filtered=filtered, now=now)
        self._merged = log
        self._names = [
            Strip([Segment(cut_middle(plain(name), width, glyphs.ellipsis), styles.name(number))])
            .extend_cell_length(width + 1, styles.base)
            .crop(0, width + 1)
            for number, name in enumerate(log.names)
        ]
        self._blank = Strip.blank(width + 1, styles.base)

    def told_before(self, seq: int) -> str:
        """Give what is told before a line: that its log is read from there on, so that nobody takes it for silence."""
        log, line = self._merged.of(seq)
        store = self._merged.stores[log]
        if line == store.first and not store.is_mark(line) and seq != self._merged.head():
            return f"{plain(self._merged.names[log])} is read from here on"
        return super().told_before(seq)

    def row(self, seq: int, row: int, left: int) -> Strip:
        """Give what a row of the screen shows of a row of a line: its log's name, and the line from a column on."""
        name = self._names[self._merged.of(seq)[0]] if row == self.rows_before(seq) else self._blank
        return Strip.join([name, super().row(seq, row, left)])


def lines_of(
    log: LogStore | MergedLog,
    view: LineView,
    styles: LogStyles,
    glyphs: Glyphs,
    *,
    filtered: Order | None,
    now: Callable[[], datetime],
) -> LogLines:
    """The lines of a log as rows, with names in front where it is several logs; the rest as `LogLines` takes it."""
    if isinstance(log, MergedLog):
        return NamedLines(log, view, styles, glyphs, filtered=filtered, now=now)
    return LogLines(log, view, styles, glyphs, filtered=filtered, now=now)
