"""A connection to the local platform outlives the platform: killed, stopped, and in the way of something."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.platform.lifecycle import nothing_is_left_of, status_of
from tui.client.errors import Unreachable
from tui.connection import Connection, keep, open_connection
from tui.platform import launch
from tui.settings import Settings, resolve_profile


@pytest.fixture
async def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    data = tmp_path / "data"
    monkeypatch.setenv("STACKDECK_DATA", str(data))
    yield data
    await nothing_is_left_of(data)


class Kept:
    """A connection that is kept, and what was told about it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self.asked = asyncio.Event()

    async def next(self) -> str:
        async with asyncio.timeout(60):
            return await self.told.get()

    async def projects(self) -> int:
        return len([project async for project in self.connection.client.projects.list()])


@asynccontextmanager
async def a_kept_connection() -> AsyncIterator[Kept]:
    connection = await open_connection(resolve_profile(Settings(), environ={}), environ={})
    kept = Kept(connection)
    keeping = asyncio.create_task(keep(connection, tell=kept.told.put_nowait, asked=kept.asked))
    try:
        yield kept
    finally:
        keeping.cancel()
        await asyncio.wait({keeping})
        await connection.leave()


async def test_a_killed_platform_is_started_again_and_the_same_client_goes_on(data: Path) -> None:
    async with a_kept_connection() as kept:
        token, pid = kept.connection.token, (await status_of(data))["pid"]

        os.kill(pid, signal.SIGKILL)

        assert await kept.next() == ""
        assert await kept.projects() == 3
        assert kept.connection.token != token
        status = await status_of(data)
        assert (status["pid"] != pid, status["leases"]) == (True, 1)


async def test_a_platform_that_was_stopped_stays_so_until_somebody_wants_it_again(data: Path) -> None:
    async with a_kept_connection() as kept:
        kept.asked.set()  # an old wish is none any more

        await launch.stop(data)

        assert await kept.next() == "The local platform was stopped."
        with pytest.raises(Unreachable):
            await kept.projects()
        assert await launch.read_status(data) is None
        kept.asked.set()
        assert await kept.next() == ""
        assert await kept.projects() == 3


async def test_what_keeps_it_from_starting_is_told_and_it_is_tried_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_kept_connection() as kept:
        in_the_way = tmp_path / "file"
        in_the_way.touch()
        monkeypatch.setenv("STACKDECK_DATA", str(in_the_way))

        os.kill((await status_of(data))["pid"], signal.SIGKILL)

        assert "can't be used" in await kept.next()
        monkeypatch.setenv("STACKDECK_DATA", str(data))
        kept.asked.set()
        assert await kept.next() == ""
        assert await kept.projects() == 3


async def test_a_socket_that_wakes_a_cancelled_reader_is_no_error_and_all_else_is(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    async with a_kept_connection():
        reader: asyncio.Future[None] = loop.create_future()
        loop.call_soon(reader.set_result, None)
        reader.cancel()
        await asyncio.sleep(0)
        assert not caplog.records

        loop.call_soon(int, "no number")
        await asyncio.sleep(0)
        assert "no number" in caplog.text
