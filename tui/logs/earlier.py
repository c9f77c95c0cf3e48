"""How a store and a log fit together: what the store knows of the log's end, and where the store begins in a window."""

from __future__ import annotations

from typing import Final

from tui.logs.known import Known
from tui.logs.store import LogStore

_REMEMBERED: Final = 8000
_COMPARED: Final = 200


def known_from(store: LogStore) -> Known | None:
    """What a store that was filled earlier knows of its log: its last lines, as far back as no mark parts them."""
    end = store.end
    while end > store.first and store.is_mark(end - 1):
        end -= 1
    start = max([store.first, end - _REMEMBERED, *(seq + 1 for seq in store.marks() if seq < end)])
    return Known(b"".join(line + b"\n" for line in store.lines(start, end))) if start < end else None


def stands_at(store: LogStore, lines: bytes) -> int:
    """The byte of *lines* at which the store's first line stands, when the store goes on to their end; 0 if unknown."""
    head = _head(store)
    if not head:
        return 0
    if not store.marks():
        start = len(lines) - store.size
        return start if start > 0 and lines.startswith(head, start) else 0
    start = lines.find(b"\n" + head) + 1
    return start if lines.find(b"\n" + head, start) < 0 else 0


def _head(store: LogStore) -> bytes:
    """The first lines of the store up to a mark."""
    stop = min([store.oldest + _COMPARED, *store.marks()])
    return b"".join(line + b"\n" for line in store.lines(store.oldest, stop))
