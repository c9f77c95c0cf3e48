"""Tests of following a log: each line once and in order, and a mark where lines are missing."""

from __future__ import annotations

import asyncio

import pytest

from tests.logs.model import ModelLog, Time
from tui.logs.follow import Attention, FollowedLog, Gap
from tui.logs.store import LogStore


class Bench:
    """A model log, its follower and the time they share."""

    def __init__(self, *, first: int | None = 1000, limit: int = 64 * 1024 * 1024) -> None:
        self.time = Time()
        self.log = ModelLog()
        self.store = LogStore(1 << 30)
        self.follower = FollowedLog(self.log.fetch, self.store, first=first, clock=self.time, limit=limit)

    async def poll(self, seconds: float = 0.25) -> Gap:
        self.time.now += seconds
        return (await self.follower.poll()).gap

    @property
    def text(self) -> list[str]:
        return [line.decode("utf-8", "replace") for line in self.store.lines(self.store.first, self.store.end)]

    @property
    def marks(self) -> list[str]:
        return [self.store.line(seq).decode() for seq in self.store.marks()]


def numbered(start: int, stop: int) -> list[bytes]:
    return [b"line %d" % number for number in range(start, stop)]


def timed(start: int, stop: int, text: str = "same") -> list[bytes]:
    """Lines that only their timestamps (a second apart) tell from each other."""
    return [f"2026-03-10T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z {text}".encode() for n in range(start, stop)]


async def test_new_lines_are_appended_once() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 10))
    await bench.poll()
    bench.log.append(*numbered(10, 25))
    await bench.poll()
    await bench.poll()
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_the_first_window_is_only_the_end_of_the_log() -> None:
    bench = Bench(first=5)
    bench.log.append(*numbered(0, 100))
    await bench.poll()
    assert bench.text == ["line 95", "line 96", "line 97", "line 98", "line 99"]
    assert bench.log.asked == [5]


async def test_a_window_without_overlap_is_widened_until_nothing_is_missing() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 100))
    await bench.poll()
    bench.log.append(*numbered(100, 5000))
    assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_lines_that_look_alike_are_counted_by_the_length_of_the_log() -> None:
    bench = Bench()
    bench.log.append(*[b"tick"] * 7)
    await bench.poll()
    bench.log.append(*[b"tick"] * 500)
    await bench.poll()
    assert bench.text == ["tick"] * 507
    assert bench.marks == []


async def test_lines_that_look_alike_are_counted_from_the_last_line_that_does_not() -> None:
    bench = Bench(first=40)
    bench.log.append(*numbered(0, 100), *[b"tick"] * 20)
    await bench.poll()
    for _ in range(5):
        bench.log.append(*[b"tick"] * 30)
        assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history[80:]]


async def test_lines_that_look_alike_are_told_apart_by_their_times() -> None:
    bench = Bench(first=40)
    bench.log.append(*timed(0, 100))
    await bench.poll()
    bench.log.append(*timed(100, 130))
    assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history[60:]]


async def test_where_nothing_can_tell_no_line_is_doubled_and_a_mark_says_possibly() -> None:
    bench = Bench(first=100)
    bench.log.append(*[b"tick tock tick tock tick tock"] * 20_000)
    await bench.poll()
    bench.log.append(*[b"tick tock tick tock tick tock"] * 3, b"new")
    assert await bench.poll() is Gap.POSSIBLE
    assert bench.text == [
        *["tick tock tick tock tick tock"] * 100,
        "── possibly lines missing: they would look like the ones before ──",
        "new",
    ]


async def test_doubt_is_told_once_when_it_lasts() -> None:
    bench = Bench(first=100)
    bench.log.append(*[b"tick tock tick tock tick tock"] * 20_000)
    for _ in range(30):
        await bench.poll(1.0)
    assert len(bench.marks) == 1


async def test_a_log_that_started_over_is_marked() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 50))
    await bench.poll()
    bench.log.restart()
    bench.log.append(b"hello again")
    assert await bench.poll() is Gap.RESTARTED
    assert bench.text[-2:] == ["── the log started over ──", "hello again"]


async def test_a_log_of_which_only_the_end_was_read_and_that_started_over_is_marked() -> None:
    bench = Bench(first=50)
    bench.log.append(*timed(0, 500))
    await bench.poll()
    bench.log.restart()
    bench.log.append(*timed(1000, 1020))
    assert await bench.poll() is Gap.RESTARTED
    assert len(bench.text) == 71


async def test_a_log_that_started_over_with_the_same_lines_is_marked_when_it_stays() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 50))
    await bench.poll()
    bench.log.restart()
    bench.log.append(*numbered(0, 5))
    gaps = [await bench.poll() for _ in range(3)]
    assert gaps == [Gap.NONE, Gap.NONE, Gap.RESTARTED]
    assert bench.text[-6:] == ["── the log started over ──", *(line.decode() for line in numbered(0, 5))]


async def test_a_rotated_log_goes_on_where_it_was() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 500))
    await bench.poll()
    bench.log.append(*numbered(500, 510))
    bench.log.rotate(30)
    assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_lines_that_were_rotated_away_are_said_to_be_missing() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 50))
    await bench.poll()
    bench.log.append(*numbered(50, 1000))
    bench.log.rotate(200)
    assert await bench.poll() is Gap.CERTAIN
    assert bench.text[50:52] == ["── lines missing: the log was rotated or started over ──", "line 800"]


async def test_times_tell_about_how_many_lines_are_missing() -> None:
    bench = Bench()
    bench.log.append(*timed(0, 100))
    await bench.poll()
    bench.log.append(*timed(100, 2000))
    bench.log.rotate(700)
    assert await bench.poll() is Gap.CERTAIN
    assert bench.marks == ["── about 1,200 lines missing: the log was rotated or started over ──"]


async def test_an_old_answer_changes_nothing() -> None:
    bench = Bench()
    bench.log.append(*timed(0, 100))
    await bench.poll()
    old = bench.log.body(None)
    bench.log.append(*timed(100, 120))
    await bench.poll()
    bench.log.faults = [old]
    assert await bench.poll() is Gap.NONE
    await bench.poll()
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_an_unfinished_line_is_shown_as_it_grows_and_then_becomes_a_line() -> None:
    bench = Bench()
    bench.log.append(b"begin")
    for partial in (b"load", b"loading", b"loading."):
        bench.log.partial = partial
        await bench.poll()
        assert (bench.store.partial, bench.text) == (partial, ["begin"])
    bench.log.partial = b""
    bench.log.append(b"loading. done")
    await bench.poll()
    assert (bench.store.partial, bench.text) == (b"", ["begin", "loading. done"])


async def test_leading_nuls_are_dropped_wherever_a_line_begins() -> None:
    bench = Bench()
    bench.log.append(b"\0\0\0first", b"second")
    await bench.poll()
    bench.log.lines[:0] = [b"\0"]
    bench.log.append(b"\0third")
    await bench.poll()
    assert bench.text == ["first", "second", "third"]


@pytest.mark.parametrize(
    "line", [b"windows\r", b"\xff\xfe\x80", b"", b"x" * 10_000_000], ids=["crlf", "utf8", "empty", "long"]
)
async def test_any_bytes_are_a_line(line: bytes) -> None:
    bench = Bench()
    bench.log.append(b"before", line)
    await bench.poll()
    bench.log.append(line, b"after")
    await bench.poll()
    await bench.poll()
    assert bench.store.lines(0, bench.store.end) == bench.log.history


async def test_an_empty_log_that_gets_lines() -> None:
    bench = Bench()
    await bench.poll()
    await bench.poll()
    bench.log.append(*numbered(0, 3000))
    assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_a_log_that_is_empty_for_a_moment_is_not_read_twice() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 10))
    await bench.poll()
    bench.log.faults = [b""] * 5
    for _ in range(6):
        await bench.poll()
    assert bench.text == [line.decode() for line in bench.log.history]


async def test_an_outage_and_its_end_are_marked_and_nothing_is_lost() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 10))
    await bench.poll()
    bench.log.faults = [OSError("no route to \x1b[2Jhost")] * 4
    for _ in range(4):
        outcome = await bench.follower.poll()
        assert isinstance(outcome.error, OSError)
        bench.time.now += 10
    bench.log.append(*numbered(10, 400))
    await bench.poll()
    assert bench.text[10:12] == [
        "── log not readable: no route to host ──",
        "── log readable again after 40 s, nothing missing ──",
    ]
    assert bench.text[12:] == [line.decode() for line in numbered(10, 400)]


async def test_an_error_that_is_over_at_once_leaves_no_mark() -> None:
    bench = Bench()
    bench.log.append(b"one")
    await bench.poll()
    bench.log.faults = [OSError("reset")]
    await bench.poll()
    await bench.poll()
    assert bench.marks == []


async def test_an_error_that_is_a_bug_passes_through() -> None:
    bench = Bench()
    bench.log.faults = [ValueError("bug")]
    with pytest.raises(ValueError, match="bug"):
        await bench.poll()


async def test_a_server_that_gives_fewer_lines_than_asked_for_is_found_out() -> None:
    bench = Bench(first=50)
    bench.log.most = 100
    bench.log.append(*numbered(0, 1000))
    await bench.poll()
    bench.log.append(*numbered(1000, 3000))
    assert await bench.poll() is Gap.NONE
    assert bench.text == [line.decode() for line in bench.log.history[950:]]


async def test_wide_windows_that_always_fail_do_not_keep_new_lines_away() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 10))
    await bench.poll()
    bench.log.append(*numbered(10, 10_000))
    bench.log.widest = 100
    gaps = [await bench.poll() for _ in range(3)]
    assert gaps == [Gap.NONE, Gap.NONE, Gap.CERTAIN]
    assert bench.text[-1] == "line 9999"


async def test_a_store_that_was_filled_earlier_goes_on_without_doubling() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 100))
    await bench.poll()
    bench.store.mark("── ended ──")
    again = FollowedLog(bench.log.fetch, bench.store, clock=bench.time)
    bench.log.append(*numbered(100, 300))
    await again.poll()
    assert [line for line in bench.text if "──" not in line] == [line.decode() for line in bench.log.history]


async def test_polls_at_a_steady_rate_fetch_little_more_than_is_new() -> None:
    bench = Bench()
    count = 0
    for step in range(400):
        bench.log.append(*numbered(count, count + 50))
        count += 50
        if step == 40:
            bench.log.sent = start = 0
            start = count
        await bench.poll(0.25)
    new = sum(len(line) + 1 for line in bench.log.history[start:])
    assert bench.log.sent / new <= 1.5
    assert bench.text == [line.decode() for line in bench.log.history]


@pytest.mark.parametrize("rate", [1, 20, 1000, 20_000])
async def test_a_log_that_grows_is_polled_often_whatever_its_rate(rate: int) -> None:
    bench = Bench()
    count, polls = 0.0, 0
    while bench.time.now < 1010:
        grown = count + rate * bench.follower.interval(Attention.VISIBLE)
        bench.log.append(*numbered(int(count), int(grown)))
        await bench.poll(bench.follower.interval(Attention.VISIBLE))
        count, polls = grown, polls + 1
    assert polls >= 30


async def test_the_interval_follows_activity_and_attention() -> None:
    bench = Bench()
    bench.log.append(*numbered(0, 5))
    await bench.poll()
    assert bench.follower.interval(Attention.VISIBLE) == 0.25
    assert bench.follower.interval(Attention.PINNED) == 1.0
    assert bench.follower.interval(Attention.HIDDEN) == 5.0
    bench.time.now += 100
    assert bench.follower.interval(Attention.VISIBLE) == 5.0


async def test_a_poll_that_is_cancelled_while_it_appends_loses_and_doubles_nothing() -> None:
    bench = Bench(first=None)
    bench.log.append(b"first")
    await bench.poll()
    bench.log.append(*(b"%d " % number * 20_000 for number in range(100)))
    polling = asyncio.ensure_future(bench.follower.poll())
    while bench.store.end < 20:
        await asyncio.sleep(0)
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling
    assert bench.store.end < 100
    await bench.poll()
    assert bench.store.lines(0, 200) == bench.log.history


async def test_others_run_while_much_is_appended() -> None:
    bench = Bench(first=None)
    bench.log.append(*(b"%d " % number * 20_000 for number in range(200)))
    polling, turns = asyncio.ensure_future(bench.follower.poll()), 0
    while not polling.done():
        await asyncio.sleep(0)
        turns += bench.store.end > 0
    assert turns > 10


async def test_earlier_lines_can_be_read_step_by_step() -> None:
    bench = Bench(first=10)
    bench.log.append(*[b"alike"] * 500, *numbered(0, 300), *[b"alike"] * 20, b"end")
    await bench.poll()
    steps = []
    while earlier := (await bench.follower.read_earlier()).earlier:
        steps.append(earlier)
        bench.log.append(b"new")
    assert len(steps) > 1
    await bench.poll()
    assert bench.store.lines(bench.store.first, bench.store.end) == bench.log.history
    assert bench.store.lines(0, 1) == [b"alike"]


async def test_earlier_lines_are_read_before_what_a_mark_parts() -> None:
    bench = Bench(first=10)
    bench.log.append(*numbered(0, 100))
    await bench.poll()
    bench.store.mark("── a mark ──")
    bench.log.append(*numbered(100, 110))
    assert (await bench.follower.read_earlier()).earlier > 0
    assert [line for line in bench.text if "──" not in line] == [
        line.decode() for line in bench.log.history[-len(bench.text) + 1 :]
    ]


async def test_earlier_lines_of_an_empty_log_are_none() -> None:
    bench = Bench()
    await bench.poll()
    assert (await bench.follower.read_earlier()).earlier == 0


async def test_a_line_that_the_server_puts_between_earlier_ones_doubles_nothing() -> None:
    bench = Bench()
    bench.log.append(*timed(0, 30), *timed(31, 50))
    await bench.poll()
    bench.log.lines[30:30] = timed(30, 31, "late")
    bench.log.append(*timed(50, 60))
    assert await bench.poll() is Gap.POSSIBLE
    late = "── possibly lines missing: earlier ones have changed ──"
    seen = [line.decode() for line in (*timed(0, 30), *timed(31, 50))]
    assert bench.text == [*seen, late, *(line.decode() for line in timed(50, 60))]
