"""What the platform does by itself now and then."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace

from tui.platform.api.control import Control
from tui.platform.store.folders import folder_size

_LOG = logging.getLogger(__name__)

Chore = Callable[[], Awaitable[None]]


class House:
    """Does chores, each again after its own pause, from the platform's start to its end."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def keep(self, chore: Chore, *, every: float | Callable[[], float]) -> None:
        """Do *chore* from now on, *every* so many seconds, or as many as a call gives each time."""
        pause = every if callable(every) else lambda: every
        self._tasks.append(asyncio.create_task(_repeat(chore, pause), name="housekeeping"))

    async def close(self) -> None:
        """Do no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _repeat(chore: Chore, pause: Callable[[], float]) -> None:
    while True:
        try:
            await chore()
        except sqlite3.Error as error:
            # A full disk, for example: there may be room again the next time.
            _LOG.warning("what was found out could not be written: %s", error)
        await asyncio.sleep(pause())


async def measure_volumes(control: Control) -> None:
    """Find out how much is in each volume, and write down what has changed."""
    volumes = [(stack.id, each) for stack in control.store.world.stacks.values() for each in stack.volumes]
    folders = [control.folders.volume(volume.id) for _, volume in volumes]
    sizes = await asyncio.to_thread(lambda: [folder_size(each) for each in folders])
    for (stack_id, volume), size in zip(volumes, sizes, strict=True):
        stack = control.store.world.stacks.get(stack_id)
        if stack and size != volume.size_bytes:
            measured = replace(volume, size_bytes=size, size_set_at=control.mint.now())
            kept = tuple(measured if each is volume else each for each in stack.volumes)
            control.store.put_stack(replace(stack, volumes=kept))


async def sweep_volumes(control: Control) -> None:
    """Delete the folders of volumes that are gone: what still ran when they were deleted may have written again."""
    folders = await asyncio.to_thread(control.folders.volume_ids)
    known = {volume.id for stack in control.store.world.stacks.values() for volume in stack.volumes}
    for volume_id in folders:
        if volume_id not in known:
            await asyncio.to_thread(control.folders.delete_volume, volume_id)
