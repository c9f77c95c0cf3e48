"""A part of a log is given as it came."""

from __future__ import annotations

from tui.logs.excerpt import Excerpt
from tui.logs.filters import Filter, FilteredLog
from tui.logs.pattern import Pattern
from tui.logs.store import LogStore


def store_of(count: int) -> LogStore:
    store = LogStore()
    store.extend(b"".join(b"\xff line %d\n" % number for number in range(count)))
    return store


def text_of(excerpt: Excerpt) -> bytes:
    return b"".join(piece for _, piece in excerpt.pieces())


def test_all_lines_come_in_order_and_in_pieces() -> None:
    store = store_of(5000)
    excerpt = Excerpt(store=store, start=10, stop=4990)
    assert text_of(excerpt) == b"".join(b"\xff line %d\n" % number for number in range(10, 4990))
    shares = [share for share, _ in excerpt.pieces()]
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert excerpt.count == 4980


def test_the_unfinished_line_comes_along_without_a_line_end() -> None:
    store = store_of(2)
    store.partial = b"half a"
    assert text_of(Excerpt(store=store, start=1, stop=3)) == b"\xff line 1\nhalf a"
    assert Excerpt(store=store, start=1, stop=3).count == 2


def test_only_what_a_filter_shows_comes() -> None:
    store = store_of(3000)
    filtered = FilteredLog(store, Filter(show=(Pattern("9"),)))
    while filtered.step():
        pass
    excerpt = Excerpt(store=store, start=0, stop=2000, filtered=filtered)
    wanted = [number for number in range(2000) if "9" in str(number)]
    assert text_of(excerpt) == b"".join(b"\xff line %d\n" % number for number in wanted)
    assert excerpt.count == len(wanted)


def test_what_is_dropped_meanwhile_is_missing_and_the_rest_comes() -> None:
    store = store_of(20_000)
    pieces = Excerpt(store=store, start=0, stop=20_000).pieces()
    next(pieces)
    store.shrink_to(1)
    rest = b"".join(piece for _, piece in pieces)
    assert rest.endswith(b"\xff line 19999\n")
