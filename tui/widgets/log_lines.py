"""Turns lines of a log store into rows that can be drawn, each only when it is looked at, and remembers some."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from rich.cells import cell_len, chop_cells
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Background
from textual.strip import Strip

from tui.logs.clean import CleanLine, clean, printable
from tui.logs.format import Display, Times, show
from tui.logs.levels import Level
from tui.logs.merge import MergedLog
from tui.logs.silence import silence_before, silence_between, silence_text
from tui.widgets.log_styles import LogStyles

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.filter import LineFilter

    from tui.logs.log import Order
    from tui.logs.pattern import Pattern
    from tui.logs.store import LogStore
    from tui.logs.style import Colour
    from tui.logs.style import Style as LogStyle
    from tui.presentation.palette import Glyphs
    from tui.widgets.log_window import Shown

K = TypeVar("K")
V = TypeVar("V")

KEPT_LINES, KEPT_ROWS = 1024, 256
LEAST_PICKED = 4
"""Columns of a line with the cursor, however short it is."""


class Latest(Generic[K, V]):
    """What was made or asked for last, up to so many; Textual's cache takes three times as long for one that is new."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Give what is kept, and keep it longer."""
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found
        return found

    def keep(self, key: K, made: V) -> V:
        """Keep what was made in the place of what nobody has asked for for longest."""
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = made
        return made


class Finish(NamedTuple):
    """What Textual does to all that is drawn: it takes colours away, or mixes them."""

    filters: tuple[LineFilter, ...] = ()
    background: Background = Background(0, 0, 0)
    """What is behind the log."""

    def of(self, strip: Strip) -> Strip:
        """What is shown of a strip; for all filters at once, where Textual makes a strip for each."""
        if not self.filters:
            return strip
        segments = list(strip)
        for each in self.filters:
            segments = each.apply(segments, self.background)
        return Strip(segments, strip.cell_length)


class LineView(NamedTuple):
    """How lines are shown."""

    width: int
    wrap: bool
    display: Display = Display()
    """How times and data are shown."""
    pattern: Pattern | None = None
    """What is searched for: its hits are highlighted."""
    finish: Finish = Finish()
    """What is done to all of it in the end."""


class DrawnLine(NamedTuple):
    """A line as it is shown."""

    rows: tuple[Strip, ...]
    """One of full length, or several of the view's width where it is wrapped; before them one that tells of silence."""
    note: Strip | None = None
    """What stands over the right end of the last row: how long a line is that is cut, what the user noted."""
    before: int = 0
    """How many of the rows tell of the silence before it."""


class LogLines:
    """The lines of one log as rows of one width, in one theme; another view or theme needs another one."""

    def __init__(
        self,
        store: LogStore | MergedLog,
        view: LineView,
        styles: LogStyles,
        glyphs: Glyphs,
        *,
        filtered: Order | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Show all lines of *store*, or those that are *filtered*, a sign and a note at those that are marked."""
        self._order: Order = store if filtered is None else filtered
        self._now = now
        self._store = store
        self._view = view
        self._styles = styles
        self._glyphs = glyphs
        self._drawn: Latest[tuple[int, bool, str, str | None], DrawnLine] = Latest(KEPT_LINES)
        self._silences: Latest[int, int] = Latest(KEPT_LINES)
        self._full: Latest[tuple[Shown, int], tuple[DrawnLine, Strip]] = Latest(KEPT_ROWS)
        self._unfinished: tuple[tuple[int, bytes, str], DrawnLine] = ((0, b"", ""), DrawnLine(()))

    def head(self) -> int | None:
        """Give the first line."""
        return self._order.head()

    def tail(self) -> int | None:
        """Give the last line, the unfinished one where there is one and all are shown."""
        return self._order.tail()

    def after(self, seq: int) -> int | None:
        """Give the line that follows."""
        return self._order.after(seq)

    def before(self, seq: int) -> int | None:
        """Give the line in front."""
        return self._order.before(seq)

    def height(self, seq: int) -> int:
        """Give the rows a line takes; without wrapping the line need not be drawn for that."""
        return max(1, len(self.drawn(seq).rows)) if self._view.wrap else 1 + self.rows_before(seq)

    def rows_before(self, seq: int) -> int:
        """Give how many of a line's rows tell of the silence before it."""
        return 1 if self.told_before(seq) else 0

    def told_before(self, seq: int) -> str:
        """Give what is told on a row of its own before a line, empty for nothing: how long the log was silent."""
        silence = self._silence(seq)
        return silence_text(silence) if silence else ""

    @property
    def base(self) -> Style:
        """The style behind all lines."""
        return self._styles.base

    def width(self, seq: int) -> int:
        """Give the columns a line takes where it is not wrapped."""
        return max(row.cell_length for row in self.drawn(seq).rows)

    def row(self, seq: int, row: int, left: int) -> Strip:
        """Give what a row of the screen shows of a row of a line, from a column on, at most as wide as the view."""
        line = self.drawn(seq)
        if row >= len(line.rows):
            return Strip([])
        width = self._view.width
        if row < line.before:
            return line.rows[row].crop(0, width)
        strip = _part(line.rows[row], left, left + width)
        if line.note is None or row < len(line.rows) - 1:
            return strip
        return Strip.join([strip.crop(0, max(0, width - line.note.cell_length)), line.note]).crop(0, width)

    def picked(self, shown: Shown, left: int) -> Strip:
        """Give what a row of the window shows, the line with the cursor and a range set off."""
        strip = self.row(shown.seq, shown.row, left)
        if shown.silence or not (shown.cursor or shown.chosen):
            return strip
        style = self._styles.cursor if shown.cursor else self._styles.chosen
        # An empty line has to be seen too.
        return strip.extend_cell_length(min(LEAST_PICKED, self._view.width), self._styles.base).apply_style(style)

    def full(self, shown: Shown, left: int, width: int) -> Strip:
        """Give what a row of the window shows up to its edge; the same strip again while it looks the same.

        A log that moves by a line shows nearly all rows again, and a strip remembers what was made of it.
        """
        if shown.silence:
            return self._finished(shown, left, width)
        line, kept = self.drawn(shown.seq), self._full.get((shown, left))
        if kept is None or kept[0] is not line or kept[1].cell_length != width:
            kept = self._full.keep((shown, left), (line, self._finished(shown, left, width)))
        return kept[1]

    def _finished(self, shown: Shown, left: int, width: int) -> Strip:
        return self._view.finish.of(self.picked(shown, left).extend_cell_length(width, self.base))

    def drawn(self, seq: int) -> DrawnLine:
        """Give a line as it is shown."""
        store, told = self._store, self.told_before(seq)
        unfinished = store.unfinished(seq)
        if unfinished is not None:
            if self._unfinished[0] != (seq, unfinished, told):
                drawn = self._below(told, self._draw(unfinished))
                self._unfinished = (seq, unfinished, told), drawn
            return self._unfinished[1]
        if not store.holds(seq):
            # Dropped since the window was last brought up to date, which is about to happen again.
            return DrawnLine((Strip([]),))
        # What was the line in front of the first one kept becomes a mark when older lines are dropped.
        key = seq, store.is_mark(seq), told, store.notes.get(seq)
        kept = self._drawn.get(key)
        if kept is None:
            raw = store.line(seq)
            kept = self._draw_mark(raw) if key[1] else self._below(told, self._draw(raw, noted=key[3]))
            self._drawn.keep(key, kept)
        return kept

    def _silence(self, seq: int) -> int:
        """The seconds of silence that are told before a line; none where lines are shown as they came."""
        store = self._store
        if self._view.display.times is Times.RAW:
            return 0
        if isinstance(store, MergedLog):
            # What comes late may still come in between.
            return silence_between(store, seq) if store.holds(seq) or store.unfinished(seq) else 0
        if seq <= store.oldest or (seq >= store.end and not store.unfinished(seq)):
            return 0
        found = self._silences.get(seq) if seq < store.end else None
        if found is None:
            found = silence_before(store, seq)
            if seq < store.end:
                self._silences.keep(seq, found)
        return found

    def _draw_mark(self, raw: bytes) -> DrawnLine:
        return DrawnLine(self._wrapped([self._ruled(clean(raw).text.strip("─ "))]))

    def _ruled(self, text: str) -> Segment:
        rule = self._glyphs.rule * 2
        return Segment(f"{rule} {text} {rule}", self._styles.mark)

    def _below(self, told: str, line: DrawnLine) -> DrawnLine:
        return DrawnLine((Strip([self._ruled(told)]), *line.rows), line.note, before=1) if told else line

    def _draw(self, raw: bytes, *, noted: str | None = None) -> DrawnLine:
        shown = show(raw, self._view.display, self._now())
        segments = [Segment(f"{shown.time} ", self._time_style(shown.level))] if shown.time else []
        if noted is not None:
            segments.append(Segment(f"{self._glyphs.mark} ", self._styles.time))
        segments += self._highlighted(self._content(shown.body), shown.body.text)
        if not shown.body.cut and not noted:
            return DrawnLine(self._wrapped(segments))
        length = f"{self._glyphs.ellipsis} {len(raw):,} bytes" if shown.body.cut else ""
        note = Segment(f" {self._glyphs.arrow} {printable(noted)}" if noted else "", self._styles.note)
        if self._view.wrap:
            return DrawnLine(self._wrapped([*segments, Segment(length, self._styles.note), note]))
        return DrawnLine(self._wrapped(segments), Strip([Segment(length, self._styles.note), note]))

    def _time_style(self, level: Level) -> Style:
        if level >= Level.ERROR:
            return self._styles.error
        return self._styles.warning if level is Level.WARNING else self._styles.time

    def _highlighted(self, segments: list[Segment], text: str) -> list[Segment]:
        """The segments of *text*, with what is searched for in the style of a hit."""
        hits = self._view.pattern.spans(text) if self._view.pattern is not None else []
        if not hits:
            return segments
        cuts = sorted({edge for hit in hits for edge in hit})
        lit, position = [], 0
        for segment in segments:
            own = segment.style or self._styles.base
            for start, stop in _pieces(position, position + len(segment.text), cuts):
                is_hit = any(first <= start < last for first, last in hits)
                piece = segment.text[start - position : stop - position]
                lit.append(Segment(piece, own + self._styles.hit if is_hit else own))
            position += len(segment.text)
        return lit

    def _content(self, line: CleanLine) -> list[Segment]:
        segments = []
        position = 0
        for start, stop, style in line.spans:
            segments.append(Segment(line.text[position:start], self._styles.base))
            segments.append(Segment(line.text[start:stop], self._style_of(style)))
            position = stop
        segments.append(Segment(line.text[position:], self._styles.base))
        return [segment for segment in segments if segment.text]

    def _style_of(self, style: LogStyle) -> Style:
        if style.escaped:
            return self._styles.note
        own = rich_style(style)
        return self._styles.base + (own if self._styles.colours else own.without_color)

    def _wrapped(self, segments: list[Segment]) -> tuple[Strip, ...]:
        whole = Strip(segments)
        width = self._view.width
        if not self._view.wrap or width <= 0 or whole.cell_length <= width:
            return (whole,)
        # A wide character is never split: it goes to the next row as a whole.
        cuts = accumulate((cell_len(piece) for piece in chop_cells(whole.text, width)), initial=0)
        return tuple(whole.crop(start, stop) for start, stop in pairwise(cuts))


def _part(strip: Strip, start: int, stop: int) -> Strip:
    """The cells of a strip from *start* to *stop*; where each character is a cell in a third of the time."""
    if start == 0 and strip.cell_length <= stop:
        return strip
    if not strip.text.isascii():
        return strip.crop(start, stop)
    segments, position = [], 0
    for text, style, _ in strip:
        if piece := text[max(0, start - position) : max(0, stop - position)]:
            segments.append(Segment(piece, style))
        position += len(text)
    return Strip(segments, max(0, min(stop, position) - start))


def _pieces(start: int, stop: int, cuts: list[int]) -> list[tuple[int, int]]:
    """From *start* to *stop* in pieces that end at the cuts in between."""
    edges = [start, *(cut for cut in cuts if start < cut < stop), stop]
    return list(pairwise(edges))


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
