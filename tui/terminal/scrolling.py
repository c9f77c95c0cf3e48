"""Finds rows that are already on the screen, only elsewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.terminal.picture import difference

if TYPE_CHECKING:
    from tui.terminal.picture import Picture

_OVERHEAD: Final = 18
"""What telling a terminal to scroll a part of its screen costs, in bytes."""

_SIDE_OVERHEAD: Final = 22
"""What left and right margins cost on top of it."""

_EVERY_ROW: Final = 6
"""What a changed row costs beside its cells."""

_LOOKED_AT: Final = 4
"""Equal rows considered as the place a row came from."""


class Scroll(NamedTuple):
    """Rows `top` to `bottom` and columns `left` to `right` (excluded) move up by `rows`, or down if it is negative."""

    top: int
    bottom: int
    left: int
    right: int
    rows: int


class _Choice(NamedTuple):
    gain: int
    scroll: Scroll


def find_scroll(sent: Picture, wanted: Picture, changed: list[int], *, side_margins: bool) -> Scroll | None:
    """Gives the scroll that saves most, or `None` when writing the rows again is cheaper than any."""
    moved = _moved(sent, wanted, changed)
    if not moved:
        return None
    differences = {y: _difference(sent, y, wanted, y, 0, wanted.width) for y in changed}
    left = min(difference.find(1) for difference in differences.values())
    right = max(difference.rfind(1) for difference in differences.values()) + 1
    columns = [(0, wanted.width)]
    if side_margins and 1 < right - left < wanted.width:
        columns.append((left, right))
    choices = [
        _best(sent, wanted, differences, rows, targets, *sides) for rows, targets in moved.items() for sides in columns
    ]
    best = max(choices)
    return best.scroll if best.gain > 0 else None


def _moved(sent: Picture, wanted: Picture, changed: list[int]) -> dict[int, set[int]]:
    """The distances by which most of the changed rows have moved, judged by parts of them, and which rows those are."""
    moved: dict[int, set[int]] = defaultdict(set)
    quarter = max(1, wanted.width // 4)
    for first in range(0, wanted.width, quarter):
        end = first + quarter
        now = [row[first:end] for row in sent.text]
        places: dict[str, list[int]] = defaultdict(list)
        for y, part in enumerate(now):
            places[part].append(y)
        places.pop(" " * len(now[0]), None)
        for y in changed:
            part = wanted.text[y][first:end]
            if part in places and part != now[y]:
                for source in places[part][:_LOOKED_AT]:
                    moved[source - y].add(y)
    likely = sorted(moved, key=lambda rows: -len(moved[rows]))[:2]
    return {rows: moved[rows] for rows in likely if len(moved[rows]) > 1}


def _best(
    sent: Picture,
    wanted: Picture,
    differences: dict[int, bytes],
    rows: int,
    targets: set[int],
    left: int,
    right: int,
) -> _Choice:
    """The stretch of rows for which moving them by `rows` saves most, if only `targets` look as if they had moved."""
    height = wanted.height
    anew = [_EVERY_ROW + len(row[left:right].rstrip(" ")) for row in wanted.text]
    now = [0] * height
    for y, changed in differences.items():
        now[y] = min(anew[y], _EVERY_ROW + changed.count(1, left, right))
    gains = [0] * height
    for y in range(max(0, -rows), min(height, height - rows)):
        moved = _difference(sent, y + rows, wanted, y, left, right) if y in targets else None
        then = anew[y] if moved is None else min(anew[y], _cost(moved))
        gains[y] = now[y] - then
    top, bottom, gain = _most(gains)
    if bottom == top:
        return _Choice(0, Scroll(0, 0, left, right, rows))
    new = range(bottom, bottom + rows) if rows > 0 else range(top + rows, top)
    gain -= sum(anew[y] - now[y] for y in new)
    gain -= _OVERHEAD + (_SIDE_OVERHEAD if right - left < wanted.width else 0)
    return _Choice(gain, Scroll(min(top, new.start), max(bottom, new.stop), left, right, rows))


def _most(gains: list[int]) -> tuple[int, int, int]:
    """The stretch with the greatest sum: where it begins and ends, and the sum."""
    best, best_sum = (0, 0), 0
    start, total = 0, 0
    for y, gain in enumerate(gains):
        if total <= 0:
            start, total = y, 0
        total += gain
        if total > best_sum:
            best, best_sum = (start, y + 1), total
    return *best, best_sum


def _difference(sent: Picture, old: int, wanted: Picture, new: int, left: int, right: int) -> bytes:
    """A byte for every cell: whether row `old` as sent differs there from row `new` as wanted; none if none does."""
    text, styles = wanted.text[new][left:right], wanted.styles[new][left:right]
    old_text, old_styles = sent.text[old][left:right], sent.styles[old][left:right]
    if text == old_text and styles == old_styles:
        return b""
    return difference(text, styles, old_text, old_styles)


def _cost(difference: bytes) -> int:
    return _EVERY_ROW + difference.count(1) if difference else 0
