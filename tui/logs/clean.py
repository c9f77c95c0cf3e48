r"""Makes one line of a log safe to show: no control or escape character is left, colours become spans.

What stays: printable characters, and SGR colours and attributes as spans beside the text. What is dropped: every other
complete escape sequence (CSI, OSC, DCS, APC, PM, SOS, …), leading NULs, the carriage return of a CRLF, joiners and
variation selectors, which only make a terminal and its programs disagree about widths. What is made visible: other
control characters as control pictures (`␀`), bytes that are no UTF-8 and C1 controls as `\x9b`, bidi controls,
zero-width characters, separators and whatever else cannot be printed as `\u202e`; these stretches are marked `escaped`.
Tabs are expanded to columns of eight. The work is bounded whatever the line's length.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Final, NamedTuple

from tui.logs.style import PLAIN, Style, apply_sgr

MOST_COLUMNS: Final = 2000
"""Columns of a line that are shown in a list of lines."""
_BYTES_PER_COLUMN: Final = 4
_TAB: Final = 8

_TOKEN: Final = re.compile(
    r"""
      \x1b\[(?P<sgr>[0-9:;]*+)m
    | (?P<csi>\x1b\[[0-?]*+[ -/]*+[@-~])
    | (?P<string>\x1b[\]PX^_][^\x07\x18\x1a\x1b\x9c]*+(?:\x07|\x1b\\|\x9c))
    | (?P<escape>\x1b[ -/]*+[0-OQ-WYZ\\`-~])
    | (?P<tab>\t)
    | (?P<control>[\x00-\x1f\x7f])
    | (?P<wide>[^\x00-\x7f]++)
    """,
    re.VERBOSE,
)
_DROPPED: Final = frozenset("\u200c\u200d") | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable by their category, yet nothing is seen of them."""


class Span(NamedTuple):
    """A stretch of a line's text with a style: characters *start* to *stop*."""

    start: int
    stop: int
    style: Style


class CleanLine(NamedTuple):
    """A line that can be shown."""

    text: str
    """Printable characters only (`str.isprintable`)."""
    spans: tuple[Span, ...] = ()
    """The stretches that are not plain, in order, none overlapping another."""
    size: int = 0
    """Bytes of the whole line as it came."""
    cut: bool = False
    """Whether the text is only the line's beginning."""

    def part(self, start: int) -> CleanLine:
        """The line from character *start* on."""
        spans = tuple(
            Span(max(span.start, start) - start, span.stop - start, span.style)
            for span in self.spans
            if span.stop > start
        )
        return CleanLine(self.text[start:], spans, self.size, self.cut)


def clean(line: bytes, *, columns: int = MOST_COLUMNS) -> CleanLine:
    """*line* (without its line end) as text and spans, at most *columns* wide."""
    if len(line) <= columns and line.isascii():
        text = line.decode("ascii")
        if text.isprintable():
            return CleanLine(text, (), len(line))
    size = len(line)
    head = line[: columns * _BYTES_PER_COLUMN]
    if cut := len(head) < size:
        head = _whole_characters(head)
    elif head.endswith(b"\r"):
        head = head[:-1]
    text, spans = _Cleaner(columns).run(head.lstrip(b"\0").decode("utf-8", "surrogateescape"))
    length = _fitting(text, columns)
    if length < len(text):
        cut, text = True, text[:length]
        spans = [Span(span.start, min(span.stop, length), span.style) for span in spans if span.start < length]
    return CleanLine(text, tuple(spans), size, cut)


def printable(text: str) -> str:
    """*text* on one line with every character that cannot be shown made visible or dropped, colours included."""
    return text if text.isascii() and text.isprintable() else _Cleaner(sys.maxsize).run(text)[0]


def width(text: str) -> int:
    """Columns that *text* takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


class _Cleaner:
    """Collects the pieces of one line until they are more than *columns* wide."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.pieces: list[str] = []
        self.spans: list[Span] = []
        self.style = PLAIN
        self.length = 0
        self.column = 0

    def run(self, text: str) -> tuple[str, list[Span]]:
        position = 0
        for token in _TOKEN.finditer(text):
            self.add(text[position : token.start()])
            self.take(token)
            position = token.end()
            if self.column > self.columns:
                break
        else:
            self.add(text[position:])
        return "".join(self.pieces), self.spans

    def take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "sgr":
                self.style = apply_sgr(self.style, token["sgr"])
            case "tab":
                self.add(" " * (_TAB - self.column % _TAB))
            case "control":
                self.escape(chr(0x2421) if token[0] == "\x7f" else chr(0x2400 + ord(token[0])))
            case "wide" if token[0].isprintable() and _BLANK.isdisjoint(token[0]) and _DROPPED.isdisjoint(token[0]):
                self.add(token[0])
            case "wide":
                for character in token[0]:
                    self.add_character(character)

    def add(self, text: str) -> None:
        """Text that can be shown, in the style that holds now."""
        if not text:
            return
        self.pieces.append(text)
        start, self.length = self.length, self.length + len(text)
        self.column += width(text)
        if self.style is PLAIN or self.style == PLAIN:
            return
        if self.spans and self.spans[-1].stop == start and self.spans[-1].style == self.style:
            start = self.spans.pop().start
        self.spans.append(Span(start, self.length, self.style))

    def add_character(self, character: str) -> None:
        if character in _DROPPED:
            return
        if unicodedata.category(character) == "Zs":
            self.add(" ")
        elif character in _BLANK or not character.isprintable():
            self.escape(_code(character))
        else:
            self.add(character)

    def escape(self, text: str) -> None:
        before = self.style
        self.style = before._replace(escaped=True)
        self.add(text)
        self.style = before


def _code(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # how "surrogateescape" stands for a byte that is no UTF-8
        number -= 0xDC00
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _whole_characters(head: bytes) -> bytes:
    """*head* without the beginning of a character or escape sequence that the cut went through."""
    escape = head.rfind(b"\x1b", len(head) - 32)
    if escape >= 0:
        return head[:escape]
    return head.decode("utf-8", "ignore").encode() if _is_cut(head) else head


def _is_cut(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(head) and len(head) - error.start < 4
    return False


def _fitting(text: str, columns: int) -> int:
    """How many characters of *text* fit into *columns*."""
    if len(text) <= columns // 2 or (text.isascii() and len(text) <= columns):
        return len(text)
    if text.isascii():
        return columns
    used = 0
    for index, character in enumerate(text):
        used += _character_width(character)
        if used > columns:
            return index
    return len(text)


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
