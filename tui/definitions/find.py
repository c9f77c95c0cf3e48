"""Finds a text in a definition: as it is typed, in any case unless it has a capital letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FOUND = 10_000
"""More places are not told."""


class Found(NamedTuple):
    """One place, counted from 0; it never spans lines."""

    row: int
    start: int
    end: int


def find_all(lines: Sequence[str], wanted: str) -> tuple[Found, ...]:
    """All places where `wanted` stands, from the top; none for an empty text."""
    if not wanted:
        return ()
    is_exact = any(character.isupper() for character in wanted)
    pattern = re.compile(re.escape(wanted), 0 if is_exact else re.IGNORECASE)
    found = []
    for row, line in enumerate(lines):
        found += [Found(row, match.start(), match.end()) for match in pattern.finditer(line)]
        if len(found) >= MAX_FOUND:
            break
    return tuple(found[:MAX_FOUND])


def next_index(found: Sequence[Found], row: int, column: int, *, step: int) -> int:
    """The index of the place to go to from `row` and `column`; round the end where there is none.

    It is the next one behind for a `step` of 1, one that may begin right there for 0, the one before for -1.
    """
    here = (row, column)
    if step < 0:
        before = [index for index, place in enumerate(found) if place[:2] < here]
        return before[-1] if before else len(found) - 1
    for index, place in enumerate(found):
        if place[:2] > here or (step == 0 and place[:2] == here):
            return index
    return 0
