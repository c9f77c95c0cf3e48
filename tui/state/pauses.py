"""What loops that ask the platform again and again have in common: how they wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.client.observed import RateLimit


async def first(event: asyncio.Event, seconds: float) -> None:
    """Wait for *event*, at most *seconds*."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def stretch(limit: RateLimit | None) -> float:
    """How many times longer than usual to wait between two questions, by what is left of the rate limit."""
    if limit is None or not limit.limit or limit.remaining > limit.limit / 2:
        return 1.0
    return 2.0 if limit.remaining > limit.limit / 4 else 5.0
