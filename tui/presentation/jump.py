"""Short labels to type, so that anything on the screen is one or two keys away."""

from __future__ import annotations

from typing import Final

LETTERS: Final = "fjdkslaghrueiwoqptyvmcnbxz"
"""The keys under the fingers first."""


def labels(number: int) -> list[str]:
    """So many labels, none of them the beginning of another; single letters come first and are as many as possible.

    There are 676 at most.
    """
    letters = len(LETTERS)
    prefixes = 0
    while letters - prefixes + prefixes * letters < number and prefixes < letters:
        prefixes += 1
    singles = list(LETTERS[: letters - prefixes])
    doubles = [first + second for first in LETTERS[letters - prefixes :] for second in LETTERS]
    return [*singles, *doubles][:number]
