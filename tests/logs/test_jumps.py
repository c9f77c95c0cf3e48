"""The next error is found in both directions; a traceback belongs to its error."""

from __future__ import annotations

from tui.logs.filters import Filter, FilteredLog
from tui.logs.jumps import next_error
from tui.logs.pattern import Pattern
from tui.logs.store import LogStore

ERROR = b"ERROR it failed\nTraceback (most recent call last):\n  File 'x.py'\nValueError: no\n"


def store_with_errors() -> LogStore:
    """Errors at 1000 and 2004, and an error that belongs to a mark's text nowhere."""
    store = LogStore()
    store.extend(b"INFO fine\n" * 1000 + ERROR + b"INFO fine\n" * 1000 + ERROR + b"INFO fine\n" * 5)
    return store


async def test_errors_are_found_downwards_and_upwards() -> None:
    store = store_with_errors()
    assert await next_error(store, 0, forward=True) == 1000
    assert await next_error(store, 1000, forward=True) == 2004
    assert await next_error(store, 2004, forward=True) is None
    assert await next_error(store, store.end, forward=False) == 2004
    assert await next_error(store, 2004, forward=False) == 1000
    assert await next_error(store, 1000, forward=False) is None


async def test_only_errors_that_are_shown_are_found() -> None:
    store = store_with_errors()
    filtered = FilteredLog(store, Filter(hide=(Pattern("failed"),)))
    while filtered.step():
        pass
    assert await next_error(store, 0, forward=True, filtered=filtered) is None
