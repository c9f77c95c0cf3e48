import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli.stream import Stream


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    for descriptor in (reader, writer):
        try:
            os.close(descriptor)
        except OSError:
            continue


async def read_all(descriptor: int) -> bytes:
    return await asyncio.to_thread(lambda: b"".join(iter(lambda: os.read(descriptor, 65536), b"")))


async def turns() -> None:
    """Let every task run until it has to wait for something outside."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_more_than_a_pipe_holds_is_written_while_the_reader_takes_its_time(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    content = bytes(range(256)) * 4096
    writing = asyncio.create_task(Stream(writer).write(content))
    reading = asyncio.create_task(read_all(reader))
    await writing
    os.close(writer)
    assert await reading == content


async def test_other_tasks_go_on_while_nobody_reads(pipe: tuple[int, int]) -> None:
    writing = asyncio.create_task(Stream(pipe[1]).write(bytes(1024 * 1024)))
    await turns()
    assert not writing.done()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing


async def test_a_reader_that_has_gone_is_an_error_of_the_next_write(pipe: tuple[int, int]) -> None:
    os.close(pipe[0])
    with pytest.raises(BrokenPipeError):
        await Stream(pipe[1]).write(b"x")


async def test_a_reader_that_goes_while_nothing_is_written_is_noticed(pipe: tuple[int, int]) -> None:
    gone = asyncio.create_task(Stream(pipe[1]).reader_gone())
    await turns()
    assert not gone.done()
    os.close(pipe[0])
    await asyncio.wait_for(gone, 5)


async def test_a_file_takes_everything_and_never_goes(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        stream = Stream(file.fileno())
        await stream.write(b"abc" * 10_000)
        gone = asyncio.create_task(stream.reader_gone())
        await turns()
        assert not gone.done()
        gone.cancel()
    assert (tmp_path / "out").read_bytes() == b"abc" * 10_000
