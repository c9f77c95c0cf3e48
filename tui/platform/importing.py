"""Imports of much at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """For imports alone: all of it stays, and to look it through again and again takes a third of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
