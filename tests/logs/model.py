"""A log on a server that misbehaves, for tests of following it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Time:
    """A clock that only moves when it is told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class ModelLog:
    """What the server holds, and every line it ever held in order."""

    lines: list[bytes] = field(default_factory=list)
    partial: bytes = b""
    history: list[bytes] = field(default_factory=list)
    faults: list[Exception | bytes] = field(default_factory=list)
    """What the next answers are instead of the truth."""
    asked: list[int | None] = field(default_factory=list)
    sent: int = 0
    most: int | None = None
    """Lines the server gives at most when it is asked for a number of them."""

    widest: int | None = None
    """Lines in a request that takes too long when it asks for more."""

    def append(self, *lines: bytes) -> None:
        self.lines += lines
        self.history += lines

    def rotate(self, keep: int) -> None:
        """Drop all but the last *keep* lines."""
        self.lines = self.lines[len(self.lines) - keep :] if keep < len(self.lines) else self.lines

    def restart(self) -> None:
        """Begin anew, as when the container is recreated."""
        self.lines, self.partial = [], b""

    def body(self, tail: int | None) -> bytes:
        lines = [*(line + b"\n" for line in self.lines), *([self.partial] if self.partial else [])]
        if tail is not None:
            tail = tail if self.most is None else min(tail, self.most)
            lines = lines[max(len(lines) - tail, 0) :]
        return b"".join(lines)

    async def fetch(self, tail: int | None) -> bytes:
        self.asked.append(tail)
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault
        if self.widest is not None and (tail is None or tail > self.widest):
            raise TimeoutError
        body = self.body(tail)
        self.sent += len(body)
        return body
