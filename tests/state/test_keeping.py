"""Logs are kept on disk while they are followed, and go on where they were."""

from __future__ import annotations

import asyncio
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.logs.model import ModelLog, Time
from tui.logs import keep
from tui.logs.follow import FollowedLog
from tui.logs.keep import About, kept_logs, kept_texts
from tui.logs.store import LogStore
from tui.state.keeping import LogKeeping

WEB = About(id="web", short_id="c-abc123", path="shop/default/web")


def numbered(start: int, stop: int) -> list[bytes]:
    return [b"line %d" % number for number in range(start, stop)]


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let writing fail as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def kept_lines(root: Path) -> list[bytes]:
    return b"".join(kept_texts(root / "local" / "web")).splitlines()


async def one_run(root: Path, log: ModelLog, time: Time) -> LogStore:
    """The program from its start to its end."""
    keeping, store = LogKeeping(root, tell=pytest.fail), LogStore()
    await keeping.open("local", WEB, store)
    await FollowedLog(log.fetch, store, clock=time).poll()
    keeping.changed(store)
    await keeping.close()
    return store


async def test_each_run_goes_on_where_the_last_one_was_and_no_line_is_there_twice(tmp_path: Path) -> None:
    log, time = ModelLog(), Time()
    for number in range(3):
        log.append(*numbered(50 * number, 50 * number + 50))
        store = await one_run(tmp_path, log, time)
        assert store.lines(store.first, store.end) == numbered(0, 50 * number + 50)
    assert kept_lines(tmp_path) == numbered(0, 150)


async def test_who_stops_waiting_for_the_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, append = threading.Event(), keep.Archive.append

    def slow(archive: keep.Archive, text: bytes) -> bool:
        goes_on.wait()
        return append(archive, text)

    monkeypatch.setattr(keep.Archive, "append", slow)
    keeping, store = LogKeeping(tmp_path, tell=pytest.fail), LogStore()
    await keeping.open("local", WEB, store)
    for line in numbered(0, 3):
        store.extend(line + b"\n")
        waiting = asyncio.create_task(keeping.write(store))
        await asyncio.sleep(0)
        waiting.cancel()
    goes_on.set()
    await keeping.close()
    assert kept_lines(tmp_path) == numbered(0, 3)


async def test_what_is_missing_between_two_runs_is_marked(tmp_path: Path) -> None:
    log, time = ModelLog(), Time()
    log.append(*numbered(0, 50))
    await one_run(tmp_path, log, time)
    log.append(*numbered(50, 200))
    log.rotate(100)
    store = await one_run(tmp_path, log, time)
    [mark] = store.marks()
    assert b"lines missing" in store.line(mark)
    assert store.lines(store.first, mark) + store.lines(mark + 1, store.end) == numbered(0, 50) + numbered(100, 200)
    assert kept_lines(tmp_path)[50].startswith(b"\x01")
    again = await one_run(tmp_path, log, time)
    assert again.marks() == store.marks()


async def test_the_second_program_reads_what_the_first_keeps_and_writes_nothing(tmp_path: Path) -> None:
    log, time, told = ModelLog(), Time(), list[str]()
    log.append(*numbered(0, 10))
    first, store = LogKeeping(tmp_path, tell=pytest.fail), LogStore()
    await first.open("local", WEB, store)
    await FollowedLog(log.fetch, store, clock=time).poll()
    await first.write(store)
    second, other = LogKeeping(tmp_path, tell=told.append), LogStore()
    await second.open("local", WEB, other)
    assert other.lines(0, 100) == numbered(0, 10)
    other.extend(b"only here\n")
    await second.close()
    await first.close()
    assert kept_lines(tmp_path) == numbered(0, 10)
    assert [sentence.startswith("Another stackdeck keeps") for sentence in told] == [True]


async def test_a_full_disk_is_told_once_and_what_was_kept_stays(tmp_path: Path) -> None:
    told = list[str]()
    keeping, stores = LogKeeping(tmp_path, tell=told.append), [LogStore(), LogStore()]
    for number, store in enumerate(stores):
        await keeping.open("local", About(id=f"log{number}", short_id="c", path="p/s/n"), store)
        store.extend(b"one\n")
        await keeping.write(store)
    with no_file_larger_than(4):
        for store in stores:
            store.extend(b"two\n")
            await keeping.write(store)
            store.extend(b"three\n")
            await keeping.write(store)
    await keeping.close()
    assert told == ["Logs are no longer kept on disk: file too large. What was kept stays."]
    assert [log.size for log in kept_logs(tmp_path / "local")] == [4, 4]


async def test_a_folder_that_can_not_be_made_is_told_and_following_goes_on(tmp_path: Path) -> None:
    told, store = list[str](), LogStore()
    (tmp_path / "file").touch()
    keeping = LogKeeping(tmp_path / "file" / "logs", tell=told.append)
    await keeping.open("local", WEB, store)
    store.extend(b"one\n")
    keeping.changed(store)
    await keeping.close()
    assert told == ["Logs are no longer kept on disk: not a directory. What was kept stays."]


async def test_lines_that_memory_dropped_before_they_were_written_are_told(tmp_path: Path) -> None:
    keeping, store = LogKeeping(tmp_path, tell=pytest.fail), LogStore(8 * 1024)
    await keeping.open("local", WEB, store)
    store.extend(b"".join(b"%0100d\n" % number for number in range(1000)))
    await keeping.close()
    mark, *lines = kept_lines(tmp_path)
    assert mark == f"\x01── {1000 - len(lines):,} lines were dropped before they could be kept ──".encode()


async def test_more_than_memory_takes_is_read_back_from_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "_SEGMENT", 1000)
    monkeypatch.setattr("tui.state.keeping._READ", 3000)
    keeping, store = LogKeeping(tmp_path, tell=pytest.fail), LogStore()
    await keeping.open("local", WEB, store)
    for number in range(100):
        store.extend(b"%0100d\n" % number)
        await keeping.write(store)
    await keeping.close()
    again, keeping = LogStore(), LogKeeping(tmp_path, tell=pytest.fail)
    await keeping.open("local", WEB, again)
    await keeping.close()
    assert b"earlier lines are on disk" in again.line(0)
    assert int(again.line(again.end - 1)) == 99
    assert 30 < again.end < 50
    assert len(kept_lines(tmp_path)) == 100
