"""Finds where a window continues what is known of a log, and says how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from tui.logs.known import Anchor, Known
from tui.logs.timestamps import timestamp_of
from tui.logs.window import Window, stretches

_TRIED: Final = 16
_CONVINCING: Final = 8


class Fit(Enum):
    """How a window and what is known go together."""

    EXACT = auto()
    """They overlap, and only in this way."""
    LIKELY = auto()
    """They overlap in this way or another: lines that look alike may be missing."""
    CHANGED = auto()
    """The log goes on, but lines that were read before look different now."""
    INSIDE = auto()
    """The window lies inside what is known: an old answer, or a log that repeats itself or started over."""
    OLD = auto()
    """The same, and times show that it is an old answer."""
    OLDER = auto()
    """All its lines bear times before the last one known: an old answer, or a log that started over in the past."""
    APART = auto()
    """They have nothing in common."""


class Match(NamedTuple):
    """Where a window continues what is known."""

    fit: Fit
    new: int
    """The byte of the window from which on its lines are new."""


def match(known: Known, window: Window) -> Match:
    """Compare *window* with what is *known*, in time linear in both."""
    return (
        _by_length(known, window)
        or _by_anchor(known, window)
        or _by_lines(known.text.split(b"\n")[:-1], window.lines.split(b"\n")[:-1])
    )


def _by_length(known: Known, window: Window) -> Match | None:
    """A log seen from its first line goes on behind what was counted, when the same text still stands there."""
    offset = known.offset
    if not window.whole or offset is None or offset > len(window.lines):
        return None
    return Match(Fit.EXACT, offset) if _agree(known.text, window.lines, offset) else None


def _by_anchor(known: Known, window: Window) -> Match | None:
    """A line that was unique stands in the window, and all around it agrees."""
    anchor = known.anchor
    if anchor is None:
        return None
    places = list(_occurrences(window.lines, anchor.line))
    ends = [place + anchor.back for place in places]
    exact = [end for end in ends if end <= len(window.lines) and _agree(known.text, window.lines, end)]
    if exact:
        sure = len(exact) == 1 and len(places) < _TRIED and _enough(known.text, window.lines, exact[0])
        return Match(Fit.EXACT, exact[0]) if sure else None
    if any(_agree(window.lines, known.text, len(known.text) - end + len(window.lines)) for end in ends):
        return Match(Fit.OLD if timestamp_of(anchor.line) else Fit.INSIDE, len(window.lines))
    if not places or timestamp_of(anchor.line) is None:
        return None
    return Match(Fit.CHANGED, _behind(window.lines, places[0], anchor, known.text))


def _enough(known: bytes, lines: bytes, end: int) -> bool:
    """Whether the overlap is more than a few lines that could have come again, or as much as there is to compare."""
    return end >= len(known) or lines.count(b"\n", 0, end) >= _CONVINCING


def _behind(lines: bytes, start: int, anchor: Anchor, known: bytes) -> int:
    """The first byte of *lines* behind the anchor at *start* that is not older than the last line known."""
    latest = _latest(known[-anchor.back :].split(b"\n"))
    position = start + len(anchor.line)
    while position < len(lines):
        stop = lines.index(b"\n", position) + 1
        stamp = timestamp_of(lines[position:stop])
        if latest is None or (stamp is not None and stamp.nanoseconds > latest):
            break
        position = stop
    return position


def _by_lines(known: list[bytes], window: list[bytes]) -> Match:
    """All ways in which the two overlap, and which of them their timestamps allow."""
    latest = _latest(known)
    low, high = _bounds(window, latest)
    ways = [count for count in overlaps(known, window) if low <= count <= high]
    if latest is not None and window and low == len(window):
        return Match(Fit.OLD if _contains(known, window) else Fit.OLDER, _size(window))
    if ways:
        certain = low > 0 and len(ways) == 1
        if not certain and ways[0] < len(window) and _contains(known, window):
            return Match(Fit.INSIDE, _size(window))
        return Match(Fit.EXACT if certain else Fit.LIKELY, _size(window[: ways[0]]))
    if low > 0:
        return Match(Fit.CHANGED, _size(window[:high]))
    return Match(Fit.INSIDE if _contains(known, window) else Fit.APART, 0)


def _bounds(window: list[bytes], latest: int | None) -> tuple[int, int]:
    """The least and most lines of *window* that can be known: what is older than *latest* is, what is newer is not."""
    low, high = 0, len(window)
    if latest is None:
        return low, high
    for index, line in enumerate(window):
        stamp = timestamp_of(line)
        if stamp is None:
            continue
        if stamp.nanoseconds < latest:
            low = index + 1
        elif stamp.nanoseconds > latest and high == len(window):
            high = index
    return (low, high) if low <= high else (0, len(window))


def _latest(lines: list[bytes]) -> int | None:
    stamps = [stamp.nanoseconds for line in lines if (stamp := timestamp_of(line)) is not None]
    return max(stamps, default=None)


def overlaps(known: list[bytes], window: list[bytes]) -> Iterator[int]:
    """Every number of *window*'s first lines, most first, that can be the last lines of *known*.

    All of *known* may lie inside the window. The Z function of both read backwards finds them in linear time.
    """
    ids: dict[bytes, int] = {}
    backwards = [ids.setdefault(line, len(ids)) for line in reversed(known)]
    text = [*backwards, -1, *(ids.setdefault(line, len(ids)) for line in reversed(window))]
    lengths = _z_function(text)
    for skipped in range(len(window)):
        count = len(window) - skipped
        if lengths[len(backwards) + 1 + skipped] >= min(count, len(backwards)) > 0:
            yield count


def _z_function(text: list[int]) -> list[int]:
    """For each place of *text* how far what begins there agrees with the beginning of *text*."""
    lengths = [0] * len(text)
    left = right = 0
    for place in range(1, len(text)):
        length = min(right - place, lengths[place - left]) if place < right else 0
        while place + length < len(text) and text[length] == text[place + length]:
            length += 1
        lengths[place] = length
        if place + length > right:
            left, right = place, place + length
    return lengths


def _agree(known: bytes, lines: bytes, end: int) -> bool:
    """Whether *known*, when it ends at byte *end* of *lines*, agrees with them as far as both reach."""
    if end <= 0:
        return end == 0 and not known
    if end <= len(known):
        return lines.startswith(known[len(known) - end :])
    return lines.startswith(known, end - len(known))


def _occurrences(lines: bytes, line: bytes) -> Iterator[int]:
    """Where *line* begins in *lines*, last first; only a few, so that time stays linear."""
    needle, stop, found = b"\n" + line, len(lines), 0
    for start, _ in reversed(list(stretches(len(lines)))):
        while (place := lines.rfind(needle, start, stop)) >= 0:
            yield place + 1
            stop, found = place + 1, found + 1
            if found == _TRIED:
                return
        stop = min(stop, start + len(line))
    if lines.startswith(line):
        yield 0


def _contains(known: list[bytes], window: list[bytes]) -> bool:
    """Whether all of *window* stands somewhere in *known*."""
    if not window:
        return True
    text = b"\n".join([b"", *known, b""])
    return b"\n".join([b"", *window, b""]) in text


def _size(lines: list[bytes]) -> int:
    return sum(map(len, lines)) + len(lines)
