"""Reads what Textual writes into a picture of the screen it wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.terminal.styles import DEFAULT, NotUnderstoodError, Styles
from tui.terminal.widths import CONTINUED

if TYPE_CHECKING:
    from tui.terminal.picture import Picture
    from tui.terminal.widths import Widths

_STRING_END: Final = r"(?:\x07|\x1b\\)"
_LINK: Final = r"\x1b\]8;([^\x07\x1b]*)" + _STRING_END
_MOVE: Final = re.compile(r"\x1b\[([0-9]+);([0-9]+)H")

# Within a row, nearly always: text, or text between a style and its end.
_SEGMENT: Final = re.compile(r"(?:\x1b\[([0-9;]+)m)?+([^\x00-\x1f\x7f-\x9f]+)(?(1)\x1b\[0m)")

# Within any other row: text, a style, a hyperlink; else what is not expected there.
_PART: Final = re.compile(r"([^\x00-\x1f\x7f-\x9f]+)|\x1b\[([0-9;]*)m|" + _LINK + r"|(.)", re.DOTALL)

# Anywhere: text, a style, a hyperlink, any other sequence.
_TOKEN: Final = re.compile(
    r"([^\x00-\x1f\x7f-\x9f]+)|\x1b\[([0-9;]*)m|" + _LINK + r"|(\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*" + _STRING_END + r"|\x1b[ -/]*[0-Z\\`-~]|.)",
    re.DOTALL,
)

# What changes no cell and moves no cursor: modes except those that clear or move, the cursor's shape, the keyboard's
# protocol, questions, titles, clipboard, notifications, the bell.
_MODE: Final = r"(?!(?:3|5|6|47|69|1047|1048|1049)[;hl])[0-9]+"
_HARMLESS: Final = re.compile(
    r"\x07|\x1b\[\?" + _MODE + r"(?:;" + _MODE + r")*[hl]|\x1b\[[0-9]* q|\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9]+\$p"
    r"|\x1b\[[>=]?[0-9]*c|\x1b\[\??[56]n|\x1b\[>[0-9]*q|\x1b\[[0-9;]*t|\x1b\](?!8;|66;|1337;).*",
    re.DOTALL,
)
_SYNC: Final = frozenset({"\x1b[?2026h", "\x1b[?2026l"})
_ALTERNATE_SCREEN: Final = frozenset({"\x1b[?1049h", "\x1b[?1049l"})

_HARD_BLANK: Final = "\xa0"
"""Of what is known to be a cell the one character besides the blank that is no ink, and still no blank."""

_REMEMBERED: Final = 512
"""Pieces of rows remembered in each of two generations."""


class Reader:
    """Keeps the wanted picture, and gives what has to pass untouched."""

    def __init__(self, picture: Picture, styles: Styles, widths: Widths) -> None:
        self.picture = picture
        self.touched: set[int] = set()
        """Rows that have changed; whoever looks at them empties it."""
        self.whole: set[int] = set()
        """Rows written from their first column to their last; whoever looks at them empties it."""
        self.cleared = False
        """Whether the terminal has switched screens, so that nobody knows what it shows; whoever looks resets it."""
        self.synchronizes = False
        """Whether the terminal has been seen to take frames as wholes."""
        self._styles = styles
        self._widths = widths
        self._pen = DEFAULT
        self._young: dict[str, tuple[str, str]] = {}
        self._old: dict[str, tuple[str, str]] = {}

    def forget_pieces(self) -> None:
        """Forgets what was read before: styles or clusters have new characters."""
        self._young.clear()
        self._old.clear()
        self._pen = DEFAULT

    def read(self, written: str) -> str:
        """Takes what was written; gives the part of it that is no picture, in its order.

        Raises `NotUnderstoodError` if it cannot say what the screen looks like then.
        """
        if written in _SYNC:
            self.synchronizes = True
            return ""
        parts = _MOVE.split(written)
        pieces = [] if parts[0] or self._pen != DEFAULT else [self._piece(part) for part in parts[3::3]]
        if not pieces or None in pieces:
            try:
                return self._read_anything(written)
            except NotUnderstoodError:
                self._pen = DEFAULT
                raise
        for row, column, piece in zip(parts[1::3], parts[2::3], pieces, strict=True):
            self._move(int(column), int(row))
            if piece and piece[0]:
                self._put(*piece)
        return ""

    # -- what Textual writes nearly always: rows of text at their places

    def _piece(self, piece: str) -> tuple[str, str] | None:
        """The cells and styles of what follows a move; `None` if there is more to it."""
        if not piece:
            return "", ""
        found = self._young.get(piece)
        if found is None:
            found = self._old.get(piece) or self._parse(piece.removesuffix("\n"))
            if found is None:
                return None
            if len(self._young) >= _REMEMBERED:
                self._old, self._young = self._young, {}
            self._young[piece] = found
        return found

    def _parse(self, piece: str) -> tuple[str, str] | None:
        found = _SEGMENT.split(piece)
        between, sgrs, texts = found[::3], found[1::3], found[2::3]
        cells = "".join(texts)
        if any(between) or _HARD_BLANK in cells or not self._widths.is_narrow(cells):
            return self._parse_parts(piece)
        pens = self._styles.pens
        return cells, "".join([pens[sgr][text.isspace()] * len(text) for sgr, text in zip(sgrs, texts, strict=True)])

    def _parse_parts(self, piece: str) -> tuple[str, str] | None:
        texts: list[str] = []
        styles: list[str] = []
        pen = DEFAULT
        for text, sgr, link, unexpected in _PART.findall(piece):
            if text:
                cells = self._cells(text, texts)
                texts.append(cells)
                is_blank = text.isspace() and text.isascii()
                styles.append((self._styles.blank(pen) if is_blank else pen) * len(cells))
            elif link:
                pen = self._styles.with_link(pen, link)
            elif unexpected:
                return None
            else:
                pen = self._styles.with_sgr(pen, sgr)
        return ("".join(texts), "".join(styles)) if pen == DEFAULT else None

    def _cells(self, text: str, before: list[str]) -> str:
        """The cells of `text`; a mark at its begin joins the last cell `before` it."""
        last = ""
        if before:
            last = before[-1][-2:] if before[-1].endswith(CONTINUED) else before[-1][-1:]
        cells, joined = self._widths.cells(text, last)
        if joined != last:
            before[-1] = before[-1][: -len(last)] + joined
        return cells

    # -- everything else

    def _read_anything(self, written: str) -> str:
        passed = []
        for text, sgr, link, other in _TOKEN.findall(written):
            if text:
                cells = self._cells(text, [])
                self._put(cells, self._pen * len(cells))
            elif link:
                self._pen = self._styles.with_link(self._pen, link)
            elif not other:
                self._pen = self._styles.with_sgr(self._pen, sgr)
            elif _HARMLESS.fullmatch(other) and other not in _SYNC:
                passed.append(other)
            else:
                passed += self._control(other)
        return "".join(passed)

    def _control(self, control: str) -> list[str]:
        """Follows a sequence that is no text; gives it if it has to pass."""
        x, y = self.picture.cursor
        if move := _MOVE.fullmatch(control):
            self._move(int(move[2]), int(move[1]))
        elif control == "\r":
            self.picture.cursor = (0, y)
        elif control == "\n" and y < self.picture.height - 1:
            self.picture.cursor = (x, y + 1)
        elif control in _SYNC:
            self.synchronizes = True
        elif control in _ALTERNATE_SCREEN:
            self.cleared = True
            return [control]
        else:
            raise NotUnderstoodError(repr(control))
        return []

    def _move(self, column: int, row: int) -> None:
        self.picture.cursor = (
            min(max(column, 1), self.picture.width) - 1,
            min(max(row, 1), self.picture.height) - 1,
        )

    def _put(self, text: str, styles: str) -> None:
        picture = self.picture
        x, y = picture.cursor
        before = picture.text[y], picture.styles[y]
        picture.put(x, y, text, styles)
        picture.cursor = (min(x + len(text), picture.width), y)
        if before != (picture.text[y], picture.styles[y]):
            self.touched.add(y)
        if len(text) >= picture.width:
            self.whole.add(y)
