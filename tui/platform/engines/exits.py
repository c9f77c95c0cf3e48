"""Waiting for the end of a child process on the event loop."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading


async def wait_for_exit(process: subprocess.Popen[bytes]) -> int:
    """The process's return code once it has ended; it is reaped then.

    Independent of asyncio's own child watchers: depending on the version of Python those start a thread per process,
    or wait until the process's grandchildren have closed its output too.
    """
    if process.returncode is not None:
        return process.returncode
    try:
        descriptor = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return await _wait_in_thread(process)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    try:
        loop.add_reader(descriptor, ended.set)
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    return process.wait()


async def _wait_in_thread(process: subprocess.Popen[bytes]) -> int:
    """The same where the system has no descriptors of processes (macOS, old kernels)."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def tell(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    def wait() -> None:
        code = process.wait()
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, code)

    # A thread of its own: the loop's pool is small, and a service may run for weeks.
    threading.Thread(target=wait, name=f"wait-{process.pid}", daemon=True).start()
    return await ended
