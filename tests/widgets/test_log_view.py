"""The log view on a screen: following, reading, moving, and what is drawn when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from string import ascii_letters
from typing import Self

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot

from tests.waiting import until
from tui.logs.format import Times
from tui.logs.store import LogStore
from tui.widgets.log_view import LogView

HEIGHT = 6

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


class WatchedView(LogView):
    """A view that remembers which of its rows were to be drawn anew."""

    drawn: set[int]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if repaint and self.is_attached:
            self.drawn.update(y for each in regions or [self.size.region] for y in each.line_range)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def text(self) -> list[str]:
        """What stands on the screen, without the empty rows at the end."""
        rows = [self.render_line(y).text.rstrip() for y in range(self.size.height)]
        while rows and not rows[-1]:
            rows.pop()
        return rows


class LogApp(App[None]):
    """Nothing but a log."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.view = WatchedView(
            id="log", empty="Nothing logged yet", clock=lambda: self.seconds, zone=UTC, now=lambda: NOW
        )
        self.view.drawn = set()
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def hear(self, message: Message) -> None:
        """Keep what the view said."""
        if isinstance(message, LogView.FollowChanged) and message not in self.heard:
            self.heard.append(message)

    def said(self) -> list[tuple[bool, int]]:
        """What the view said since the last time: whether it follows, and how many lines are new."""
        said = [(each.follow, each.new_lines) for each in self.heard if isinstance(each, LogView.FollowChanged)]
        self.heard.clear()
        return said

    async def grow(self, pilot: Pilot[None], store: LogStore, first: int, count: int) -> None:
        """Append numbered lines and let the view show them, a second after the last ones."""
        self.seconds += 1
        store.extend(b"".join(b"line %d\n" % number for number in range(first, first + count)))
        self.view.refresh_from_store()
        await pilot.pause()


def numbered(count: int) -> LogStore:
    store = LogStore()
    store.extend(b"".join(b"line %d\n" % number for number in range(count)))
    return store


def names(first: int, last: int) -> list[str]:
    return [f"line {number}" for number in range(first, last + 1)]


async def test_the_end_of_a_log_is_shown_and_followed() -> None:
    app, store = LogApp(), numbered(20)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        assert app.view.text() == names(14, 19)

        await app.grow(pilot, store, 20, 3)

        assert app.view.text() == names(17, 22)
        assert app.view.follow


async def test_a_short_log_stands_at_the_top() -> None:
    app, store = LogApp(), numbered(2)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.press("up")

        assert app.view.text() == names(0, 1)
        assert app.view.follow


async def test_an_empty_log_says_so_until_the_first_line_comes() -> None:
    app, store = LogApp(), LogStore()
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        assert app.view.text() == ["Nothing logged yet"]

        await app.grow(pilot, store, 0, 1)

        assert app.view.text() == ["line 0"]


async def test_scrolling_up_pauses_the_view_and_never_the_intake() -> None:
    app, store = LogApp(), numbered(20)
    async with app.run_test(size=(30, HEIGHT), message_hook=app.hear) as pilot:
        app.view.show(store)
        await pilot.press("up", "up")
        assert app.view.text() == names(12, 17)

        await app.grow(pilot, store, 20, 30)
        await app.grow(pilot, store, 50, 2)

        assert app.view.text() == names(12, 17)
        assert (app.view.follow, app.view.new_lines) == (False, 32)
        assert app.said() == [(False, 0), (False, 30), (False, 32)]


async def test_end_and_f_follow_again() -> None:
    app, store = LogApp(), numbered(20)
    async with app.run_test(size=(30, HEIGHT), message_hook=app.hear) as pilot:
        app.view.show(store)
        for key in ("end", "f", "G"):
            await pilot.press("pageup")
            app.said()

            await pilot.press(key)

            assert app.said() == [(True, 0)]
            assert app.view.text() == names(14, 19)


async def test_moving_down_to_the_end_follows_again() -> None:
    app, store = LogApp(), numbered(20)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        followed = []
        for key in ("up", "up", "down", "down"):
            await pilot.press(key)
            followed.append(app.view.follow)

        assert followed == [False, False, False, True]


async def test_new_lines_that_were_read_are_no_longer_new() -> None:
    app, store = LogApp(), numbered(20)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.press("up")
        await app.grow(pilot, store, 20, 10)
        assert app.view.new_lines == 10

        await pilot.press("pagedown")

        assert app.view.text() == names(18, 23)
        assert app.view.new_lines == 6


async def test_keys_move_through_the_log() -> None:
    app = LogApp()
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(numbered(100))
        for key, top in [
            ("g", 0),
            ("down", 1),
            ("j", 2),
            ("k", 1),
            ("pagedown", 6),
            ("pageup", 1),
            ("home", 0),
            ("up", 0),
        ]:
            await pilot.press(key)
            assert app.view.text()[0] == f"line {top}", key


async def test_the_wheel_scrolls() -> None:
    app = LogApp()
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(numbered(100))

        for kind, top in ((events.MouseScrollUp, 91), (events.MouseScrollUp, 88), (events.MouseScrollDown, 91)):
            app.view.post_message(kind(None, 1, 1, 0, 0, button=0, shift=False, meta=False, ctrl=False))
            await pilot.pause()
            assert app.view.text()[0] == f"line {top}"


async def test_dropped_lines_do_not_move_what_one_reads() -> None:
    app, store = LogApp(), LogStore(budget=64 * 1024)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await app.grow(pilot, store, 0, 5000)
        await pilot.press("pageup")
        reading = app.view.text()
        assert reading[0] == "line 4989"

        await app.grow(pilot, store, 5000, 2000)

        assert store.first > 1000
        assert app.view.text() == reading


async def test_when_what_one_read_is_dropped_the_oldest_lines_are_shown() -> None:
    app, store = LogApp(), LogStore(budget=64 * 1024)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await app.grow(pilot, store, 0, 100)
        await pilot.press("g")

        await app.grow(pilot, store, 100, 20000)

        assert app.view.text()[0].startswith("── 16,")
        assert not app.view.follow


async def test_lines_dropped_behind_the_back_of_the_view_are_left_blank_until_it_is_told() -> None:
    app, store = LogApp(), LogStore(budget=64 * 1024)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await app.grow(pilot, store, 0, 10)

        store.extend(b"another line\n" * 20000)
        app.theme = "textual-light"
        await pilot.pause()
        assert app.view.text() == []

        app.seconds += 1
        app.view.refresh_from_store()
        assert app.view.text() == ["another line"] * HEIGHT


async def test_each_log_keeps_its_place() -> None:
    app, one, two = LogApp(), numbered(50), numbered(80)
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(one)
        await pilot.press("g", "down")

        app.view.show(two)
        assert (app.view.follow, app.view.text()) == (True, names(74, 79))

        app.view.show(one)
        assert (app.view.follow, app.view.text()) == (False, names(1, 6))


async def test_no_log_is_an_empty_view() -> None:
    app = LogApp()
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(numbered(50))

        app.view.show(None)
        await pilot.press("up", "g", "f", "right", "w", "pagedown")
        app.view.refresh_from_store()

        assert app.view.text() == ["Nothing logged yet"]


async def test_long_lines_are_wrapped_on_demand_at_the_place_one_reads() -> None:
    app, store = LogApp(), LogStore()
    store.extend(b"".join(b"%02d " % number + b"x" * 40 + b"\n" for number in range(30)))
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.press("g", "down", "w")
        assert app.view.text()[:3] == ["01 " + "x" * 27, "x" * 13, "02 " + "x" * 27]

        await pilot.press("down", "w")
        assert app.view.text()[0] == "01 " + "x" * 27

        await pilot.press("w", "f")
        assert app.view.text()[-2:] == ["29 " + "x" * 27, "x" * 13]


async def test_long_lines_scroll_sideways() -> None:
    app, store = LogApp(), LogStore()
    store.extend(ascii_letters.encode() + b"\n")
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)

        await pilot.press("right")
        assert app.view.text() == [ascii_letters[10:50]]

        await pilot.press("right", "right", "right", "right")
        assert app.view.text() == [ascii_letters[32:]]

        await pilot.press("left", "left", "left", "left")
        assert app.view.text() == [ascii_letters[:40]]


async def test_shift_and_the_wheel_scroll_sideways() -> None:
    app, store = LogApp(), LogStore()
    store.extend(ascii_letters.encode() + b"\n")
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)

        for kind, left in ((events.MouseScrollDown, 10), (events.MouseScrollUp, 0)):
            app.view.post_message(kind(None, 1, 1, 0, 0, button=0, shift=True, meta=False, ctrl=False))
            await pilot.pause()
            assert app.view.text() == [ascii_letters[left : left + 40]]


async def test_timestamps_are_hidden_on_demand() -> None:
    app, store = LogApp(), LogStore()
    store.extend(b"2026-11-23T14:02:09.5Z hello\n")
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        assert app.view.text() == ["14:02:09 hello"]

        await pilot.press("t")
        assert app.view.text() == ["hello"]


async def test_the_unfinished_last_line_is_replaced_as_it_grows() -> None:
    app, store = LogApp(), numbered(1)
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        for part in (b"half", b"half a line"):
            app.seconds += 1
            store.partial = part
            app.view.refresh_from_store()
            await pilot.pause()
            assert app.view.text() == ["line 0", part.decode()]

        app.seconds += 1
        store.partial = b""
        store.extend(b"half a line, whole\n")
        app.view.drawn.clear()
        app.view.refresh_from_store()
        await pilot.pause()

        assert app.view.text() == ["line 0", "half a line, whole"]
        assert app.view.drawn == {1}


async def test_nothing_is_drawn_when_nothing_changed() -> None:
    app, store = LogApp(), numbered(50)
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.pause()
        app.view.drawn.clear()

        app.seconds += 10
        app.view.refresh_from_store()
        app.view.show(store)
        app.view.follow_end()
        await pilot.pause()

        assert app.view.drawn == set()


async def test_a_paused_view_draws_nothing_while_lines_come_in() -> None:
    app, store = LogApp(), numbered(50)
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.press("pageup")
        await pilot.pause()
        app.view.drawn.clear()

        await app.grow(pilot, store, 50, 1000)

        assert app.view.drawn == set()
        assert app.view.new_lines == 1000


async def test_a_short_log_that_grows_draws_the_new_line_only() -> None:
    app, store = LogApp(), numbered(2)
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.pause()
        app.view.drawn.clear()

        await app.grow(pilot, store, 2, 1)

        assert app.view.drawn == {2}


async def test_a_flood_waits_for_its_frame_and_then_shows_the_newest() -> None:
    app, store = LogApp(), numbered(50)
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        await app.grow(pilot, store, 50, 100)

        store.extend(b"".join(b"line %d\n" % number for number in range(150, 250)))
        app.view.refresh_from_store()
        assert app.view.text() == names(144, 149)

        app.seconds += 1
        async with asyncio.timeout(10):
            while app.view.text() != names(244, 249):
                await pilot.pause(0.01)


class CountingStore(LogStore):
    """A store that counts how often it was asked for a line."""

    asked = 0

    def line(self, seq: int) -> bytes:
        self.asked += 1
        return super().line(seq)


@asynccontextmanager
async def at_the_top() -> AsyncIterator[tuple[LogApp, Pilot[None], CountingStore]]:
    """An app that shows the first lines of fifty."""
    app, store = LogApp(), CountingStore()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        store.extend(b"".join(b"line %d\n" % number for number in range(50)))
        app.view.show(store)
        await pilot.press("g")
        yield app, pilot, store


async def test_what_following_would_show_is_drawn_before_it_is_wanted() -> None:
    async with at_the_top() as (app, pilot, store):
        await app.grow(pilot, store, 50, 1000)
        await until(lambda: store.asked > 4 * HEIGHT)  # once for its silence and once to be drawn: the first and last
        app.view.render_lines(app.view.size.region)
        store.asked = 0

        app.view.follow_end()
        app.view.render_lines(app.view.size.region)
        assert store.asked == 0
        assert app.view.text() == names(1044, 1049)


async def test_what_one_reads_is_not_forgotten_while_a_log_grows() -> None:
    async with at_the_top() as (app, _, store):
        for number in range(200):
            store.extend(b"".join(b"new %d\n" % (HEIGHT * number + row) for row in range(HEIGHT)))
            app.view._get_end_ready()
        store.asked = 0

        app.view.render_lines(app.view.size.region)
        assert store.asked == 0


async def test_only_lines_in_the_window_are_looked_at() -> None:
    app, store = LogApp(), CountingStore()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        store.extend(b"".join(b"line %d\n" % number for number in range(100_000)))
        app.view.show(store)
        await pilot.press("up", "g", "f")

        assert store.asked <= 8 * HEIGHT  # each once for its silence and once to be drawn


async def test_resizing_keeps_what_one_reads() -> None:
    app = LogApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(numbered(100))
        await pilot.press("g", "pagedown", "pagedown")

        await pilot.resize_terminal(20, 3)
        async with asyncio.timeout(30):
            while app.view.size.height != 3:
                await pilot.pause()

        assert app.view.text() == names(10, 12)


async def test_a_theme_is_followed_at_once() -> None:
    app = LogApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(numbered(5))
        await pilot.pause()
        dark = app.view.render_line(2)

        app.theme = "textual-light"
        await pilot.pause()

        assert app.view.render_line(2) != dark


async def test_another_background_is_followed_at_once() -> None:
    app = LogApp()
    async with app.run_test(size=(40, HEIGHT)):
        app.view.show(numbered(5))
        (before,) = app.view.render_lines(Region(0, 2, 40, 1))

        app.view.styles.background = "#204060"

        (after,) = app.view.render_lines(Region(0, 2, 40, 1))
        assert after.text == before.text
        assert {style.bgcolor.name for _, style, _ in after if style and style.bgcolor} == {"#204060"}


async def test_escapes_of_a_log_never_reach_the_screen() -> None:
    app, store = LogApp(), LogStore()
    store.extend(b"\x1b]0;title\x07\x1b[2J\x9b5n [red]markup[/red] \xe2\x80\xae\n")
    async with app.run_test(size=(60, HEIGHT)) as pilot:
        app.view.show(store)
        await pilot.pause()

        assert app.view.text() == ["\\x9b5n [red]markup[/red] \\u202e"]


async def test_ages_are_looked_at_again_while_they_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.log_canvas.AGES_EVERY", 0.05)
    app, store, now = LogApp(), LogStore(), [NOW]
    app.view._now = lambda: now[0]
    store.extend(b"2026-11-23T14:59:00Z one\n")
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.view.show(store)
        app.view.appearance = app.view.appearance._replace(times=Times.RELATIVE)
        assert app.view.text() == [" 1 m one"]
        now[0] += timedelta(minutes=4)
        async with asyncio.timeout(30):
            while app.view.text() != [" 5 m one"]:
                await pilot.pause()
