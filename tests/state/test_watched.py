"""What is read again and again: it is kept when reading fails, and read at once when somebody wants it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui.client.errors import ApiError, Forbidden, RateLimited, TokenRefused, Unreachable
from tui.state.fleet import Condition
from tui.state.watched import Watched


class Source:
    """Gives one answer after the other; an error is raised. `gate` holds an answer back."""

    def __init__(self, *answers: str | ApiError) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> str:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await self.gate.wait()
        if isinstance(answer, ApiError):
            raise answer
        return answer


@asynccontextmanager
async def watching(source: Source, *, every: float = 1000.0) -> AsyncIterator[Watched[str]]:
    """A reading under way, behind its first answer."""
    changed = asyncio.Event()
    watched = Watched(source, changed=changed.set, every=every)
    task = asyncio.create_task(watched.run())
    await asyncio.wait_for(changed.wait(), 5)
    yield watched
    task.cancel()


async def test_it_is_read_again_and_again() -> None:
    source = Source("one", "two", "three")
    async with watching(source, every=0.001) as watched:
        async with asyncio.timeout(5):
            while watched.value != "three":
                await asyncio.sleep(0)


async def test_what_is_known_outlives_a_failure_that_says_why_and_since_when() -> None:
    source = Source("one", Unreachable("It does not answer.", sent=False))
    async with watching(source) as watched:
        assert watched.health.condition is Condition.FRESH
        await watched.renewed()
        first = watched.health
        assert (watched.value, first.condition, first.message) == ("one", Condition.UNREACHABLE, "It does not answer.")
        await watched.renewed()
        assert watched.health.since == first.since
        source.answers = ["two"]
        await watched.renewed()
        assert (watched.value, watched.health.condition) == ("two", Condition.FRESH)


async def test_each_failure_has_its_condition() -> None:
    for error, condition in (
        (Forbidden("no", status=403), Condition.FORBIDDEN),
        (TokenRefused("no", status=401), Condition.REFUSED),
        (RateLimited("no", status=429), Condition.LIMITED),
    ):
        async with watching(Source(error)) as watched:
            assert (watched.value, watched.health.condition) == (None, condition)


async def test_a_pause_that_the_platform_asks_for_is_kept_unless_somebody_wants_it() -> None:
    error = RateLimited("Too many requests.", status=429)
    error.retry_after = 500.0
    source = Source(error, "one")
    async with watching(source) as watched:
        assert watched.health.retry_at is not None
        await asyncio.sleep(0)
        assert source.asked == 1
        watched.ask()
        assert watched.is_asked
        await watched.renewed()
        assert (watched.value, watched.is_asked) == ("one", False)


async def test_an_answer_to_what_was_asked_before_is_not_taken_for_a_new_one() -> None:
    source = Source("one", "old", "new")
    async with watching(source) as watched:
        source.gate.clear()
        watched.refresh()
        while source.asked < 2:
            await asyncio.sleep(0)
        waiting = asyncio.create_task(watched.renewed())
        await asyncio.sleep(0)
        source.gate.set()
        await asyncio.wait_for(waiting, 5)
        assert watched.value == "new"
