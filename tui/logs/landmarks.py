"""Finds lines of a log again after the program has ended: by their time and a digest, so that no text is kept.

A log that is read again has other sequence numbers, and may begin later or have gone on. Two lines that are alike and
have the same time are one landmark: the last of them is found.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tui.logs.moments import line_at
from tui.logs.timestamps import timestamp_of

if TYPE_CHECKING:
    from tui.logs.store import LogStore

_SLICE: Final = 1000
"""Lines that are looked at before everything else has a turn."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """One line, as it can be told from others."""

    digest: str
    """Of all its bytes."""
    nanoseconds: int | None = None
    """Its time since 1970; None where it has none."""

    @property
    def moment(self) -> datetime | None:
        """Its time, to the microsecond."""
        return None if self.nanoseconds is None else datetime.fromtimestamp(self.nanoseconds / 1_000_000_000, UTC)


def landmark_of(store: LogStore, seq: int) -> Landmark | None:
    """The landmark that line *seq* is; None for a mark, and for a line that is not kept any more."""
    if not store.oldest <= seq < store.end or store.is_mark(seq):
        return None
    line = store.line(seq)
    stamp = timestamp_of(line)
    return Landmark(_digest(line), stamp.nanoseconds if stamp else None)


async def find_landmarks(store: LogStore, wanted: Collection[Landmark]) -> dict[Landmark, int]:
    """The numbers of those of the *wanted* lines that the log has, without ever holding the loop for long."""
    by_digest = {landmark.digest: landmark for landmark in wanted}
    found: dict[Landmark, int] = {}
    start = store.oldest
    while start < store.end and by_digest:
        start = max(start, store.oldest)
        for seq, line in enumerate(store.lines(start, min(store.end, start + _SLICE)), start):
            if (landmark := by_digest.get(_digest(line))) is not None and not store.is_mark(seq):
                found[landmark] = seq
        start += _SLICE
        await asyncio.sleep(0)
    return found


def near(store: LogStore, landmark: Landmark) -> int | None:
    """The first line that is not before the landmark's time; None where it, or the whole log, has none."""
    return None if landmark.moment is None else line_at(store, landmark.moment)


def _digest(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=12).hexdigest()
