"""A log view in which one can pick lines: a cursor on a line, a range that ends at it, and marks that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.logs.excerpt import Excerpt
from tui.widgets import log_window
from tui.widgets.log_view import LogView
from tui.widgets.log_window import Position

if TYPE_CHECKING:
    from tui.logs.store import LogStore
    from tui.widgets.log_lines import LogLines
    from tui.widgets.log_place import Place
    from tui.widgets.log_reading import Reading


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

    def place_in(self, store: LogStore) -> Place | None:
        """Where one is in a log, shown now or before; None where it never was."""
        return self._places.get(store)

    def reading_of(self, store: LogStore) -> Reading | None:
        """What is searched for and shown of a log, shown now or before; None where it never was."""
        return self._readings.get(store)

    def start_at(self, seq: int) -> None:
        """Let the window begin with a line, as far as the log goes on below it, and stop following."""
        if (store := self._store) is not None:
            if self._place.follow:
                self._place.seen = store.end
            self._place.follow = False
            self._place.top = self._anchor = Position(seq)
            self._settle()

    def pick(self) -> bool:
        """Put the cursor on the lowest line in view; False where there is none."""
        store = self._store
        self._settle()
        if store is None or not self._window:
            return False
        if not self.picking:
            if self._place.follow:
                self._place.seen = store.end
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
        chosen, lines = self._place.chosen, self._ready_lines()
        if chosen is None or lines is None:
            return
        seqs, seq = [], log_window.nearest(lines, chosen[0])
        while seq is not None and seq <= chosen[1]:
            seqs.append(seq)
            seq = lines.after(seq)
        marked = self._place.marked
        if self._place.cursor in marked:
            for each in seqs:
                marked.pop(each, None)
        else:
            marked.update({each: "" for each in seqs if each not in marked})
        self._settle()

    @property
    def cursor_note(self) -> tuple[int, str] | None:
        """The number of the line with the cursor and what is noted there, empty for nothing; None without a cursor."""
        lines, cursor = self._ready_lines(), self._place.cursor
        seq = log_window.nearest(lines, cursor) if lines is not None and cursor is not None else None
        return None if seq is None else (seq, self._place.marked.get(seq, ""))

    def note(self, store: LogStore, seq: int, text: str) -> None:
        """Mark a line of *store*, shown now or not, with a note."""
        self._places[store].marked[seq] = text
        self._settle()

    def next_mark(self, seq: int, *, forward: bool) -> int | None:
        """Give the next line below line *seq* that is marked and shown, or the last one above it."""
        store, filtered = self._store, self._reading.filtered if self._reading is not None else None
        if store is None:
            return None
        found = [
            each
            for each in self._place.marked
            if (each > seq if forward else store.first <= each < seq) and (filtered is None or filtered.is_shown(each))
        ]
        return (min if forward else max)(found, default=None)

    @property
    def chosen(self) -> Excerpt | None:
        """The lines of the range, or the one with the cursor, as far as they are shown; None without a cursor."""
        chosen, lines, store = self._place.chosen, self._ready_lines(), self._store
        if chosen is None or lines is None or store is None:
            return None
        start, last = log_window.nearest(lines, chosen[0]), log_window.nearest(lines, chosen[1])
        if start is None or last is None:
            return None
        filtered = self._reading.filtered if self._reading is not None else None
        return Excerpt(store=store, start=start, stop=last + 1, filtered=filtered)

    @property
    def cursor_line(self) -> bytes | None:
        """The line with the cursor as it came."""
        lines, store = self._ready_lines(), self._store
        seq = log_window.nearest(lines, self._place.cursor) if lines and self._place.cursor is not None else None
        if seq is None or store is None:
            return None
        return store.partial if seq >= store.end else store.line(seq)

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
