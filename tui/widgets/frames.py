"""When a screen is painted: what a key did at once, everything else at most 60 times a second.

Textual paints on a grid of sixtieths of a second from the last frame on, so that of a log that moves by itself every
other key waits for the grid, longer than all that happens until its effect is ready to be painted.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import screen
from textual.timer import Timer

from tui.widgets.composition import FrontCompositor
from tui.widgets.typeahead import OneKeyAtATime

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import ScreenResume
    from textual.screen import Screen
    from textual.screen import Screen as Painted
else:
    Painted = Generic  # a class between a screen and Textual's own would change which styles it has at first

T = TypeVar("T")


class FrameTimer(Timer):
    """Calls for a frame when there is something to paint: some time after the last one, or at once after a key."""

    def __init__(self, painted: Screen[T], paint: Callable[[], None]) -> None:
        self._wanted, self._hurry = asyncio.Event(), asyncio.Event()
        self._screen = painted
        super().__init__(painted, screen.UPDATE_PERIOD, name="screen_update", callback=paint)

    def start(self) -> None:
        """Wait for something to paint."""
        self._start()

    def resume(self) -> None:
        """There is something to paint."""
        self._wanted.set()
        app = self._screen.app
        if isinstance(app, OneKeyAtATime) and app.has_just_done_a_key:
            self._hurry.set()

    def pause(self) -> None:
        """It is being painted."""
        self._wanted.clear()

    async def _run(self) -> None:
        await self._wanted.wait()
        due = monotonic() + self._interval  # what else begins together with the screen is to be seen in its first frame
        while True:
            await self._wanted.wait()
            if (wait := due - monotonic()) > 0:
                # Not `wait_for`, which in Python 3.11 takes no notice of being cancelled when the event comes as well.
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._hurry.wait()
            self._hurry.clear()
            await self._tick(next_timer=due, count=0)
            due = monotonic() + self._interval


class PromptFrames(Painted[T]):
    """For a screen that shows what a key did as soon as it is done."""

    _frames: FrameTimer | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._compositor = FrontCompositor()

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Be shown for the first time with the styles of a moment ago, when everything was mounted."""
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0

    @property
    def _update_timer(self) -> Timer:
        if self._frames is None:
            self._frames = FrameTimer(self, self._on_timer_update)
            self._frames.start()
            self._timers.add(self._frames)
        return self._frames
