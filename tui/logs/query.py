"""Searches a log while it grows, in slices so short that the event loop is never held for long."""

from __future__ import annotations

import asyncio
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final

from tui.logs.chunk import Chunk
from tui.logs.pattern import Pattern
from tui.logs.store import LogStore

STEP: Final = 0.003
"""Seconds that one step takes at most, or little more."""
_FIRST_SLICE: Final = 64 * 1024
_SMALLEST_SLICE: Final = 8 * 1024
_LARGEST_SLICE: Final = 1024 * 1024
_LONG_LINE: Final = 512 * 1024
_OVERLAP: Final = 4096
_MOST_AT_ONCE: Final = 256


class Search:
    """The lines of a store in which a pattern is found, in order; extended by `step` as lines come.

    Args:
        store: where to search.
        pattern: what to search for.
        clock: seconds.
    """

    def __init__(self, store: LogStore, pattern: Pattern, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self.pattern = pattern
        self._store = store
        self._clock = clock
        self._hits = array("q")
        self._begun = self._scanned = store.oldest
        self._inside = 0
        self._slice = _FIRST_SLICE

    @property
    def count(self) -> int:
        """How many lines were found that are still kept."""
        self._prune()
        return len(self._hits)

    @property
    def scanned(self) -> int:
        """The first line that was not searched yet."""
        return max(self._scanned, self._store.oldest)

    @property
    def done(self) -> bool:
        """Whether all lines that are there have been searched."""
        return self._scanned >= self._store.end and self._begun <= self._store.oldest

    @property
    def progress(self) -> float:
        """How much of the store has been searched, from 0 to 1."""
        oldest, end = self._store.oldest, self._store.end
        return (self.scanned - oldest) / (end - oldest) if end > oldest else 1.0

    def step(self, seconds: float = STEP) -> bool:
        """Search on for about *seconds*; gives whether there is more to search."""
        deadline = self._clock() + seconds
        if self._begun > self._store.oldest:  # Earlier lines were put in front.
            self._begun = self._scanned = self._store.oldest
            self._hits, self._inside = array("q"), 0
        while not self.done:
            before = self._clock()
            self._scan_slice()
            now = self._clock()
            self._adapt(now - before, seconds)
            if now + (now - before) / 2 >= deadline:  # Another one like this would end nearer behind than before it.
                break
        return not self.done

    async def run(self) -> None:
        """Search all that is there, giving way to everything else between two steps."""
        more = True
        while more:
            more = self.step()
            await asyncio.sleep(0)

    def hits(self, start: int, stop: int) -> list[int]:
        """The lines found between *start* and *stop*."""
        return self._hits[bisect_left(self._hits, start) : bisect_left(self._hits, stop)].tolist()

    def next(self, line: int) -> int | None:
        """The first line found after *line*."""
        self._prune()
        index = bisect_right(self._hits, line)
        return self._hits[index] if index < len(self._hits) else None

    def previous(self, line: int) -> int | None:
        """The last line found before *line*."""
        self._prune()
        index = bisect_left(self._hits, line)
        return self._hits[index - 1] if index else None

    def place(self, line: int) -> int:
        """How many of the lines found stand at *line* or before: the 17 of `17/203`."""
        self._prune()
        return bisect_right(self._hits, line)

    def _prune(self) -> None:
        oldest = self._store.oldest
        if self._hits and self._hits[0] < oldest:
            del self._hits[: bisect_left(self._hits, oldest)]

    def _adapt(self, took: float, seconds: float) -> None:
        if took < seconds / 4:
            self._slice = min(self._slice * 2, _LARGEST_SLICE)
        elif took > seconds / 2:
            self._slice = max(self._slice // 4, _SMALLEST_SLICE)

    def _scan_slice(self) -> None:
        """Search the next stretch of one chunk."""
        chunk = next(self._store.blocks(self._scanned, self._store.end))
        start = max(self._scanned - chunk.first, 0)
        limit = chunk.start(start) + self._slice
        stop = len(chunk.ends) if limit >= chunk.used else max(chunk.index_at(limit, start), start + 1)
        if stop == start + 1 and chunk.start(stop) - chunk.start(start) > _LONG_LINE:
            self._scan_long_line(chunk, start)
            return
        lines = self.pattern.lines(chunk, start, stop, most=_MOST_AT_ONCE)
        self._found(chunk.first, lines)
        self._scanned = chunk.first + (lines[-1] + 1 if len(lines) == _MOST_AT_ONCE else stop)

    def _scan_long_line(self, chunk: Chunk, index: int) -> None:
        """Search a piece of a very long line; a match of more than 4 KB may be cut in two and missed."""
        start, stop = chunk.start(index) + self._inside, chunk.start(index + 1)
        found = self.pattern.search(chunk.block, start, min(start + _LONG_LINE, stop))
        if found is not None:
            self._found(chunk.first, [index])
        if found is not None or start + _LONG_LINE >= stop:
            self._scanned, self._inside = chunk.first + index + 1, 0
        else:
            self._inside += _LONG_LINE - _OVERLAP

    def _found(self, first: int, lines: list[int]) -> None:
        marks = set(self._store.marks())
        self._hits.extend(
            [first + line for line in lines if first + line not in marks] if marks else map(first.__add__, lines)
        )
