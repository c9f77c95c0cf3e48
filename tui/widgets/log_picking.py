"""A log view in which one can pick lines: a cursor on a line, a range that ends at it, and marks that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets import log_window
from tui.widgets.log_view import LogView
from tui.widgets.log_window import Position

if TYPE_CHECKING:
    from tui.logs.excerpt import Extract
    from tui.logs.merge import MergedLog
    from tui.logs.store import LogStore
    from tui.widgets.log_lines import LogLines
    from tui.widgets.log_place import Place
    from tui.widgets.log_reading import Reading


_BEYOND = 2**127
"""More than the number of any line."""


class PickingView(LogView):
    """While lines are picked, what moves the window otherwise moves the cursor, and following stops."""

    @property
    def lines_in_view(self) -> range:
        """From the first to the last line in view, what a filter hides between them included."""
        return range(self._window[0].seq, self._window[-1].seq + 1) if self._window else range(0)

    @property
    def picking(self) -> bool:
        """Whether there is a cursor on a line."""
        return self._place.cursor is not None

    @property
    def has_range(self) -> bool:
        """Whether a range was begun."""
        return self.picking and self._place.anchor is not None

    def share_with(self, view: PickingView) -> None:
        """Remember together with *view*, from the beginning, where one was in each log and how one read it."""
        self._places, self._readings = view._places, view._readings

    def place_in(self, store: LogStore) -> Place | None:
        """Where one is in a log, shown now or before; None where it never was."""
        return self._places.get(store)

    def reading_of(self, store: LogStore) -> Reading | None:
        """What is searched for and shown of a log, shown now or before; None where it never was."""
        return self._readings.get(store)

    def start_at(self, seq: int) -> None:
        """Let the window begin with a line, as far as the log goes on below it, and stop following."""
        if (log := self._log) is not None:
            if self._place.follow:
                self._place.seen = log.end
            self._place.follow = False
            self._place.top = self._anchor = Position(seq)
            self._settle()

    def pick(self) -> bool:
        """Put the cursor on the lowest line in view; False where there is none."""
        log = self._log
        self._settle()
        if log is None or not self._window:
            return False
        if not self.picking:
            if self._place.follow:
                self._place.seen = log.end
            self._place.follow = False
            self._place.cursor = self._window[-1].seq
            self._settle()
        return True

    def begin_range(self) -> None:
        """Begin a range at the cursor; let it go where there is one."""
        if self.pick():
            self._place.anchor = self._place.cursor if self._place.anchor is None else None
            self._settle()

    def stop_picking(self) -> bool:
        """Take the cursor away, and follow again at the end of the log; False where there was no cursor."""
        if not self.picking:
            return False
        self._place.cursor = self._place.anchor = None
        if (lines := self._ready_lines()) is not None:
            last = log_window.last_top(lines, self.size.height)
            self._place.follow = last is None or self._place.top >= last
        self._settle()
        return True

    def toggle_mark(self) -> None:
        """Mark the chosen lines; where the one with the cursor is marked already, take the marks away."""
        chosen, lines, log = self._place.chosen, self._ready_lines(), self._log
        if chosen is None or lines is None or log is None:
            return
        seqs, seq = [], log_window.nearest(lines, chosen[0])
        while seq is not None and seq <= chosen[1]:
            seqs.append(seq)
            seq = lines.after(seq)
        if self._place.cursor in log.notes:
            for each in seqs:
                log.notes.pop(each, None)
        else:
            log.notes.update({each: "" for each in seqs if each not in log.notes})
        self._settle()

    @property
    def cursor_note(self) -> tuple[int, str] | None:
        """The number of the line with the cursor and what is noted there, empty for nothing; None without a cursor."""
        seq = self.cursor
        return None if seq is None or self._log is None else (seq, self._log.notes.get(seq, ""))

    def note(self, log: LogStore | MergedLog, seq: int, text: str) -> None:
        """Mark a line of *log*, shown now or not, with a note."""
        log.notes[seq] = text
        self._settle()

    def next_mark(self, seq: int, *, forward: bool) -> int | None:
        """Give the next line below line *seq* that is marked and shown, or the last one above it."""
        log, filtered = self._log, self._reading.filtered if self._reading is not None else None
        if log is None:
            return None
        found = [
            each
            for each in log.notes
            if (each > seq if forward else log.first <= each < seq) and (filtered is None or filtered.is_shown(each))
        ]
        return (min if forward else max)(found, default=None)

    @property
    def chosen(self) -> Extract | None:
        """The lines of the range, or the one with the cursor, as far as they are shown; None without a cursor."""
        chosen, lines = self._place.chosen, self._ready_lines()
        if chosen is None or lines is None or self._reading is None:
            return None
        start, last = log_window.nearest(lines, chosen[0]), log_window.nearest(lines, chosen[1])
        if start is None or last is None:
            return None
        return self._reading.extract(start, last + 1)

    @property
    def chosen_start(self) -> int | None:
        """The first line of the range, or the one with the cursor; None without a cursor."""
        chosen, lines = self._place.chosen, self._ready_lines()
        return None if chosen is None or lines is None else log_window.nearest(lines, chosen[0])

    @property
    def cursor(self) -> int | None:
        """The number of the line with the cursor, None without one."""
        lines, here = self._ready_lines(), self._place.cursor
        return None if lines is None or here is None else log_window.nearest(lines, here)

    @property
    def cursor_line(self) -> bytes | None:
        """The line with the cursor as it came."""
        log, seq = self._log, self.cursor
        if seq is None or log is None:
            return None
        unfinished = log.unfinished(seq)
        return log.line(seq) if unfinished is None else unfinished

    # Moving

    def action_move(self, where: str) -> None:
        """Move the cursor where there is one, else the window."""
        if not self.picking:
            super().action_move(where)
            return
        page = max(1, self.size.height - 1)
        self._move_cursor({"up": -1, "down": 1, "page up": -page, "page down": page}[where])

    def action_first(self) -> None:
        """Move to the first line kept."""
        lines = self._ready_lines()
        head = lines.head() if lines is not None else None
        if not self.picking or lines is None or head is None:
            super().action_first()
            return
        self._put_cursor(lines, head)
        self._tell_top(lines)

    def action_follow_end(self) -> None:
        """Move to the end, and stay there unless lines are picked."""
        lines = self._ready_lines()
        tail = lines.tail() if lines is not None else None
        if not self.picking or lines is None or tail is None:
            super().action_follow_end()
            return
        self._put_cursor(lines, tail)

    def follow_end(self) -> None:
        """Move to the end and stay there as the log grows; no lines are picked any longer."""
        self.stop_picking()
        super().follow_end()

    def find(self, *, forward: bool) -> int | None:
        """Go to the next line found, from the cursor on where there is one."""
        if self.picking and self._reading is not None:
            self._reading.stand_at(self._place.cursor)
        return super().find(forward=forward)

    def find_from_the_edge(self, *, forward: bool) -> int | None:
        """Go to the first line found, or backwards to the last one, wherever one is; None where none is found."""
        if self._reading is None:
            return None
        self._reading.stand_at(-_BEYOND if forward else _BEYOND)
        found = super().find(forward=forward)
        if found is None:
            self._reading.stand_at(None)
        return found

    def go_to(self, seq: int) -> None:
        """Bring a line into view, and the cursor onto it where there is one."""
        if not self.picking:
            super().go_to(seq)
        elif (lines := self._ready_lines()) is not None:
            self._put_cursor(lines, seq)

    def _move_cursor(self, count: int) -> None:
        lines, here = self._ready_lines(), self._place.cursor
        if lines is None or here is None or (seq := log_window.nearest(lines, here)) is None:
            return
        step = lines.after if count > 0 else lines.before
        for _ in range(abs(count)):
            if (following := step(seq)) is None:
                break
            seq = following
        self._put_cursor(lines, seq)
        if count < 0:
            self._tell_top(lines)

    def _put_cursor(self, lines: LogLines, seq: int) -> None:
        """Put the cursor on a line, and the window where it is seen."""
        place = self._place
        place.cursor = seq
        place.top = Position(*log_window.bring_into_view(lines, seq, place.top, self.size.height))
        place.follow = False
        self._settle()
