"""Tests of searching a log while it grows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.pattern import Pattern, PatternError
from tui.logs.query import Search
from tui.logs.store import LogStore


def store_of(*lines: bytes) -> LogStore:
    store = LogStore()
    store.extend(b"".join(line + b"\n" for line in lines))
    return store


def found(store: LogStore, query: str) -> list[int]:
    search = Search(store, Pattern(query))
    while search.step():
        pass
    return search.hits(store.first, store.end)


WORDS = st.lists(st.lists(st.sampled_from(["error", "Error", "a", "b ", "ä", "x=1", " "]), max_size=5).map("".join))


@given(
    WORDS,
    st.sampled_from(["error", "Error", "/a.*b/", "/^x/", "/b $/", "/^$/", "/(a|x)=?/", "/[^a]/", "/q*/", "b ", "ä"]),
)
def test_the_same_lines_are_found_as_by_looking_at_each(lines: list[str], query: str) -> None:
    store = store_of(*(line.encode() for line in lines)) if lines else LogStore()
    plain = re.compile(query[1:-1]) if query[0] == "/" else re.compile(query, re.IGNORECASE * (query == query.lower()))
    assert found(store, query) == [number for number, line in enumerate(lines) if plain.search(line)]


def test_text_is_found_beside_bytes_that_are_none() -> None:
    assert found(store_of(b"\xff error \xfe", b"\xff"), "error") == [0]


@given(
    st.lists(st.lists(st.sampled_from([b"hit", b"miss", b"hit hit"]), max_size=300), max_size=8),
    st.integers(4096, 40_000),
)
def test_a_search_is_extended_as_lines_come_and_forgets_what_is_dropped(
    batches: list[list[bytes]], budget: int
) -> None:
    store = LogStore(budget)
    search = Search(store, Pattern("hit"))
    for batch in batches:
        store.extend(b"".join(line.ljust(60) + b"\n" for line in batch))
        store.mark("hit: not a line of the log")
        search.step(0)
    while search.step():
        pass
    lines = store.lines(store.oldest, store.end)
    expected = [
        store.oldest + index
        for index, line in enumerate(lines)
        if b"hit" in line and not store.is_mark(store.oldest + index)
    ]
    assert search.hits(store.oldest, store.end) == expected
    assert search.count == len(expected)


def test_moving_between_hits() -> None:
    store = store_of(b"x", b"hit", b"x", b"hit", b"x")
    search = Search(store, Pattern("hit"))
    search.step()
    assert [search.next(-1), search.next(1), search.next(3)] == [1, 3, None]
    assert [search.previous(5), search.previous(3), search.previous(1)] == [3, 1, None]
    assert (search.place(3), search.count) == (2, 2)


def test_a_step_takes_a_slice_only() -> None:
    store = LogStore(1 << 30)
    for _ in range(100):
        store.extend(b"nothing to see here\n" * 5000)
    ticks = iter(range(1_000_000))
    search = Search(store, Pattern("hit"), clock=lambda: next(ticks) * 0.003)
    assert search.step()
    assert 0 < search.progress < 0.1


async def test_a_very_long_line_is_searched_in_pieces() -> None:
    store = store_of(b"short", b"y" * 3_000_000 + b"needle" + b"y" * 3_000_000, b"needle")
    search = Search(store, Pattern("needle"))
    await search.run()
    assert search.hits(0, 3) == [1, 2]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("/(/", "Not a pattern: a ) is missing: ("),
        ("/a(?=b)/", "Not a pattern: look-around is not supported: (?="),
        (r"/(a)\1/", r"Not a pattern: this escape (perhaps a back-reference) is not supported: \1"),
        ("/*a/", "Not a pattern: nothing to repeat: *"),
        ("/a)(b/", "Not a pattern: a ) is too much: a)(b"),
        ("x\udc80", "The pattern is not valid text."),
        ("x" * 1001, "The pattern is too long."),
    ],
)
def test_what_is_no_pattern_is_said_while_it_is_typed(query: str, reason: str) -> None:
    with pytest.raises(PatternError) as caught:
        Pattern(query)
    assert str(caught.value) == reason


def test_text_is_found_in_any_case_unless_it_has_a_capital() -> None:
    store = store_of(b"ERROR", b"error", "GRÖSSE".encode(), "größe".encode())
    assert found(store, "error") == [0, 1]
    assert found(store, "ERROR") == [0]
    assert found(store, "/ERR/i") == [0, 1]
    assert found(store, "größe") == [3]


def test_highlights_are_counted_in_characters() -> None:
    assert Pattern("ß").spans("die Größe, ß") == [(7, 8), (11, 12)]
    assert Pattern("/x*/").spans("axxb") == [(1, 3)]


def test_no_pattern_takes_more_than_linear_time() -> None:
    store = store_of(b"a" * 400_000)
    assert found(store, "/(a+)+$x/") == []


def test_lines_that_are_put_in_front_are_searched_too() -> None:
    store = store_of(b"hit", b"x")
    search = Search(store, Pattern("hit"))
    search.step()
    store.prepend(b"x\nhit\n")
    assert not search.done
    search.step()
    assert search.hits(-10, 10) == [-1, 0]
