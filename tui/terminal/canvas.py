"""The two pictures of the screen, wanted and sent, and what brings them together bit by bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.terminal.painter import Abilities, Painter, size_of
from tui.terminal.picture import Picture
from tui.terminal.reader import Reader
from tui.terminal.styles import NotUnderstoodError, Styles
from tui.terminal.urgency import Urgency
from tui.terminal.widths import Widths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SCROLLS: Final = 2
"""Regions that may scroll in one update."""


class Canvas:
    """Takes what Textual writes, whenever it likes, and gives updates, whenever the line can take one."""

    def __init__(self, width: int, height: int, abilities: Abilities, *, clock: Callable[[], float]) -> None:
        self.widths = Widths()
        self.opaque = False
        """Whether something has been written whose effect is not known, so that all has to pass as it is."""
        self._clock = clock
        self._styles = Styles()
        self._wanted = Picture(width, height)
        self._sent = Picture(width, height)
        self._reader = Reader(self._wanted, self._styles, self.widths)
        self._painter = Painter(self._sent, self._styles, self.widths, abilities)
        self._urgency = Urgency()
        self._rewritten: set[int] = set()
        self._painter.forget()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._wanted.width, self._wanted.height

    @property
    def synchronizes(self) -> bool:
        """Whether the terminal has been seen to take frames as wholes."""
        return self._reader.synchronizes

    @property
    def behind(self) -> float:
        """Seconds since when something that is wanted has not been sent."""
        oldest = self._urgency.oldest
        return 0.0 if oldest is None else self._clock() - oldest

    @property
    def abilities(self) -> Abilities:
        """What the terminal can do."""
        return self._painter.abilities

    @abilities.setter
    def abilities(self, abilities: Abilities) -> None:
        self._painter.abilities = abilities

    def text(self, y: int) -> str:
        """The cells that are wanted in a row."""
        return self._wanted.text[y]

    def forget(self) -> None:
        """Takes nothing of what the terminal shows for certain any more."""
        self._painter.forget()

    def resize(self, width: int, height: int) -> None:
        """Takes another size; nobody knows what a terminal shows after that."""
        self._wanted.resize(width, height)
        self._sent.resize(width, height)
        self._painter.forget()

    def write(self, written: str, *, caused: bool) -> str:
        """Takes what Textual writes; gives what of it has to be sent as it is, at once.

        That is everything while the canvas is `opaque`, and an update before it when it becomes so.
        """
        if self.opaque:
            return self._write_opaque(written)
        self._make_room()
        try:
            passed = self._reader.read(written)
        except NotUnderstoodError:
            update = self.update(None)
            self.opaque = True
            self._reader.whole.clear()
            self._rewritten.clear()
            return update + self._painter.reset() + written
        if self._reader.cleared:
            self._reader.cleared = False
            self._painter.forget()
        self._urgency.changed(self._reader.touched, self._clock(), by_itself=not caused)
        self._reader.touched.clear()
        return passed

    def update(self, limit: int | None, *, quiet_only: bool = False) -> str:
        """Gives an update of about `limit` bytes at most; nothing when there is nothing to do."""
        if self.opaque:
            return ""
        now = self._clock()
        painter, wanted = self._painter, self._wanted
        quiet, busy = self._urgency.in_order(painter.changed_rows(wanted), now)
        parts = [painter.paint(wanted, quiet, limit=limit)] if busy or quiet_only else []
        if not quiet_only:
            parts += self._scrolls()
            left = None if limit is None else limit - sum(map(size_of, parts))
            if left is None or left > 0:
                if parts:
                    quiet, busy = self._urgency.in_order(painter.changed_rows(wanted), now)
                parts.append(painter.paint(wanted, quiet + busy, limit=left))
        parts.append(painter.place_cursor(wanted))
        self._urgency.still(painter.changed_rows(wanted))
        return "".join(parts)

    def _scrolls(self) -> Iterator[str]:
        """Moves what has only moved, as often as it is worth it."""
        for _ in range(_SCROLLS):
            scroll = self._painter.scroll(self._wanted, self._painter.changed_rows(self._wanted))
            if not scroll:
                return
            yield scroll

    def leave(self) -> str:
        """Gives what takes our style off the terminal before it is somebody else's."""
        return self._painter.reset()

    def _write_opaque(self, written: str) -> str:
        """Follows what passes; the canvas is clear again once every row has been written as a whole."""
        try:
            self._reader.read(written)
        except NotUnderstoodError:
            self._reader.whole.clear()
            self._rewritten.clear()
        self._rewritten |= self._reader.whole
        self._reader.whole.clear()
        if len(self._rewritten) == self._wanted.height:
            self.opaque = False
            self._painter.forget()
        return written

    def _make_room(self) -> None:
        """Gives characters anew to styles and clusters before there are too many."""
        if self._styles.full:
            used = set().union(*self._wanted.styles, *self._sent.styles)
            table = self._styles.keep_only(used)
            for picture in (self._wanted, self._sent):
                picture.styles = [row.translate(table) for row in picture.styles]
        elif self.widths.full:
            used = set().union(*self._wanted.text, *self._sent.text)
            table = self.widths.keep_only(used)
            for picture in (self._wanted, self._sent):
                picture.text = [row.translate(table) for row in picture.text]
        else:
            return
        self._reader.forget_pieces()
        self._painter.forget_state()
