"""The paths of a domain, and which of them a request belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote


def same_path(one: str, other: str) -> bool:
    """True when the same requests belong to both."""
    return _segments(one) == _segments(other)


def longest_prefix(path: str, prefixes: Iterable[str]) -> str | None:
    """The longest of *prefixes* that *path* lies under, segment by segment; None when it lies under none."""
    wanted = _segments(path)
    fitting = [each for each in prefixes if wanted[: len(_segments(each))] == _segments(each)]
    return max(fitting, key=lambda each: len(_segments(each)), default=None)


def _segments(path: str) -> tuple[str, ...]:
    """What a path names: escapes are undone, empty segments left out, dot segments followed."""
    found: list[str] = []
    for segment in unquote(path).split("/"):
        if segment == "..":
            del found[-1:]
        elif segment not in ("", "."):
            found.append(segment)
    return tuple(found)
