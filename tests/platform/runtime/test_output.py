"""From raw bytes to lines with timestamps."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.platform.engines.base import Exit
from tui.platform.engines.process import Output
from tui.platform.logfile import LogFile
from tui.platform.output import LITTLE, LONGEST_LINE, LineStamper, copy_output

MOMENT = 1_700_000_000_123_456_789
STAMP = b"2023-11-14T22:13:20.123456789Z "


def stamper() -> LineStamper:
    return LineStamper(clock=lambda: MOMENT)


def test_a_line_gets_the_moment_in_utc() -> None:
    assert stamper().feed(b"hello\n") == STAMP + b"hello\n"


def test_lines_that_arrive_together_differ_in_their_stamps() -> None:
    first, second, third = LineStamper(clock=lambda: MOMENT).feed(b"same\nsame\nsame\n").splitlines()

    assert len({first, second, third}) == 3
    assert first < second < third


def test_lines_of_one_moment_differ_over_several_reads() -> None:
    lines = stamper()

    assert lines.feed(b"same\n") < lines.feed(b"same\n") < lines.feed(b"same\n")


def test_an_unfinished_line_waits_for_its_end() -> None:
    lines = stamper()

    assert lines.feed(b"half") == b""
    assert lines.holds
    assert lines.feed(b" and half\n") == STAMP + b"half and half\n"
    assert not lines.holds


def test_a_shown_half_goes_on_without_another_stamp() -> None:
    lines = stamper()
    lines.feed(b"half")

    assert lines.flush() == STAMP + b"half"
    assert lines.feed(b" done\nnext\n") == b" done\n" + STAMP.replace(b"789Z", b"790Z") + b"next\n"


def test_an_end_finishes_the_line() -> None:
    lines = stamper()
    lines.feed(b"cut")

    assert lines.finish() == STAMP + b"cut\n"
    assert lines.finish() == b""


def test_a_long_line_is_cut_without_breaking_a_character() -> None:
    text = "ä".encode() * 10_000_000 + b"\n"

    lines = stamper().feed(text).splitlines()

    contents = [line.partition(b" ")[2] for line in lines]
    assert max(map(len, contents)) <= LONGEST_LINE
    assert all(content.decode() for content in contents)
    assert b"".join(contents) == text.rstrip()


def test_a_row_of_dots_without_end_becomes_lines() -> None:
    lines = stamper()
    text = b""
    for _ in range(LONGEST_LINE * 2):
        text += lines.feed(b".") + lines.flush()

    assert 1 <= text.count(b"\n") <= 3
    assert text.count(b".") - text.count(b".123456") == LONGEST_LINE * 2


def test_any_bytes_are_kept() -> None:
    assert stamper().feed(b"\x00\xff\x1b[31m\r\n") == STAMP + b"\x00\xff\x1b[31m\r\n"


@given(st.lists(st.binary(max_size=60), max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_however_it_is_chunked_the_same_lines_come_out(chunks: list[bytes], flushed: list[bool]) -> None:
    lines = stamper()
    out = b""
    for chunk, flush in zip(chunks, flushed, strict=False):
        out += lines.feed(chunk)
        if flush:
            out += lines.flush()
    out += lines.finish()
    text = b"".join(chunks)

    contents = b"".join(line[len(STAMP) :] for line in out.split(b"\n")[:-1])

    assert out.count(b"\n") == text.count(b"\n") + (bool(text) and not text.endswith(b"\n"))
    assert contents == text.replace(b"\n", b"")


class ToldLog(LogFile):
    """Says when something was written."""

    def __init__(self, path: Path) -> None:
        self.grew = asyncio.Event()
        super().__init__(path)

    def append(self, text: bytes) -> None:
        super().append(text)
        self.grew.set()


class Said:
    """An execution that says what it is given, one piece a read, and then waits or ends."""

    def __init__(self, *pieces: bytes, ends: bool = True) -> None:
        self._pieces = list(pieces)
        self._ends = ends

    async def read(self) -> bytes:
        if self._pieces:
            return self._pieces.pop(0)
        if not self._ends:
            await asyncio.Event().wait()
        return b""

    async def listens(self, port: int) -> bool:
        return False

    async def ready(self) -> None: ...

    def signal(self, number: int) -> None: ...

    async def wait(self) -> Exit:
        return Exit(code=0)

    async def gone(self) -> None: ...

    def close(self) -> None: ...


async def test_all_that_is_said_comes_into_the_log(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log")

    await copy_output(Said(b"one\ntw", b"o\nthr", b"ee"), log)

    assert [line.partition(b" ")[2] for line in (tmp_path / "log").read_bytes().splitlines()] == [
        b"one",
        b"two",
        b"three",
    ]


async def test_an_unfinished_line_appears_while_nothing_follows(tmp_path: Path) -> None:
    log = ToldLog(tmp_path / "log")
    copying = asyncio.create_task(copy_output(Said(b"prompt> ", ends=False), log))

    await asyncio.wait_for(log.grew.wait(), 20)
    assert (tmp_path / "log").read_bytes().endswith(b"prompt> ")
    copying.cancel()
    await asyncio.wait({copying})
    assert (tmp_path / "log").read_bytes().endswith(b"prompt> \n")


async def test_a_flood_is_held_back_to_what_is_allowed(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log")
    begun = asyncio.get_running_loop().time()

    await copy_output(Said(*[b"x" * 99 + b"\n"] * 100), log, limit=20_000)

    # 13 kB of log at 20 kB a second.
    assert asyncio.get_running_loop().time() - begun > 0.4
    assert (tmp_path / "log").read_bytes().count(b"\n") == 100


@pytest.fixture
def pipe() -> Iterator[tuple[Output, int]]:
    """The platform's end of a pipe, and the descriptor of the other."""
    read_end, write_end = os.pipe()
    output = Output(read_end)
    yield output, write_end
    output.close()
    with suppress(OSError):
        os.close(write_end)


async def test_a_pipe_is_read_as_it_fills_and_to_its_end(pipe: tuple[Output, int]) -> None:
    output, write_end = pipe
    reading = asyncio.create_task(output.read())
    await asyncio.sleep(0)
    os.write(write_end, b"one\n")
    assert await reading == b"one\n"
    os.write(write_end, b"two\n")
    os.close(write_end)
    assert [await output.read(), await output.read()] == [b"two\n", b""]


async def test_nothing_is_lost_to_a_reading_that_is_given_up(pipe: tuple[Output, int]) -> None:
    output, write_end = pipe
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await output.read()
    os.write(write_end, b"said meanwhile\n")
    assert await output.read() == b"said meanwhile\n"


async def test_who_waits_for_a_pipe_that_is_let_go_of_hears_the_end(pipe: tuple[Output, int]) -> None:
    output, _ = pipe
    reading = asyncio.create_task(output.read())
    await asyncio.sleep(0)
    output.close()
    assert await asyncio.wait_for(reading, 20) == b""


async def test_the_first_line_is_taken_at_once_and_what_soon_follows_together(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log")
    copying = asyncio.create_task(copy_output(Said(*[b"line\n"] * 20), log, clock=lambda: 0.0))
    await asyncio.sleep(0)
    assert (tmp_path / "log").read_bytes().count(b"\n") == 2  # it rests after the one that soon followed
    await copying
    assert (tmp_path / "log").read_bytes().count(b"\n") == 20


async def test_what_comes_now_and_then_or_in_great_pieces_never_waits(tmp_path: Path) -> None:
    for number, (pieces, seconds) in enumerate((([b"line\n"] * 20, 1.0), ([b"x" * LITTLE + b"\n"] * 20, 0.0))):
        log = LogFile(tmp_path / f"log{number}")
        ticks = count(step=seconds)
        copying = asyncio.create_task(copy_output(Said(*pieces), log, clock=partial(next, ticks)))
        await asyncio.sleep(0)
        assert (tmp_path / f"log{number}").read_bytes().count(b"\n") == 20
        await copying
