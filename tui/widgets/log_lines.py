"""Turns lines of a log store into rows that can be drawn, each only when it is looked at, and remembers some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from tui.logs.clean import CleanLine, clean

if TYPE_CHECKING:
    from tui.logs.store import LogStore
    from tui.logs.style import Colour
    from tui.logs.style import Style as LogStyle
    from tui.presentation.palette import Glyphs

KEPT_LINES = 1024
_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)? ?")


@dataclass(frozen=True, slots=True)
class LogStyles:
    """The styles of a log under the current theme."""

    base: Style
    mark: Style
    time: Style
    note: Style
    """What is said about a line: that it is cut, that a character was replaced."""


@dataclass(frozen=True, slots=True)
class LineView:
    """How lines are shown."""

    width: int
    wrap: bool
    timestamps: bool


class LogLines:
    """The lines of one store as rows of one width, in one theme; another view or theme needs another one."""

    def __init__(self, store: LogStore, view: LineView, styles: LogStyles, glyphs: Glyphs) -> None:
        self._store = store
        self._view = view
        self._styles = styles
        self._glyphs = glyphs
        self._rows: LRUCache[tuple[int, bool], tuple[Strip, ...]] = LRUCache(KEPT_LINES)
        self._partial: tuple[bytes, tuple[Strip, ...]] = (b"", ())

    def head(self) -> int | None:
        """Give the first line."""
        return self._store.first if self._last() >= self._store.first else None

    def tail(self) -> int | None:
        """Give the last line, the unfinished one where there is one."""
        return self._last() if self._last() >= self._store.first else None

    def after(self, seq: int) -> int | None:
        """Give the line that follows."""
        return seq + 1 if seq < self._last() else None

    def before(self, seq: int) -> int | None:
        """Give the line in front."""
        return min(seq - 1, self._last()) if seq > self._store.first else None

    def height(self, seq: int) -> int:
        """Give the rows a line takes; without wrapping that needs no look at the line."""
        return len(self.rows(seq)) if self._view.wrap else 1

    def rows(self, seq: int) -> tuple[Strip, ...]:
        """Give a line as rows: one of full length, or several of the view's width where it is wrapped."""
        store = self._store
        if seq >= store.end:
            if self._partial[0] != store.partial:
                self._partial = store.partial, self._draw(clean(store.partial))
            return self._partial[1]
        # What was the line in front of the first one kept becomes a mark when older lines are dropped.
        is_mark = store.is_mark(seq)
        rows = self._rows.get((seq, is_mark))
        if rows is None:
            line = clean(store.line(seq))
            rows = self._wrapped(self._mark(line)) if is_mark else self._draw(line)
            self._rows[(seq, is_mark)] = rows
        return rows

    def _last(self) -> int:
        return self._store.end if self._store.partial else self._store.end - 1

    def _mark(self, line: CleanLine) -> list[Segment]:
        rule = self._glyphs.rule * 2
        return [Segment(f"{rule} {line.text.strip('─ ')} {rule}", self._styles.mark)]

    def _draw(self, line: CleanLine) -> tuple[Strip, ...]:
        segments: list[Segment] = []
        match = _TIMESTAMP.match(line.text)
        if match is not None:
            if self._view.timestamps:
                segments.append(Segment(_clock_time(match) + " ", self._styles.time))
            line = line.part(match.end())
        segments += self._content(line)
        if line.cut:
            segments.append(Segment(f" {self._glyphs.ellipsis} {line.size:,} bytes", self._styles.note))
        return self._wrapped(segments)

    def _content(self, line: CleanLine) -> list[Segment]:
        segments = []
        position = 0
        for start, stop, style in line.spans:
            segments.append(Segment(line.text[position:start], self._styles.base))
            own = self._styles.note if style.escaped else self._styles.base + rich_style(style)
            segments.append(Segment(line.text[start:stop], own))
            position = stop
        segments.append(Segment(line.text[position:], self._styles.base))
        return [segment for segment in segments if segment.text]

    def _wrapped(self, segments: list[Segment]) -> tuple[Strip, ...]:
        whole = Strip(segments)
        width = self._view.width
        if not self._view.wrap or width <= 0 or whole.cell_length <= width:
            return (whole,)
        # A wide character is never split: it goes to the next row as a whole.
        cuts = accumulate((cell_len(piece) for piece in chop_cells(whole.text, width)), initial=0)
        return tuple(whole.crop(start, stop) for start, stop in pairwise(cuts))


def _clock_time(match: re.Match[str]) -> str:
    """Give a timestamp as the time of day where the reader is."""
    seconds, _fraction, zone = match.groups()
    if zone is None:
        return seconds[11:]
    return _local_time(seconds, zone)


@lru_cache(maxsize=KEPT_LINES)
def _local_time(seconds: str, zone: str) -> str:
    try:
        return f"{datetime.fromisoformat(seconds + zone).astimezone():%H:%M:%S}"
    except (ValueError, OverflowError):
        return seconds[11:]


@lru_cache(maxsize=512)
def rich_style(style: LogStyle) -> Style:
    """Give the colours and attributes of log text in the terms of the screen."""
    return Style(
        color=_colour(style.foreground),
        bgcolor=_colour(style.background),
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        reverse=style.reverse or None,
        strike=style.strike or None,
    )


def _colour(colour: Colour | None) -> Color | None:
    match colour:
        case None:
            return None
        case int():
            return Color.from_ansi(colour)
        case red, green, blue:
            return Color.from_rgb(red, green, blue)
