"""Tests of finding where a window continues what is known."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tui.logs.known import Known
from tui.logs.overlap import Fit, match, overlaps
from tui.logs.window import Window

LINES = st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=30)


def blob(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def by_trying(known: list[bytes], window: list[bytes]) -> list[int]:
    return [
        count
        for count in range(len(window), 0, -1)
        if known and window[max(count - len(known), 0) : count] == known[-min(count, len(known)) :]
    ]


@given(LINES, LINES)
def test_every_overlap_is_found(known: list[bytes], window: list[bytes]) -> None:
    assert list(overlaps(known, window)) == by_trying(known, window)


@given(LINES, LINES, st.integers(0, 30))
def test_no_known_line_is_taken_for_a_new_one(known: list[bytes], new: list[bytes], reach: int) -> None:
    lines = (known + new)[-(reach + len(new)) or len(known + new) :]
    window = Window.read(blob(lines), asked=len(lines))
    found = match(Known(blob(known)), window)
    if found.fit is Fit.EXACT:
        assert blob(new).endswith(window.lines[found.new :])


def test_periodic_lines_take_linear_time() -> None:
    count = 200_000
    known, window = [b"x", b"y"] * count, [b"y", b"x"] * count + [b"z"]
    assert next(iter(overlaps(known, window))) == 2 * count - 1


@given(st.lists(LINES, max_size=6))
def test_the_anchor_is_a_line_that_stands_only_once(batches: list[list[bytes]]) -> None:
    known, lines = Known(), list[bytes]()
    for batch in batches:
        known.extend(blob(batch), keep=0)
        lines += batch
        counts = Counter(lines)
        unique = [number for number, line in enumerate(lines) if counts[line] == 1]
        assert (known.anchor is not None) == bool(unique)
        if known.anchor is not None:
            assert lines[len(lines) - known.anchor.lines] + b"\n" == known.anchor.line
            assert counts[known.anchor.line[:-1]] == 1
            assert blob(lines).endswith(blob(lines[len(lines) - known.anchor.lines :]))
            assert known.anchor.back == len(blob(lines[len(lines) - known.anchor.lines :]))


@given(st.binary(max_size=60), st.integers(1, 5) | st.none())
def test_any_answer_is_a_window(body: bytes, asked: int | None) -> None:
    window = Window.read(body, asked=asked)
    assert window.count == window.lines.count(b"\n")
    assert not window.lines or window.lines.endswith(b"\n")
    assert b"\n" not in window.partial
    assert not (window.lines + window.partial).startswith(b"\0")
    assert b"\n\0" not in window.lines
    if asked is None:
        assert window.whole
