"""One log line whole: data with a field on each line, and below it the line as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.logs.format import Display, Times, pretty
from tui.logs.store import LogStore
from tui.presentation.palette import Glyphs
from tui.screens.dialog import Modal
from tui.widgets.key_hints import KeyHints
from tui.widgets.log_view import LogView

PIECE = 1000
"""Bytes of a long line that are laid out at a time."""
KEYS = (("y", "copies"), ("esc", "closes"))


class LineScreen(Modal[None]):
    """Shows a line, wrapped, however long it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "Close", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    def __init__(self, title: str, line: bytes, *, glyphs: Glyphs, copy: Callable[[], object]) -> None:
        """Show *line*, which *copy* copies."""
        super().__init__()
        self._title = title
        self._line = line
        self._glyphs = glyphs
        self._copy = copy

    def compose(self) -> ComposeResult:
        """Lay out the line and the keys."""
        with Vertical(classes="dialog large") as dialog:
            dialog.border_title = Text(self._title)
            yield LogView(glyphs=self._glyphs)
            yield KeyHints(KEYS, classes="dialog-keys")

    def on_mount(self) -> None:
        """Fill in the line."""
        view, store = self.query_one(LogView), LogStore()
        parts = [part.text.encode("utf-8", "replace") for part in pretty(self._line)]
        if len(parts) > 1:
            store.extend(b"".join(piece + b"\n" for part in parts for piece in _pieces(part)))
            store.mark("as it came")
        store.extend(b"".join(piece + b"\n" for piece in _pieces(self._line)))
        view.appearance = Display(times=Times.RAW, compact=False, columns=4 * PIECE)
        view.wrap = True
        view.show(store, follow=False)
        view.focus()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the line as it came."""
        self._copy()


def _pieces(line: bytes) -> Iterable[bytes]:
    """A line in pieces; no character is cut in two, and a line end inside it separates as well."""
    for part in line.split(b"\n"):
        start = 0
        while len(part) - start > PIECE:
            stop = start + PIECE
            while stop > start + PIECE - 4 and part[stop] & 0xC0 == 0x80:
                stop -= 1
            yield part[start:stop]
            start = stop
        yield part[start:]
