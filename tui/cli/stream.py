"""Bytes to stdout without ever blocking the event loop, and knowing when whoever reads them has gone."""

from __future__ import annotations

import asyncio
import os
import select
import stat
from contextlib import suppress

_PIECE = 4096
"""A pipe that says it takes something takes this much at once (PIPE_BUF)."""


class Stream:
    """A file descriptor that is written to by an asyncio program.

    The descriptor stays in blocking mode: it is shared with other programs (the shell's terminal), which would notice.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._turn = asyncio.Lock()

    async def write(self, content: bytes) -> None:
        """Write all of *content* in one piece, however many write; waits for a slow reader while other tasks go on.

        Raises:
            BrokenPipeError: The reader has gone.
        """
        view = memoryview(content)
        async with self._turn:
            while view:
                await self._room()
                view = view[os.write(self._descriptor, view[:_PIECE]) :]

    async def reader_gone(self) -> None:
        """Return when the other end of a pipe or socket is closed; never, where stdout is something else."""
        gone = asyncio.Event()
        kind = os.fstat(self._descriptor).st_mode
        watched = stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)
        loop = asyncio.get_running_loop()
        if watched:
            loop.add_reader(self._descriptor, gone.set)
        try:
            await gone.wait()
        finally:
            if watched:
                loop.remove_reader(self._descriptor)

    async def _room(self) -> None:
        if select.select([], [self._descriptor], [], 0)[1]:
            return
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        with suppress(PermissionError):  # a regular file is always ready, and epoll refuses to watch it
            loop.add_writer(self._descriptor, ready.set)
            try:
                await ready.wait()
            finally:
                loop.remove_writer(self._descriptor)
