"""Laws of several logs as one: a stable merge by time, each line once, under numbers that never change."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.logs.filters import Filter
from tui.logs.levels import Level
from tui.logs.merge import SETTLED, MergedLine, MergedLog, line_of
from tui.logs.merged_reading import MergedFilter, MergedSearch
from tui.logs.moments import moment_of
from tui.logs.pattern import Pattern
from tui.logs.store import LogStore
from tui.logs.timestamps import timestamp_of

NOON = 1_773_144_000_000_000_000
"""2026-03-10 12:00 UTC in nanoseconds."""
SECOND = 1_000_000_000
FEW = settings(max_examples=50, deadline=None)


@dataclass
class Bench:
    """Some logs, merged, on a clock that moves when it is told to."""

    stores: list[LogStore] = field(default_factory=lambda: [LogStore() for _ in range(3)])
    time: float = 100.0
    now: int = NOON

    def __post_init__(self) -> None:
        named = [(f"log{number}", store) for number, store in enumerate(self.stores)]
        self.merged = MergedLog(named, clock=lambda: self.time, now=lambda: self.now)

    def add(self, log: int, *lines: bytes) -> None:
        self.stores[log].extend(b"".join(line + b"\n" for line in lines))

    def wait(self, seconds: float) -> None:
        self.time += seconds
        self.now += int(seconds * SECOND)

    def seqs(self) -> list[int]:
        """All lines in order, once all of them have their place."""
        while self.merged.step():
            pass
        found, seq = [], self.merged.head()
        while seq is not None:
            found.append(seq)
            seq = self.merged.after(seq)
        return found

    def lines(self) -> list[tuple[int, int]]:
        return [self.merged.of(seq) for seq in self.seqs()]

    def texts(self) -> list[bytes]:
        return [self.merged.unfinished(seq) or self.merged.line(seq) for seq in self.seqs()]


def stamped(second: int, text: bytes = b"x") -> bytes:
    return b"2026-03-10T11:%02d:%02dZ " % divmod(second, 60) + text


LINES = st.lists(st.one_of(st.integers(0, 3000).map(stamped), st.just(b"  more")), max_size=12)
BATCHES = st.lists(st.tuples(st.integers(0, 2), LINES), max_size=12)


def effective(store: LogStore) -> list[int | None]:
    """When each line counts as written: its time, or a later one before it; None before there was any."""
    latest: int | None = None
    moments = []
    for line in store.lines(store.first, store.end):
        stamp = timestamp_of(line)
        if stamp is not None:
            latest = max(latest or 0, stamp.nanoseconds)
        moments.append(latest)
    return moments


@FEW
@given(BATCHES)
def test_lines_stand_in_the_order_of_their_times_and_in_each_log_as_they_came(
    batches: list[tuple[int, list[bytes]]],
) -> None:
    bench = Bench()
    for log in range(3):
        # What a log begins with before any time would be as old as it came.
        bench.add(log, stamped(0))
    for log, lines in batches:
        bench.add(log, *lines)
        order = bench.lines()
        for number, store in enumerate(bench.stores):
            assert [line for log, line in order if log == number] == list(range(store.end))
        moments = [effective(store) for store in bench.stores]
        timed = [(moment, log) for log, line in order if (moment := moments[log][line]) is not None]
        assert timed == sorted(timed)


@FEW
@given(st.lists(st.tuples(st.integers(0, 2), LINES, st.booleans()), max_size=12))
def test_the_order_depends_on_what_the_logs_hold_and_not_on_how_it_came(
    batches: list[tuple[int, list[bytes], bool]],
) -> None:
    piecemeal, at_once = Bench(), Bench()
    for log, lines, looked in batches:
        timed = [stamped(0), *lines]
        piecemeal.add(log, *timed)
        at_once.add(log, *timed)
        if looked:
            piecemeal.merged.step()
    assert piecemeal.lines() == at_once.lines()


@FEW
@given(st.lists(st.tuples(st.integers(0, 2), LINES, st.sampled_from([0.0, 0.4, 3.0]), st.booleans()), max_size=16))
def test_each_line_stands_once_under_one_number_whatever_comes_late_or_is_dropped(
    batches: list[tuple[int, list[bytes], float, bool]],
) -> None:
    bench = Bench([LogStore(4096) for _ in range(3)])
    known: dict[tuple[int, int], int] = {}
    for log, lines, seconds, large in batches:
        bench.add(log, *(line + b"y" * (1500 if large else 0) for line in lines))
        bench.wait(seconds)
        seqs = bench.seqs()
        assert seqs == sorted(set(seqs))
        for number, store in enumerate(bench.stores):
            assert [line for log, line in map(bench.merged.of, seqs) if log == number] == list(
                range(store.first, store.end)
            )
        for seq in seqs:
            assert known.setdefault(bench.merged.of(seq), seq) == seq


@FEW
@given(st.lists(st.tuples(st.integers(0, 2), LINES), max_size=12))
def test_nothing_comes_between_lines_that_were_shown_for_a_while(batches: list[tuple[int, list[bytes]]]) -> None:
    bench = Bench()
    for log in range(3):
        bench.add(log, stamped(0))
    shown = bench.seqs()
    for log, lines in batches:
        bench.wait(SETTLED)
        bench.add(log, *lines)
        seqs = bench.seqs()
        assert seqs[: len(shown)] == shown
        shown = seqs


@FEW
@given(BATCHES, st.integers(0, 2), st.integers(0, 20), st.integers(0, 20))
def test_neighbours_counts_and_places_agree_with_the_order(
    batches: list[tuple[int, list[bytes]]], half: int, one: int, other: int
) -> None:
    bench = Bench()
    for log, lines in batches:
        bench.add(log, *lines)
    bench.stores[half].partial = stamped(1500)
    seqs, merged = bench.seqs(), bench.merged
    assert [merged.before(seq) for seq in seqs] == [None, *seqs[:-1]]
    assert (merged.head(), merged.tail()) == (seqs[0], seqs[-1])
    start, stop = seqs[min(one, len(seqs) - 1)], seqs[min(other, len(seqs) - 1)]
    whole = [seq for seq in seqs if start <= seq < stop and merged.unfinished(seq) is None]
    assert merged.count(start, stop) == len(whole)
    assert all(merged.holds(seq) for seq in whole)


@FEW
@given(BATCHES, st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_a_note_is_the_same_whichever_way_its_line_is_read(
    batches: list[tuple[int, list[bytes]]], alone: set[int], together: set[int], taken_away: set[int]
) -> None:
    bench = Bench()
    for log, lines in batches:
        bench.add(log, *lines)
    seqs = bench.seqs()
    model: dict[int, str] = {}
    for at in alone & set(range(len(seqs))):
        log, line = bench.merged.of(seqs[at])
        bench.stores[log].notes[line] = model[seqs[at]] = "alone"
    for at in together & set(range(len(seqs))):
        bench.merged.notes[seqs[at]] = model[seqs[at]] = "together"
    for at in taken_away & set(range(len(seqs))):
        assert bench.merged.notes.pop(seqs[at], None) == model.pop(seqs[at], None)
    assert dict(bench.merged.notes) == model
    assert len(bench.merged.notes) == len(model)
    by_itself = {bench.merged.of(seq): note for seq, note in model.items()}
    assert {
        (log, line): note for log, store in enumerate(bench.stores) for line, note in store.notes.items()
    } == by_itself


def test_a_line_without_a_time_belongs_to_the_line_it_follows() -> None:
    bench = Bench()
    bench.add(0, stamped(10, b"Traceback"), b"  File 'x.py'", b"OrderError")
    bench.add(1, stamped(5, b"before"), stamped(10, b"meanwhile"), stamped(11, b"after"))
    assert [line for log, line in bench.lines() if log == 0] == [0, 1, 2]
    assert bench.lines() == [(1, 0), (0, 0), (0, 1), (0, 2), (1, 1), (1, 2)]


def test_what_a_log_begins_with_stands_right_before_its_first_time() -> None:
    bench = Bench()
    bench.add(0, b"  at end of a traceback", stamped(20))
    bench.add(1, stamped(10), stamped(30))
    assert bench.lines() == [(1, 0), (0, 0), (0, 1), (1, 1)]


def test_a_log_without_times_stands_where_its_lines_came() -> None:
    bench = Bench()
    bench.add(0, b"one", b"two")
    assert bench.lines() == [(0, 0), (0, 1)]
    bench.wait(2)
    bench.add(1, b"2026-03-10T12:00:01Z between")
    bench.add(0, b"three")
    assert bench.lines() == [(0, 0), (0, 1), (1, 0), (0, 2)]


def test_times_of_any_zone_and_precision_are_compared() -> None:
    bench = Bench()
    bench.add(0, b"2026-03-10T12:30:00.5+01:00 b", b"2026-03-10T11:30:00.500000001Z d")
    bench.add(1, b"2026-03-10 11:30:00 a", b"2026-03-10T06:30:00.500000000-05:00 c")
    assert [text[-1:] for text in bench.texts()] == [b"a", b"b", b"c", b"d"]


def test_a_clock_that_is_ahead_does_not_hold_its_log_at_the_end_for_ever() -> None:
    bench = Bench()
    bench.add(0, b"2099-01-01T00:00:00Z wrong", stamped(10, b"right"))
    bench.seqs()
    bench.wait(60)
    bench.add(1, b"2026-03-10T12:01:00Z later")
    assert bench.texts()[-1].endswith(b"later")


def test_what_comes_a_little_late_is_put_in_order_and_what_comes_too_late_stands_at_the_end() -> None:
    bench = Bench()
    bench.add(0, stamped(10), stamped(30))
    bench.add(1, stamped(11))
    bench.seqs()
    bench.wait(SETTLED / 2)
    bench.add(1, stamped(20, b"a little late"))
    assert bench.texts()[2].endswith(b"a little late")
    bench.wait(SETTLED)
    bench.add(1, stamped(21, b"too late"), b"  and more")
    assert bench.texts()[-2:] == [stamped(21, b"too late"), b"  and more"]


def test_what_is_read_of_a_log_at_first_is_put_in_order_however_late_it_is() -> None:
    bench = Bench()
    bench.add(0, stamped(10), stamped(30))
    bench.seqs()
    bench.wait(10 * SETTLED)
    bench.add(1, stamped(20))
    assert bench.lines() == [(0, 0), (1, 0), (0, 1)]


def test_dropped_lines_go_and_earlier_ones_come_under_numbers_that_stay() -> None:
    bench = Bench([LogStore(4096), LogStore()])
    bench.add(1, stamped(1800))
    for second in range(20):
        bench.add(0, stamped(60 * second, b"x" * 1000))
        bench.seqs()
    before = bench.seqs()
    assert bench.merged.is_mark(before[0])
    bench.stores[1].prepend(stamped(0, b"earlier") + b"\n" + b"  more\n")
    after = bench.seqs()
    assert [bench.merged.of(seq) for seq in after[:2]] == [(1, -2), (1, -1)]
    assert after[2:] == before


def test_an_unfinished_line_stands_where_it_will_stand_once_it_is_finished() -> None:
    bench = Bench()
    bench.add(0, stamped(30))
    bench.stores[1].partial = stamped(20, b"half")
    assert bench.texts() == [stamped(20, b"half"), stamped(30)]
    half = bench.seqs()[0]
    bench.stores[1].partial = b""
    bench.add(1, stamped(20, b"half and whole"))
    assert bench.seqs()[0] == half
    assert bench.merged.came == 2


def test_a_number_says_which_line_it_is() -> None:
    for line in (MergedLine(NOON, 3, 17), MergedLine(0, 0, -5), MergedLine(NOON, 7, -1)):
        assert line_of(line.seq) == line
    with pytest.raises(ValueError, match="at most 8"):
        MergedLog([("x", LogStore())] * 9)


def test_a_moment_is_found() -> None:
    bench = Bench()
    bench.add(0, stamped(60), stamped(180))
    bench.add(1, stamped(120))
    seqs = bench.seqs()
    noon = timestamp_of(b"2026-03-10T12:00:00Z")
    assert noon is not None
    for asked, found in (("11:02", 1), ("11:02:01", 2), ("10:00", 0), ("11:59", 2)):
        moment = moment_of(asked, noon.moment, noon.moment.tzinfo)
        assert moment is not None
        assert bench.merged.line_at(moment) == seqs[found]


@FEW
@given(BATCHES)
def test_search_and_filter_find_in_all_logs_what_each_of_them_holds(
    batches: list[tuple[int, list[bytes]]],
) -> None:
    bench = Bench()
    for log, lines in batches:
        bench.add(log, *lines)
    seqs, pattern = bench.seqs(), Pattern("11:2")
    wanted = [seq for seq in seqs if b"11:2" in bench.merged.line(seq)]
    search = MergedSearch(bench.merged, pattern)
    while search.step():
        pass
    found, seq = [], search.next(-1)
    while seq is not None:
        found.append(seq)
        assert search.place(seq) == len(found)
        assert search.previous(seq) == (found[-2] if len(found) > 1 else None)
        seq = search.next(seq)
    assert found == wanted
    assert (search.count, search.done, search.progress) == (len(wanted), True, 1.0)

    hidden = MergedFilter(bench.merged, Filter(hide=(pattern,)))
    while hidden.step():
        pass
    shown: list[int] = []
    seq = hidden.head()
    while seq is not None:
        assert hidden.place(seq) == len(shown)
        assert hidden.is_shown(seq)
        shown.append(seq)
        seq = hidden.after(seq)
    assert (shown[-1] if shown else None) == hidden.tail()
    assert [hidden.before(seq) for seq in shown] == [None, *shown[:-1]][: len(shown)]
    assert hidden.count == len(shown)
    assert not any(b"11:2" in bench.merged.line(seq) for seq in shown)


def test_a_level_keeps_each_logs_tracebacks_together() -> None:
    bench = Bench()
    bench.add(0, stamped(1, b"ERROR failed"), stamped(3, b"  File 'x.py'"), stamped(5, b"INFO fine"))
    bench.add(1, stamped(2, b"INFO fine"), stamped(4, b"ERROR too"))
    bench.seqs()
    graver = MergedFilter(bench.merged, Filter(level=Level.ERROR))
    while graver.step():
        pass
    seq, found = graver.head(), []
    while seq is not None:
        found.append(bench.merged.of(seq))
        seq = graver.after(seq)
    assert found == [(0, 0), (0, 1), (1, 1)]
