"""Following, checked against a model log: whatever happens, each line comes once and in order, or a mark says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.logs.model import ModelLog, Time
from tui.logs.follow import FollowedLog
from tui.logs.store import LogStore


@dataclass(frozen=True)
class Step:
    """One thing that happens."""

    kind: str
    number: int = 0


def steps(*kinds: str) -> st.SearchStrategy[list[Step]]:
    one = st.builds(Step, st.sampled_from(("append", "append", "poll", "poll", *kinds)), st.integers(0, 150))
    return st.lists(one, max_size=25)


class Run:
    """A model log and its follower, driven by steps."""

    def __init__(self, line: Callable[[int], bytes], *, first: int | None) -> None:
        self.line = line
        self.time = Time()
        self.log = ModelLog()
        self.store = LogStore(1 << 30)
        self.follower = FollowedLog(self.log.fetch, self.store, first=first, clock=self.time)
        self.earlier: list[bytes] = []
        self.count = 0
        self.must_have: set[bytes] = set()
        """Lines that the server had when it answered truly."""

    def drive(self, todo: Sequence[Step]) -> None:
        asyncio.run(self._drive(todo))

    async def _drive(self, todo: Sequence[Step]) -> None:
        for step in todo:
            match step.kind:
                case "append":
                    self.append(step.number)
                case "rotate":
                    self.log.rotate(step.number)
                case "restart":
                    self.log.restart()
                case "partial":
                    self.log.partial += b"~%d" % step.number
                case "error":
                    self.log.faults = [OSError("down")] * (step.number % 4 + 1)
                case "old" if self.earlier:
                    self.log.faults = [self.earlier[step.number % len(self.earlier)]]
                    await self.poll(step.number)
                    self.log.faults = []
                    await self.poll(step.number)
                case "cut":
                    body = self.log.body(200)
                    self.log.faults = [body[: len(body) * step.number // 150]]
                    await self.poll(step.number)
                    self.log.faults = []
                    await self.poll(step.number)
                case "poll":
                    await self.poll(step.number)
        self.log.faults, self.log.partial = [], b""
        for _ in range(4):
            await self.poll(20)

    def append(self, number: int) -> None:
        lines = [self.line(self.count + index) for index in range(number)]
        self.count += number
        if lines and self.log.partial:
            lines[0] = self.log.partial + lines[0]
            self.log.partial = b""
        self.log.append(*lines)

    async def poll(self, number: int) -> None:
        self.time.now += number / 10 + 0.25
        honest = not self.log.faults
        outcome = await self.follower.poll()
        assert outcome.requests <= 8
        if honest and outcome.error is None:
            self.must_have.update(self.log.lines)
            self.earlier.append(self.log.body(40))

    @property
    def lines(self) -> Iterator[tuple[bytes, bool]]:
        """Every line of the store, and whether it is a mark."""
        for seq in range(self.store.first, self.store.end):
            yield self.store.line(seq), self.store.is_mark(seq)


def check_distinct(run: Run) -> None:
    """Each line once, in order; a mark wherever one is missing; nothing missing that could have been had."""
    places = {line: place for place, line in enumerate(run.log.history)}
    last, marked, unfinished, seen = None, False, False, set()
    for line, is_mark in run.lines:
        if is_mark:
            marked, unfinished = True, False
            continue
        assert not unfinished, "an unfinished line is kept only before a mark"
        if line not in places:
            assert line.startswith(b"~")
            unfinished = True
            continue
        assert last is None or places[line] > last, "out of order, or twice"
        assert last is None or places[line] == last + 1 or marked, "missing without a mark"
        last, marked = places[line], False
        seen.add(line)
    assert run.must_have <= seen, "lost"


def plain(number: int) -> bytes:
    return b"line %d" % number


def timed(number: int) -> bytes:
    return b"2026-03-10T%02d:%02d:%02d.%03dZ line %d" % (
        number // 3600_000, number // 60_000 % 60, number // 1000 % 60, number % 1000, number
    )  # fmt: skip


def coarsely_timed(number: int) -> bytes:
    """Seven alike lines in each second, and now and then one that continues another."""
    second = number // 7
    stamp = b"2026-03-10T%02d:%02d:%02dZ " % (second // 3600, second // 60 % 60, second % 60)
    return b"    at frame" if number % 5 == 4 else stamp + b"tick"


@settings(max_examples=100, deadline=None)
@given(steps("rotate", "restart", "partial", "error"))
def test_distinct_lines_come_once_and_in_order_or_a_mark_stands_for_them(todo: list[Step]) -> None:
    run = Run(plain, first=None)
    run.drive(todo)
    check_distinct(run)


@settings(max_examples=100, deadline=None)
@given(steps("rotate", "restart", "partial", "error", "old", "cut"))
def test_old_and_cut_answers_between_others_change_nothing(todo: list[Step]) -> None:
    run = Run(timed, first=None)
    run.append(20)
    run.drive([Step("poll"), *todo])
    check_distinct(run)


@settings(max_examples=100, deadline=None)
@given(steps("error", "partial"), st.lists(st.integers(0, 3), min_size=1, max_size=40), st.integers(1, 200))
def test_repeated_lines_are_never_doubled_and_complete_where_no_mark_stands(
    todo: list[Step], texts: list[int], every: int
) -> None:
    def line(number: int) -> bytes:
        return plain(number) if number % every == every - 1 else b"again %d" % texts[number % len(texts)]

    run = Run(line, first=None)
    run.append(2 * len(texts) + 1)
    run.drive([Step("poll"), *todo])
    check_repeated(run)


@settings(max_examples=100, deadline=None)
@given(steps("error"))
def test_lines_alike_within_a_second_are_complete_where_no_mark_stands(todo: list[Step]) -> None:
    run = Run(coarsely_timed, first=None)
    run.append(20)
    run.drive([Step("poll"), *todo])
    check_repeated(run)


def check_repeated(run: Run) -> None:
    """The lines are a subsequence of the log, and all of it where there is no mark about missing ones."""
    lines = [line for line, is_mark in run.lines if not is_mark]
    marks = [line for line, is_mark in run.lines if is_mark and b"missing:" in line]
    if not marks:
        assert lines == run.log.history
    check_in_order(run)


def check_in_order(run: Run) -> None:
    """The lines are a subsequence of the log."""
    lines = [line for line, is_mark in run.lines if not is_mark and not line.startswith(b"~")]
    rest = iter(run.log.history)
    assert all(line in rest for line in lines), "doubled or out of order"


@settings(max_examples=100, deadline=None)
@given(steps("rotate", "error", "partial"), st.lists(st.integers(0, 3), min_size=1, max_size=40), st.integers(1, 200))
def test_repeated_lines_of_a_rotated_log_are_never_doubled(todo: list[Step], texts: list[int], every: int) -> None:
    def line(number: int) -> bytes:
        return plain(number) if number % every == every - 1 else b"again %d" % texts[number % len(texts)]

    run = Run(line, first=5)
    run.append(2 * len(texts) + 1)
    run.drive([Step("poll"), *todo])
    check_in_order(run)


@settings(max_examples=100, deadline=None)
@given(steps("partial", "error"), st.integers(1, 200))
def test_a_server_that_never_gives_many_lines_loses_none(todo: list[Step], most: int) -> None:
    run = Run(plain, first=None)
    run.log.most = most
    run.drive(todo)
    check_distinct(run)
    assert not run.store.marks() or b"readable" in b"".join(map(run.store.line, run.store.marks()))
