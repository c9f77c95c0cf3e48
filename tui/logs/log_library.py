"""The logs of all services at once, within one budget: what was shown longest ago gives up its oldest lines first."""

from __future__ import annotations

from typing import Final

from tui.logs.store import DEFAULT_BUDGET, LogStore

DEFAULT_TOTAL: Final = 256 * 1024 * 1024
"""Bytes kept of all logs together, when nothing else is said."""


class LogLibrary:
    """Gives every service its store and keeps all of them together within a budget.

    Args:
        budget: bytes that one log may take.
        total: bytes that all logs together may take.
    """

    def __init__(self, *, budget: int = DEFAULT_BUDGET, total: int = DEFAULT_TOTAL) -> None:
        self._budget = budget
        self._total = total
        self._stores: dict[str, LogStore] = {}

    def open(self, key: str) -> LogStore:
        """The store of the log called *key*, which from now on counts as the one shown last."""
        store = self._stores.pop(key, None) or LogStore(self._budget)
        self._stores[key] = store
        return store

    def peek(self, key: str) -> LogStore | None:
        """The store of the log called *key* where there is one, its rank unchanged."""
        return self._stores.get(key)

    def on_shelf(self, shelf: str) -> dict[str, LogStore]:
        """The logs called `SHELF/NAME`, by the rest of their names."""
        return {
            key.removeprefix(f"{shelf}/"): store for key, store in self._stores.items() if key.startswith(f"{shelf}/")
        }

    def forget(self, key: str) -> None:
        """Let the log called *key* go, when its service is gone."""
        self._stores.pop(key, None)

    @property
    def memory(self) -> int:
        """Bytes of memory taken by all logs."""
        return sum(store.memory for store in self._stores.values())

    def trim(self) -> None:
        """Bring all logs within the total; called when lines came in. The log shown last is the last one to shrink."""
        excess = self.memory - self._total
        for store in self._stores.values():
            if excess <= 0:
                return
            excess -= store.shrink_to(max(store.memory - excess, 0))
