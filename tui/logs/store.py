"""The text of one log in memory: bytes in chunks and line offsets, within a budget, under numbers that stay valid."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from tui.logs.chunk import Chunk

DEFAULT_BUDGET: Final = 16 * 1024 * 1024
"""Bytes kept of one log, when nothing else is said."""
_SMALLEST: Final = 4 * 1024
_LARGEST: Final = 1024 * 1024


class LogStore:
    """The lines of one log that are kept, numbered in the order in which they came.

    A line's sequence number never changes. When the budget is used up the oldest lines go, a chunk at a time, and a
    mark in the place of the last of them says how many went; `first` then is that mark's number. Lines from before the
    first ones can be put in front, so numbers can be negative.
    """

    def __init__(self, budget: int = DEFAULT_BUDGET) -> None:
        self._budget = budget
        self._chunks: list[Chunk] = []
        self._marks: dict[int, None] = {}
        self._end = 0
        self._memory = 0
        self._dropped = 0
        self._partial = b""
        self._version = 0
        self.notes: dict[int, str] = {}
        """What somebody noted at the lines they marked, by their numbers; empty where it is a mark alone."""

    @property
    def first(self) -> int:
        """The number of the first line kept, or of the mark that says what was dropped before it."""
        return self.oldest - 1 if self._dropped else self.oldest

    @property
    def oldest(self) -> int:
        """The number of the oldest line kept; what `first` is, unless that is the mark before it."""
        return self._chunks[0].first if self._chunks else self._end

    @property
    def end(self) -> int:
        """One more than the number of the last whole line."""
        return self._end

    @property
    def version(self) -> int:
        """Grows with every change, the unfinished line's included."""
        return self._version

    @property
    def memory(self) -> int:
        """Bytes of memory taken by text and index."""
        return self._memory

    @property
    def size(self) -> int:
        """Bytes of all whole lines kept, marks included."""
        return sum(chunk.used for chunk in self._chunks)

    @property
    def dropped(self) -> int:
        """Lines that were dropped to stay within the budget."""
        return self._dropped

    @property
    def partial(self) -> bytes:
        """The unfinished last line as far as it is known, empty when the log ends with a line end."""
        return self._partial

    @partial.setter
    def partial(self, text: bytes) -> None:
        if text != self._partial:
            self._partial = text
            self._version += 1

    def extend(self, lines: bytes) -> None:
        """Append whole *lines*, each with its line end; what is kept already is not copied."""
        if not lines:
            return
        if not lines.endswith(b"\n"):
            raise ValueError("only whole lines can be appended")
        position = 0
        while position < len(lines):
            position = self._append_from(lines, position)
            self.shrink_to(self._budget)
        self._version += 1

    def prepend(self, lines: bytes) -> int:
        """Put earlier whole *lines* in front, the last of them that fit into the budget; gives how many.

        They get the numbers below the oldest line's. Where lines were dropped already nothing can stand before them.
        """
        stop, before = len(lines), self.oldest
        while stop and not self._dropped:
            start = _cut_back(lines, stop, self._largest)
            count = lines.count(b"\n", start, stop)
            chunk = Chunk.adopt(self.oldest - count, lines[start:stop])
            if self._memory + chunk.memory > self._budget:
                break
            self._chunks.insert(0, chunk)
            self._memory += chunk.memory
            stop = start
        self._version += before != self.oldest
        return before - self.oldest

    def mark(self, text: str) -> None:
        """Append a line of our own that says *text*: about the log, not from it."""
        self._marks[self._end] = None
        self.extend(text.replace("\n", " ").encode() + b"\n")

    def is_mark(self, seq: int) -> bool:
        """Whether line *seq* is a mark and not from the log."""
        return seq in self._marks or (self._dropped > 0 and seq == self.first)

    def marks(self) -> tuple[int, ...]:
        """The numbers of all marks kept, in order."""
        head = (self.first,) if self._dropped else ()
        return head + tuple(self._marks)

    @property
    def lines_kept(self) -> int:
        """How many lines of the log are kept."""
        return self._end - self.oldest

    @property
    def came(self) -> int:
        """Grows by one with every whole line that comes."""
        return self._end

    def count(self, start: int, stop: int) -> int:
        """How many whole lines there are from *start* to *stop*."""
        return max(0, min(stop, self._end) - max(start, self.first))

    def holds(self, seq: int) -> bool:
        """Whether line *seq* is kept."""
        return self.first <= seq < self._end

    def unfinished(self, seq: int) -> bytes | None:
        """The text so far where *seq* stands behind the last whole line."""
        return self._partial if seq >= self._end else None

    def head(self) -> int | None:
        """The first line, None where there is none."""
        return self.first if self._last >= self.first else None

    def tail(self) -> int | None:
        """The last line, the unfinished one where there is one; None where there is none."""
        return self._last if self._last >= self.first else None

    def after(self, seq: int) -> int | None:
        """The line that follows *seq*."""
        return seq + 1 if seq < self._last else None

    def before(self, seq: int) -> int | None:
        """The line in front of *seq*."""
        return min(seq - 1, self._last) if seq > self.first else None

    def line(self, seq: int) -> bytes:
        """Line *seq* without its line end.

        Raises:
            IndexError: when the line is not kept (any more).
        """
        if not self.first <= seq < self._end:
            raise IndexError(f"line {seq} is not kept")
        if seq < self.oldest:
            return self._head()
        chunk = self._chunks[self._chunk_index(seq)]
        return chunk.line(seq - chunk.first)

    def lines(self, start: int, stop: int) -> list[bytes]:
        """The lines *start* to *stop* without their line ends, as far as they are kept."""
        start, stop = max(start, self.first), min(stop, self._end)
        found: list[bytes] = []
        if start < stop and start < self.oldest:
            found.append(self._head())
            start += 1
        if start >= stop:
            return found
        for index in range(self._chunk_index(start), len(self._chunks)):
            chunk = self._chunks[index]
            if chunk.first >= stop:
                break
            found += chunk.lines(max(start - chunk.first, 0), min(stop, chunk.end) - chunk.first)
        return found

    def blocks(self, start: int, stop: int) -> Iterator[Chunk]:
        """The chunks that hold any of the lines *start* to *stop*, oldest first."""
        start, stop = max(start, self.oldest), min(stop, self._end)
        if start < stop:
            chunks = tuple(self._chunks)
            for chunk in chunks[self._chunk_index(start) :]:
                if chunk.first >= stop:
                    return
                yield chunk

    def shrink_to(self, budget: int) -> int:
        """Drop the oldest chunks, never the newest, until at most *budget* bytes are taken; gives the bytes freed."""
        before = self._memory
        while self._memory > budget and len(self._chunks) > 1:
            self._drop_oldest()
        return before - self._memory

    @property
    def _last(self) -> int:
        return self._end if self._partial else self._end - 1

    def _drop_oldest(self) -> None:
        chunk = self._chunks.pop(0)
        self._memory -= chunk.memory
        self._dropped += len(chunk.ends)
        for seq in list(self._marks):
            if seq >= chunk.end:
                break
            del self._marks[seq]
            self._dropped -= 1
        self._version += 1

    def _head(self) -> bytes:
        return f"── {self._dropped:,} earlier lines dropped to save memory ──".encode()

    def _chunk_index(self, seq: int) -> int:
        return bisect_right(self._chunks, seq, key=_first_of) - 1

    def _append_from(self, lines: bytes, position: int) -> int:
        """Append what fits into one chunk of *lines* from *position* on, and give the position behind it."""
        last = self._chunks[-1] if self._chunks else None
        if last is not None and (stop := _cut(lines, position, last.room)):
            self._memory -= last.memory
            last.append(lines[position:stop])
        else:
            stop = _cut(lines, position, self._largest) or lines.index(b"\n", position) + 1
            last = self._new_chunk(lines[position:stop])
            self._chunks.append(last)
        self._memory += last.memory
        self._end = last.end
        return stop

    def _new_chunk(self, piece: bytes) -> Chunk:
        """A chunk for *piece*: around it when it is large, else a block with room, twice as large as the last one."""
        previous = len(self._chunks[-1].block) if self._chunks else 0
        capacity = min(max(2 * previous, _SMALLEST), self._largest)
        if 2 * len(piece) >= capacity:
            return Chunk.adopt(self._end, piece)
        chunk = Chunk(self._end, bytearray(capacity))
        chunk.append(piece)
        return chunk

    @property
    def _largest(self) -> int:
        return max(min(_LARGEST, self._budget // 8), _SMALLEST)


def _cut(lines: bytes, position: int, room: int) -> int:
    """Where to cut *lines* so that whole lines from *position* on fill at most *room* bytes; 0 when not one fits."""
    if position + room >= len(lines):
        return len(lines)
    return lines.rfind(b"\n", position, position + room) + 1


def _cut_back(lines: bytes, stop: int, room: int) -> int:
    """Where the whole lines begin that end at *stop* and fill at most *room* bytes, or are one line."""
    if stop <= room:
        return 0
    return (lines.find(b"\n", stop - room - 1, stop - 1) + 1) or (lines.rfind(b"\n", 0, stop - 1) + 1)


def _first_of(chunk: Chunk) -> int:
    return chunk.first
