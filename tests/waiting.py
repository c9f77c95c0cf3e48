"""Waits for what no message tells: the state of a file, of a process or of another program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which what was waited for is missing."""
BETWEEN = 0.01
"""Seconds between two looks."""


@overload
async def until(look: Callable[[], Awaitable[T]]) -> T: ...
@overload
async def until(look: Callable[[], T]) -> T: ...
async def until(look: Callable[[], object]) -> object:
    """What *look* finds, once it finds something."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = look()
            if isinstance(found, Awaitable):
                found = await found
            if found:
                return found
            await asyncio.sleep(BETWEEN)  # nobody tells when a file, a process or another program has changed
