"""Waiting for the end of a process, with and without the help of the system."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess

import pytest

from tui.platform.engines.exits import wait_for_exit


def a_process(script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["/bin/sh", "-c", script], stdin=subprocess.PIPE)


@pytest.fixture(params=["the system tells", "a thread waits"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to wait; the second is that of macOS."""
    if request.param == "a thread waits":
        monkeypatch.delattr(os, "pidfd_open", raising=False)


@pytest.mark.usefixtures("way")
async def test_the_code_is_given_once_the_process_has_ended() -> None:
    with a_process("read _; exit 3") as process:
        waiting = asyncio.create_task(wait_for_exit(process))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert process.stdin is not None
        process.stdin.close()

        assert await waiting == 3
        assert await wait_for_exit(process) == 3


@pytest.mark.usefixtures("way")
async def test_a_signal_is_given_as_a_negative_number() -> None:
    with a_process("read _") as process:
        process.send_signal(signal.SIGKILL)

        assert await wait_for_exit(process) == -signal.SIGKILL


@pytest.mark.usefixtures("way")
async def test_who_stops_waiting_harms_nothing() -> None:
    with a_process("read _") as process:
        waiting = asyncio.create_task(wait_for_exit(process))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        process.kill()

        assert await wait_for_exit(process) == -signal.SIGKILL
