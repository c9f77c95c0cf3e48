"""What the platform does by itself now and then: measure its volumes and fold the write-ahead log into the file."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tui.platform.api.control import Control
from tui.platform.store.folders import folder_size

INTERVAL = 60.0
"""Seconds between two rounds."""


async def keep_house(control: Control, *, interval: float = INTERVAL) -> None:
    """Do a round every *interval* seconds until cancelled."""
    while True:
        await measure_volumes(control)
        await control.store.checkpoint_when_due()
        await asyncio.sleep(interval)


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
