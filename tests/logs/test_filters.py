"""Tests of showing only some lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.logs.filters import Filter, FilteredLog
from tui.logs.levels import Level, continues, level_of
from tui.logs.pattern import Pattern
from tui.logs.store import LogStore

LINES = st.lists(
    st.sampled_from(
        [
            b"INFO start",
            b"ERROR failed",
            b"DEBUG detail",
            b"  at frame",
            b"  at other frame",
            b"plain",
            b"WARN slow",
            b"",
        ]
    ),
    max_size=40,
)
FILTERS = st.builds(
    Filter,
    show=st.lists(st.sampled_from([Pattern("frame"), Pattern("/ERR|INFO/"), Pattern("a")]), max_size=2).map(tuple),
    hide=st.lists(st.sampled_from([Pattern("other"), Pattern("start")]), max_size=2).map(tuple),
    level=st.sampled_from([Level.UNKNOWN, Level.INFO, Level.ERROR]),
)


def shown(log: FilteredLog) -> list[int]:
    while log.step():
        pass
    return log.lines(0, 10_000)


def expected(lines: list[bytes], wanted: Filter) -> list[int]:
    entries: list[list[int]] = []
    for number, line in enumerate(lines):
        if entries and continues(line, lines[number - 1]):
            entries[-1].append(number)
        else:
            entries.append([number])
    return [
        number
        for entry in entries
        if all(any(pattern.matches(lines[n]) for n in entry) for pattern in wanted.show)
        and not any(pattern.matches(lines[n]) for n in entry for pattern in wanted.hide)
        and max(level_of(lines[n]) for n in entry) >= wanted.level
        for number in entry
    ]


@given(st.lists(LINES, max_size=4), FILTERS)
def test_whole_entries_are_shown_or_hidden_also_as_they_grow(batches: list[list[bytes]], wanted: Filter) -> None:
    store = LogStore()
    log = FilteredLog(store, wanted)
    lines: list[bytes] = []
    for batch in batches:
        store.extend(b"".join(line + b"\n" for line in batch))
        lines += batch
        assert shown(log) == expected(lines, wanted)


def test_a_traceback_comes_with_the_error_it_follows() -> None:
    store = LogStore()
    store.extend(b"INFO a\nERROR b\nTraceback (most recent call last):\n  File x\nKeyError: 1\nINFO c\n")
    assert shown(FilteredLog(store, Filter(level=Level.ERROR))) == [1, 2, 3, 4]
    assert shown(FilteredLog(store, Filter(show=(Pattern("File x"),)))) == [1, 2, 3, 4]


def test_marks_are_always_shown() -> None:
    store = LogStore()
    store.extend(b"one\n")
    store.mark("the log started over")
    store.extend(b"two\n")
    assert shown(FilteredLog(store, Filter(show=(Pattern("two"),)))) == [1, 2]


def test_lines_that_are_dropped_are_forgotten() -> None:
    store = LogStore(4096)
    log = FilteredLog(store, Filter(show=(Pattern("x"),)))
    for number in range(20):
        store.extend(b"%s" % (b"x" if number % 2 else b"y") * 999 + b"\n")
        log.step()
    assert log.lines(0, 100) == [n for n in range(store.first, store.end) if n % 2 or n == store.first]
    assert log.is_shown(store.first)


def test_where_a_line_is_or_would_be() -> None:
    store = LogStore()
    store.extend(b"a\nb\na\nb\n")
    log = FilteredLog(store, Filter(show=(Pattern("a"),)))
    log.step()
    assert [log.place(number) for number in range(4)] == [0, 1, 1, 2]
    assert [log.is_shown(number) for number in range(4)] == [True, False, True, False]


def test_lines_that_are_put_in_front_are_looked_at_too() -> None:
    store = LogStore()
    store.extend(b"a\nb\n")
    log = FilteredLog(store, Filter(show=(Pattern("a"),)))
    assert shown(log) == [0]
    store.prepend(b"a\nb\n")
    assert shown(log) == [-2, 0]
