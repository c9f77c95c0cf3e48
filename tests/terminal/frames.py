"""Screens that change at random, written the way Textual writes them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CONSOLE = Console(color_system="truecolor", legacy_windows=False, _environ={})

STYLES = [
    Style.parse(style)
    for style in (
        "none",
        "red",
        "bold",
        "dim",
        "on blue",
        "#aabbcc on #101010",
        "bold #aabbcc on #101010",
        "#ffffff on #101010",
        "italic underline green",
        "reverse",
        "strike on yellow",
        "bold dim",
        "blink2 overline",
        "underline2 color(200)",
        "dim white on bright_black",
    )
]
LINK = Style(link="https://example.org/a", color="blue")
WORDS = [
    "INFO",
    "error:",
    "connection",
    "refused",
    "x",
    "200",
    "─────",
    "│",
    "● running",
    "▲",
    "GET /v2/stacks",
    "  ",
    "·",
]
WIDE = ["世界", "日本", "ｗｉｄｅ", "한국"]
DOUBTFUL = ["👩‍💻", "é", "⚠️", "🚀", "ไทย", "नमस्ते", "🇩🇪", "\ue0b0", "😀😀"]


class Deck:
    """A screen whose parts change at random; each change gives what Textual would write."""

    def __init__(self, random: Random, *, doubtful: bool = False, size: tuple[int, int] | None = None) -> None:
        self.random = random
        self.width, self.height = size or (random.randint(2, 48), random.randint(1, 14))
        self.words = WORDS + WIDE + (DOUBTFUL * 3 if doubtful else [])
        self.styles = random.sample(STYLES, random.randint(1, 5))
        self.rows = [self.row() for _ in range(self.height)]

    def row(self) -> Strip:
        """A row of random words with some blanks at its end."""
        random = self.random
        segments = []
        for _ in range(random.randint(0, 8)):
            style = LINK if random.random() < 0.03 else random.choice(self.styles)
            text = " ".join(random.choice(self.words) for _ in range(random.randint(1, 3)))
            segments.append(Segment(text + " " * random.choice([0, 1, 1, 2, 20]), style))
        fill = random.choice(self.styles)
        return Strip(segments).adjust_cell_length(self.width, fill)

    def frame(self) -> str:
        """Changes something; gives what Textual writes then."""
        changes: list[Callable[[], str]] = [self.everything, self.edit, self.edit, self.scroll, self.scroll, self.pane]
        written = self.random.choice(changes)()
        x, y = self.random.choice([(0, 0), (self.random.randrange(self.width), self.random.randrange(self.height))])
        written += f"\x1b[{y + 1};{x + 1}H"
        return f"\x1b[?2026h{written}\x1b[?2026l" if self.random.random() < 0.5 else written

    def resize(self) -> None:
        """Takes another size, keeping what was there."""
        self.width, self.height = self.random.randint(2, 48), self.random.randint(1, 14)
        self.rows = [row.adjust_cell_length(self.width) for row in self.rows[: self.height]]
        self.rows += [self.row() for _ in range(self.height - len(self.rows))]

    def everything(self, *, fresh: bool = False) -> str:
        """Writes the whole screen, changed or not."""
        if fresh or self.random.random() < 0.5:
            self.rows = [self.row() for _ in range(self.height)]
        return self.written(Region(0, 0, self.width, self.height))

    def edit(self) -> str:
        """Writes over a few stretches."""
        spans = []
        for y in sorted(self.random.sample(range(self.height), self.random.randint(1, min(3, self.height)))):
            start = self.random.randrange(self.width)
            end = self.random.randint(start + 1, self.width)
            self.rows[y] = self._replaced(self.rows[y], start, end, self.row())
            spans.append((y, start, end))
        return self.chops(spans)

    def scroll(self) -> str:
        """Moves rows up or down and fills what comes in."""
        return self._move(0, self.width)

    def pane(self) -> str:
        """Moves rows within some columns."""
        start = self.random.randrange(self.width)
        return self._move(start, self.random.randint(start + 1, self.width))

    def _move(self, start: int, end: int) -> str:
        top = self.random.randrange(self.height)
        bottom = self.random.randint(top + 1, self.height)
        rows = self.random.choice([1, 1, -1, 2, -2, 5, -5])
        before = self.rows[:]
        for y in range(top, bottom):
            source = before[y + rows] if top <= y + rows < bottom else self.row()
            self.rows[y] = self._replaced(self.rows[y], start, end, source)
        if self.random.random() < 0.2:
            self.edit()
            return self.written(Region(0, 0, self.width, self.height))
        return self.written(Region(start, top, end - start, bottom - top))

    def _replaced(self, row: Strip, start: int, end: int, source: Strip) -> Strip:
        parts = [row.crop(0, start), source.crop(start, end), row.crop(end, self.width)]
        return Strip.join(parts).adjust_cell_length(self.width)

    def written(self, region: Region) -> str:
        """What a changed region makes Textual write."""
        strips: list[Iterable[Strip]] = [
            [self.rows[y].crop(region.x, region.right)] for y in range(region.y, region.bottom)
        ]
        return LayoutUpdate(strips, region).render_segments(CONSOLE)

    def chops(self, spans: list[tuple[int, int, int]]) -> str:
        """What changed stretches make Textual write."""
        chops: list[dict[int, Strip | None]] = [{} for _ in range(self.height)]
        ends: list[list[int]] = [[] for _ in range(self.height)]
        for y, start, end in spans:
            chops[y][start] = self.rows[y].crop(start, end)
            ends[y].append(end)
        return ChopsUpdate(chops, spans, ends).render_segments(CONSOLE)
