"""Tests of the log store: numbers that stay valid, the budget, marks, and agreement with a plain list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.store import LogStore

LINE = st.binary(max_size=3000).map(lambda raw: raw.replace(b"\n", b""))
BATCHES = st.lists(st.lists(LINE, min_size=1, max_size=30), max_size=20)


def blob(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_an_empty_store_has_no_lines() -> None:
    store = LogStore()
    assert (store.first, store.end, store.lines(0, 10), store.version) == (0, 0, [], 0)


@given(BATCHES, st.integers(0, 700), st.integers(0, 700))
def test_every_line_is_found_under_its_number(batches: list[list[bytes]], start: int, stop: int) -> None:
    store = LogStore(budget=64 * 1024 * 1024)
    model: list[bytes] = []
    for batch in batches:
        store.extend(blob(batch))
        model += batch
    assert (store.first, store.end) == (0, len(model))
    assert store.lines(0, len(model)) == model
    assert store.lines(start, stop) == model[start:stop]
    assert [store.line(seq) for seq in range(store.end)] == model


@given(BATCHES, st.integers(1, 60_000))
def test_numbers_stay_valid_when_the_oldest_lines_are_dropped(batches: list[list[bytes]], budget: int) -> None:
    store = LogStore(budget=budget)
    model: list[bytes] = []
    for batch in batches:
        store.extend(blob(batch))
        model += batch
    kept = store.first + (1 if store.dropped else 0)
    assert store.end == len(model)
    assert store.lines(kept, store.end) == model[kept:]
    assert kept == store.dropped


def test_dropping_stays_within_the_budget_and_says_how_many_lines_went() -> None:
    store = LogStore(budget=64 * 1024)
    for number in range(100):
        store.extend(blob([b"%03d %03d " % (number, line) + b"x" * 92 for line in range(100)]))
    assert store.memory <= 64 * 1024
    assert store.is_mark(store.first)
    assert store.line(store.first).decode() == f"── {store.dropped:,} earlier lines dropped to save memory ──"
    assert store.line(store.first + 1).startswith(b"%03d %03d" % divmod(store.dropped, 100))


def test_a_mark_is_a_line_of_its_own() -> None:
    store = LogStore()
    store.extend(b"one\n")
    store.mark("the log\nstarted over")
    store.extend(b"two\n")
    assert store.lines(0, 3) == [b"one", b"the log started over", b"two"]
    assert [store.is_mark(seq) for seq in range(3)] == [False, True, False]
    assert store.marks() == (1,)


def test_dropped_marks_are_not_counted_as_lines() -> None:
    store = LogStore(budget=32 * 1024)
    for _ in range(50):
        store.extend(b"y" * 3000 + b"\n")
        store.mark("gap")
    assert store.dropped < store.first + 1
    assert all(store.first <= seq < store.end for seq in store.marks())


def test_appending_leaves_blocks_where_they_are() -> None:
    store = LogStore()
    for _ in range(200):
        store.extend(b"z" * 999 + b"\n")
    before = [(id(chunk), id(chunk.block)) for chunk in store.blocks(0, store.end)]
    for _ in range(200):
        store.extend(b"z" * 999 + b"\n")
    after = [(id(chunk), id(chunk.block)) for chunk in store.blocks(0, store.end)]
    assert after[: len(before)] == before


def test_a_line_larger_than_the_budget_is_kept_alone() -> None:
    store = LogStore(budget=10_000)
    store.extend(b"small\n" + b"b" * 100_000 + b"\n")
    assert store.line(1) == b"b" * 100_000
    assert store.dropped == 1


def test_the_unfinished_line_is_replaced_and_changes_the_version_only_when_it_changes() -> None:
    store = LogStore()
    store.partial = b"load"
    version = store.version
    store.partial = b"load"
    assert store.version == version
    store.partial = b"loading"
    assert (store.partial, store.end) == (b"loading", 0)
    assert store.version > version


def test_only_whole_lines_are_taken() -> None:
    with pytest.raises(ValueError, match="whole lines"):
        LogStore().extend(b"half")


def test_a_line_that_was_dropped_is_an_index_error() -> None:
    store = LogStore(budget=4096)
    store.extend(b"a" * 3000 + b"\n")
    store.extend(b"b" * 3000 + b"\n")
    store.extend(b"c" * 3000 + b"\n")
    with pytest.raises(IndexError, match="not kept"):
        store.line(0)


@given(BATCHES)
def test_a_byte_of_a_block_leads_to_its_line(batches: list[list[bytes]]) -> None:
    store = LogStore()
    for batch in batches:
        store.extend(blob(batch))
    for chunk in store.blocks(store.first, store.end):
        for index in range(len(chunk.ends)):
            assert chunk.index_at(chunk.start(index)) == index
            assert chunk.index_at(chunk.start(index + 1) - 1, low=index // 2) == index


@given(BATCHES, BATCHES, st.integers(10_000, 200_000))
def test_earlier_lines_get_the_numbers_below(now: list[list[bytes]], earlier: list[list[bytes]], budget: int) -> None:
    store = LogStore(budget)
    model: list[bytes] = []
    for batch in now:
        store.extend(blob(batch))
        model += batch
    kept = dict(enumerate(model))
    for batch in earlier:
        before = store.oldest
        count = store.prepend(blob(batch))
        assert store.oldest == before - count
        kept |= {before - 1 - index: line for index, line in enumerate(reversed(batch[len(batch) - count :]))}
    assert store.lines(store.oldest, store.end) == [kept[seq] for seq in range(store.oldest, store.end)]
    assert store.memory <= budget or len(list(store.blocks(store.oldest, store.end))) == 1


def test_nothing_can_stand_before_lines_that_were_dropped() -> None:
    store = LogStore(4096)
    store.extend(b"a" * 3000 + b"\n")
    store.extend(b"b" * 3000 + b"\n")
    assert store.prepend(b"earlier\n") == 0
