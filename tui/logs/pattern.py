"""What people type to find something in a log: a text, or a regular expression between slashes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.logs.chunk import Chunk

if TYPE_CHECKING:
    import re2

_MEMORY: Final = 32 * 1024 * 1024
_LONGEST: Final = 1000
_NEAR: Final = 2048
_MOST_SKIPPED: Final = 4
_ADVICE: Final = {
    "invalid perl operator": "look-around is not supported",
    "invalid escape sequence": "this escape (perhaps a back-reference) is not supported",
    "bad repetition operator": "this repetition is not supported",
    "no argument for repetition operator": "nothing to repeat",
    "invalid repetition size": "more than 1,000 repetitions are not supported",
    "missing closing ]": "a ] is missing",
    "missing )": "a ) is missing",
    "unexpected )": "a ) is too much",
    "trailing \\ at end of regexp": "nothing follows the last backslash",
    "invalid character class range": "the range in brackets is not valid",
    "pattern too large": "it is too large",
    "invalid UTF-8": "it is not valid text",
}


class PatternError(ValueError):
    """A regular expression that can't be used; its text says why, fit to be shown while it is typed."""


class Pattern:
    """Finds a text or a regular expression within lines; never looks across a line's end.

    Args:
        query: a text, found whatever its case unless it has a capital in it; or `/expression/`, or `/expression/i`
            to find it in any case.

    Raises:
        PatternError: when the expression is not one, or needs what can't be found in linear time.
    """

    def __init__(self, query: str) -> None:
        self.query = query
        try:
            expression, any_case = _parts(query)
            self._compiled = _compile(expression.encode(), any_case)
        except UnicodeEncodeError as error:
            raise PatternError("The pattern is not valid text.") from error

    def search(self, text: bytes | bytearray, start: int, stop: int) -> tuple[int, int] | None:
        """The first place in bytes *start* to *stop* of *text* where it is found."""
        found = self._compiled.search(text, start, stop)
        return None if found is None else (found.start(), found.end())

    def lines(self, chunk: Chunk, start: int, stop: int, *, most: int) -> list[int]:
        """The first *most* lines of *chunk* from *start* to *stop* in which it is found."""
        found: list[int] = []
        block, ends, position, end, index = chunk.block, chunk.ends, chunk.start(start), chunk.start(stop), start
        skipped, most_skipped = 0, _MOST_SKIPPED
        while True:
            for match in self._compiled.finditer(block, position, end):
                place = match.start()
                if place < position:  # Found again in the same line: after a few it is cheaper to begin at the next.
                    skipped += 1
                    if skipped == most_skipped:
                        break
                    continue
                if place >= end or len(found) == most:
                    return found
                near = place - position < _NEAR
                index = index + block.count(b"\n", position, place) if near else chunk.index_at(place, index)
                found.append(index)
                position = ends[index] + index + 1
                index += 1
            else:
                return found
            skipped, most_skipped = 0, 1

    def matches(self, line: bytes) -> bool:
        """Whether it is found in *line*."""
        return self._compiled.search(line) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it is found in *text*, as characters; for highlighting, so empty matches are left out."""
        raw = text.encode("utf-8", "surrogateescape")
        found = [match.span() for match in self._compiled.finditer(raw)]
        if text.isascii():
            return [span for span in found if span[0] < span[1]]
        return [(_characters(raw, start), _characters(raw, stop)) for start, stop in found if start < stop]


def _characters(raw: bytes, stop: int) -> int:
    return len(raw[:stop].decode("utf-8", "replace"))


def _parts(query: str) -> tuple[str, bool]:
    """The expression that *query* stands for, and whether its case is ignored."""
    import re2  # 6 ms, needed by nobody who only reads

    if len(query) > 1 and query.startswith("/"):
        for flag in ("/i", "/"):
            if query.endswith(flag) and len(query) > len(flag):
                return query[1 : -len(flag)], flag == "/i"
    return re2.escape(query), query == query.lower()


@lru_cache(maxsize=64)
def _compile(expression: bytes, any_case: bool) -> re2._Regexp:
    import re2  # as in `_parts`

    if len(expression) > _LONGEST:
        raise PatternError("The pattern is too long.")
    options = re2.Options()
    options.never_nl = True
    options.log_errors = False
    options.max_mem = _MEMORY
    options.case_sensitive = not any_case
    try:
        re2.compile(expression, options)
        return re2.compile(b"(?m:%s)" % expression, options)
    except re2.error as error:
        raise PatternError(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    kind, _, where = text.partition(": ")
    said = _ADVICE.get(kind, kind)
    return f"Not a pattern: {said}: {where}" if where else f"Not a pattern: {said}"
