"""What a log is to those who read it: one store, or several that are read as one."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Protocol


class Order(Protocol):
    """Lines in the order in which they are read, by numbers that grow from one to the next."""

    def head(self) -> int | None:
        """The first line, None where there is none."""

    def tail(self) -> int | None:
        """The last line, None where there is none."""

    def after(self, seq: int) -> int | None:
        """The line that follows *seq*, which may be missing itself."""

    def before(self, seq: int) -> int | None:
        """The line in front of *seq*, which may be missing itself."""


class Log(Order, Protocol):
    """Lines under numbers that never change, whatever comes and goes around them."""

    @property
    def first(self) -> int:
        """The number of the first line kept."""

    @property
    def end(self) -> int:
        """One more than the number of the last whole line."""

    @property
    def version(self) -> int:
        """Grows with every change."""

    @property
    def came(self) -> int:
        """Grows by one with every whole line that comes."""

    @property
    def notes(self) -> MutableMapping[int, str]:
        """What somebody noted at the lines they marked, by their numbers; empty where it is a mark alone."""

    def count(self, start: int, stop: int) -> int:
        """How many whole lines there are from *start* to *stop*."""

    def line(self, seq: int) -> bytes:
        """A whole line without its line end. Raises `IndexError` when it is not kept."""

    def holds(self, seq: int) -> bool:
        """Whether there is such a whole line."""

    def unfinished(self, seq: int) -> bytes | None:
        """The text so far where *seq* is a last line that is not finished."""

    def is_mark(self, seq: int) -> bool:
        """Whether a line is about the log and not from it."""
