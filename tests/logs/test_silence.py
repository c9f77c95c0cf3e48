"""Silence is told from the times of lines alone."""

from __future__ import annotations

import pytest

from tui.logs.silence import silence_before, silence_text
from tui.logs.store import LogStore


def store_of(*lines: bytes, partial: bytes = b"") -> LogStore:
    store = LogStore()
    for line in lines:
        store.extend(line + b"\n")
    store.partial = partial
    return store


def at(clock: str, text: str = "INFO x") -> bytes:
    return f"2026-03-10T{clock}Z {text}".encode()


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ((at("14:02:09"), at("14:14:09")), 720),
        ((at("14:02:09"), at("14:03:09")), 0),
        ((at("14:02:09"), at("14:03:10")), 61),
        ((at("14:14:09"), at("14:02:09")), 0),
        ((b"no time", at("14:02:09")), 0),
        ((at("14:02:09"), b"no time"), 0),
        ((at("14:02:09", "ERROR"), b"Traceback", b"  File 'x.py'", b"KeyError: 1", at("14:14:09")), 720),
        ((b'{"time": "2026-03-10T14:02:09Z", "msg": "a"}', b'{"time": "2026-03-10T14:14:09Z", "msg": "b"}'), 720),
    ],
)
def test_a_pause_of_more_than_a_minute_is_silence(lines: tuple[bytes, ...], seconds: int) -> None:
    store = store_of(*lines)
    assert silence_before(store, store.end - 1) == seconds


def test_an_unfinished_line_ends_a_silence_too() -> None:
    store = store_of(at("14:02:09"), partial=at("14:14:09"))
    assert silence_before(store, store.end) == 720


def test_where_lines_may_be_missing_no_silence_is_told() -> None:
    store = store_of(at("14:02:09"))
    store.mark("── lines missing ──")
    store.extend(at("14:14:09") + b"\n")
    assert [silence_before(store, seq) for seq in range(3)] == [0, 0, 0]


def test_a_log_without_times_is_looked_back_in_for_a_while_only() -> None:
    store = store_of(at("14:02:09"), *[b"  at Some.java"] * 1000, at("14:14:09"))
    assert silence_before(store, store.end - 1) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (61, "1 minute of silence"),
        (720, "12 minutes of silence"),
        (3600, "1 hour of silence"),
        (3 * 3600 + 5 * 60 + 7, "3 hours 5 minutes of silence"),
        (86_400 + 59, "1 day of silence"),
        (2 * 86_400 + 3600, "2 days 1 hour of silence"),
    ],
)
def test_silence_is_told_in_its_two_largest_units(seconds: int, text: str) -> None:
    assert silence_text(seconds) == text
