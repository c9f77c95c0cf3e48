"""What a key did is painted at once, whatever was painted just before; what a screen opens with is styled once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual import events, screen
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from tests import waiting
from tui.widgets.frames import PromptFrames
from tui.widgets.typeahead import OneKeyAtATime


class Number(Static):
    """Counts how often it was given styles."""

    styled = 0

    def notify_style_update(self) -> None:
        self.styled += 1
        super().notify_style_update()


class Counted(PromptFrames[None], Screen[None]):
    """Counts its frames, and the keys that it was told of."""

    BINDINGS = [Binding("x", "add", show=False)]  # noqa: RUF012 -- Textual declares it as an instance variable
    frames = 0
    done = 0

    def compose(self) -> ComposeResult:
        yield Number("0")

    def action_add(self) -> None:
        self.done += 1
        self.query_one(Static).update(str(self.done), layout=False)

    def _compositor_refresh(self) -> None:
        self.frames += 1
        super()._compositor_refresh()


class CountedApp(OneKeyAtATime):
    """Nothing but a number that grows with each key."""

    def get_default_screen(self) -> Screen[None]:
        return Counted()

    @property
    def counted(self) -> Counted:
        assert isinstance(self.screen, Counted)
        return self.screen


@pytest.fixture(autouse=True)
def _seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "UPDATE_PERIOD", 1000.0)


async def until(app: CountedApp, holds: Callable[[Counted], bool]) -> None:
    """Go on when it holds, without the frames that a pilot asks for."""
    await waiting.until(lambda: holds(app.counted))


def press(app: CountedApp, times: int = 1) -> None:
    for _ in range(times):
        app.post_message(events.Key("x", "x"))


async def test_what_a_key_did_is_painted_at_once() -> None:
    app = CountedApp()
    async with app.run_test():
        for done in range(1, 6):
            frames = app.counted.frames
            press(app)
            await until(app, lambda it, done=done, frames=frames: it.done == done and it.frames > frames)  # type: ignore[misc]


async def test_what_changes_by_itself_waits_for_its_frame() -> None:
    app = CountedApp()
    async with app.run_test():
        press(app)
        await until(app, lambda it: it.frames > 0 and it.done == 1)
        app._handed_on_at = 0.0
        frames = app.counted.frames
        for _ in range(20):
            app.counted.action_add()
            had_its_turn = asyncio.Event()
            app.counted.call_later(had_its_turn.set)
            await had_its_turn.wait()
        assert app.counted.frames - frames < 5  # what the key did may have come in more than one
        frames = app.counted.frames
        press(app)
        await until(app, lambda it: it.frames > frames)


async def test_keys_that_come_together_are_painted_together() -> None:
    app = CountedApp()
    async with app.run_test():
        press(app)
        await until(app, lambda it: it.frames > 0 and it.done == 1)
        frames = app.counted.frames
        press(app, 50)
        await until(app, lambda it: it.frames > frames and it.done == 51)
        assert app.counted.frames - frames < 10


async def test_what_a_screen_opens_with_is_styled_once() -> None:
    app = CountedApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.counted.query_one(Number).styled == 1


async def test_a_screen_that_was_covered_is_styled_anew() -> None:
    app = CountedApp()
    async with app.run_test() as pilot:
        covered = app.counted.query_one(Number)
        app.push_screen(Counted())
        await pilot.pause()
        before = covered.styled
        app.switch_screen(app._screen_stack[0])
        await pilot.pause()
        assert covered.styled > before
