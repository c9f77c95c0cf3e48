"""One stretch of a log: the bytes of whole lines in one block, and where each line ends in it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate


class Chunk:
    """Consecutive lines in one block of bytes that never moves.

    The index holds one unsigned 32-bit number per line: how many bytes of text stand up to the end of that line, the
    line ends not counted. So line *i* begins at byte `ends[i - 1] + i`, and a block is indexed without a Python loop.
    """

    __slots__ = ("block", "ends", "first", "used")

    first: int
    """The sequence number of the first line."""
    block: bytes | bytearray
    """The text, every line with its `\\n`; only the first `used` bytes count."""
    used: int
    """Bytes in use."""
    ends: array[int]
    """For each line the number of text bytes up to its end, without line ends."""

    def __init__(self, first: int, block: bytes | bytearray, used: int = 0) -> None:
        self.first = first
        self.block = block
        self.used = used
        self.ends = array("I")

    @classmethod
    def adopt(cls, first: int, lines: bytes) -> Chunk:
        """A full chunk around *lines* as they are: whole lines, nothing copied."""
        chunk = cls(first, lines, len(lines))
        chunk._index(lines)
        return chunk

    def append(self, lines: bytes) -> None:
        """Write whole *lines* behind the last one; they must fit into `room`."""
        if not isinstance(self.block, bytearray) or len(lines) > self.room:
            raise ValueError("the chunk is full")
        stop = self.used + len(lines)
        self.block[self.used : stop] = lines
        self.used = stop
        self._index(lines)

    @property
    def room(self) -> int:
        """Bytes that can still be appended."""
        return len(self.block) - self.used

    @property
    def end(self) -> int:
        """One more than the sequence number of the last line."""
        return self.first + len(self.ends)

    @property
    def memory(self) -> int:
        """Bytes of memory the chunk takes, its index included."""
        return len(self.block) + self.ends.itemsize * len(self.ends)

    def start(self, index: int) -> int:
        """The byte at which line *index* of this chunk begins; for one past the last line, the end of the text."""
        return self.ends[index - 1] + index if index else 0

    def line(self, index: int) -> bytes:
        """Line *index* of this chunk without its line end."""
        return bytes(self.block[self.start(index) : self.ends[index] + index])

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Lines *start* to *stop* of this chunk without their line ends."""
        if start >= stop:
            return []
        return bytes(self.block[self.start(start) : self.start(stop) - 1]).split(b"\n")

    def index_at(self, byte: int, low: int = 0) -> int:
        """The index of the line that holds *byte*, known to be *low* or later."""
        return bisect_right(range(low, len(self.ends)), byte, key=self._stop) + low

    def _stop(self, index: int) -> int:
        return self.ends[index] + index + 1

    def _index(self, lines: bytes) -> None:
        texts = lines.split(b"\n")
        texts.pop()
        before = self.ends[-1] if self.ends else 0
        ends = accumulate(map(len, texts), initial=before)
        next(ends)
        self.ends.extend(ends)
