"""Waits for what a screen has to show."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

PATIENCE = 20.0
"""Seconds after which something that was waited for is missing."""


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Let the app go on until `condition` holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await pilot.pause()
