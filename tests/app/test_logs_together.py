"""Pinned logs stay, and are read side by side, merged by time, or one at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, with_services
from tests.state.fake_platform import FakePlatform
from tui.logs.merge import MergedLog
from tui.logs.pattern import Pattern
from tui.models.service import ServiceStatus

NAMES = ("api", "db", "mail", "queue", "web")


def log_of(name: str, *, lines: int = 40, every: int = 5) -> bytes:
    """A line every so many seconds, each service's a second after those of the one before it in the alphabet."""
    offset = NAMES.index(name)
    return b"".join(line_of(name, number, offset + every * number) for number in range(lines))


def line_of(name: str, number: int, second: int) -> bytes:
    return b"2026-03-10T02:%02d:%02dZ INFO %s line %d\n" % (*divmod(second, 60), name.encode(), number)


@dataclass
class Several(Deck):
    """The app on a project with five services that log."""

    platform: FakePlatform

    async def pin(self, *names: str) -> None:
        for name in names:
            await self.highlight(name, "shop")
            before = self.app.main.together.pins
            await self.pilot.press("p")
            await self.until(lambda: self.app.main.together.pins != before)  # noqa: B023 -- read at once

    @property
    def titles(self) -> list[str]:
        return [pane.service for pane in self.app.main.log_area.panes]

    @property
    def merged(self) -> MergedLog | None:
        log = self.app.main.log_pane.view.log_shown
        return log if isinstance(log, MergedLog) else None

    async def filled(self) -> None:
        """Wait until every log in view has been read."""
        area = self.app.main.log_area
        await self.until(lambda: all((log := pane.view.log_shown) and log.lines_kept for pane in area.panes))
        await self.until(lambda: self.merged is None or all(store.end for store in self.merged.stores))


@asynccontextmanager
async def several(*, size: tuple[int, int] = (120, 40), names: tuple[str, ...] = NAMES) -> AsyncIterator[Several]:
    services = [fleets.service(name, stack="a", project="a") for name in names]
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", *services)])
    platform.logs = {f"a-{name}": log_of(name) for name in names}
    async with open_fake_deck(Platforms({"local": platform}), size=size) as deck:
        yield Several(deck.app, deck.pilot, platform)


async def test_a_pinned_log_has_a_sign_in_its_row_and_two_are_shown_side_by_side() -> None:
    async with several() as deck:
        await deck.pin("db")
        await deck.until(lambda: "db ◆" in deck.text)
        assert deck.titles == ["db"]
        await deck.pin("web")
        await deck.until(lambda: deck.titles == ["db", "web"])
        await deck.filled()
        await deck.until(lambda: "db line 39" in deck.text and "web line 39" in deck.text)
        assert any("db line 39" in row and "web line 39" in row for row in deck.text.splitlines())


async def test_pins_stay_while_one_moves_around_and_are_undone_with_the_same_key() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.highlight("mail", "shop")
        await deck.pilot.pause(0.3)
        assert deck.titles == ["db", "web"]
        await deck.pin("web")
        await deck.highlight("mail", "shop")
        await deck.until(lambda: deck.titles == ["mail"])


async def test_all_marked_services_are_pinned_at_once_and_no_more_than_four() -> None:
    async with several() as deck:
        await deck.highlight("api", "shop")
        for _ in NAMES:
            await deck.pilot.press("space", "j")
        await deck.pilot.press("p")
        await deck.until(lambda: "4 logs can be pinned at once: web not pinned." in deck.text)
        assert len(deck.app.main.together.pins.ids) == 4


async def test_merged_lines_stand_in_the_order_of_their_times_behind_their_services_names() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("L")
        await deck.filled()
        await deck.until(lambda: "web line 39" in deck.text and "db + web" in deck.text)
        rows = [row.split() for row in deck.text.splitlines() if " line 3" in row]
        assert [row[0] for row in rows[-4:]] == ["db", "web", "db", "web"]
        times = [row[1] for row in rows]
        assert times == sorted(times)


async def test_one_key_goes_through_all_ways_of_showing_them() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.highlight("mail", "shop")
        await deck.pilot.press("L")
        await deck.until(lambda: deck.merged is not None)
        await deck.pilot.press("L")
        await deck.until(lambda: deck.titles == ["mail"])
        await deck.pilot.press("L")
        await deck.until(lambda: deck.titles == ["db", "web"])


async def test_without_two_pins_the_key_says_what_to_do() -> None:
    async with several() as deck:
        await deck.pilot.press("L")
        await deck.until(lambda: "Pin two services at least" in deck.text)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
async def test_where_there_is_little_room_logs_are_merged_and_never_side_by_side(size: tuple[int, int]) -> None:
    async with several(size=size) as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("l")
        await deck.until(lambda: deck.merged is not None)
        await deck.filled()
        await deck.until(lambda: "web line 39" in deck.text)
        await deck.pilot.press("L")
        await deck.until(lambda: deck.titles == ["web"])
        await deck.pilot.press("L")
        await deck.until(lambda: deck.merged is not None and "need more" in deck.text)


async def test_a_screen_that_shrinks_merges_and_one_that_grows_shows_them_side_by_side_again() -> None:
    async with several() as deck:
        await deck.pin("db", "web", "api")
        await deck.until(lambda: len(deck.titles) == 3)
        await deck.pilot.resize_terminal(70, 24)
        await deck.pilot.press("4")
        await deck.until(lambda: deck.merged is not None)
        await deck.pilot.resize_terminal(140, 40)
        await deck.until(lambda: len(deck.titles) == 3)


async def test_the_log_full_screen_shows_those_together_and_that_of_another_service_alone() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("l")
        await deck.until(lambda: deck.app.main.has_class("log-full") and deck.titles == ["db", "web"])
        assert deck.app.main.log_pane.service == "web"
        await deck.pilot.press("l")
        await deck.highlight("mail", "shop")
        await deck.pilot.press("enter")
        await deck.until(lambda: deck.app.main.has_class("log-full") and deck.titles == ["mail"])
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.titles == ["db", "web"])


async def test_a_pin_survives_a_restart_and_goes_with_its_service_which_is_told() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        stack = deck.platform.stacks["a"]
        again = [each.model_copy(update={"status": ServiceStatus.STARTING}) for each in stack.services]
        deck.platform.stacks["a"] = with_services(stack, *again)
        await deck.until(lambda: "starting" in deck.text)
        assert deck.titles == ["db", "web"]
        deck.platform.stacks["a"] = with_services(stack, *(each for each in again if each.service_name != "web"))
        await deck.until(lambda: "web is gone and no longer pinned." in deck.text)
        assert deck.app.main.together.pins.ids == ("a-db",)


async def test_tab_and_4_go_from_log_to_log_and_commands_act_on_the_one_with_the_focus() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.highlight("mail", "shop")
        deck.app.main.log_area.make_current(0)
        await deck.pilot.press("4")
        await deck.until(lambda: deck.app.main.log_pane.service == "db")
        assert deck.app.main.at_hand.service_id == "a-db"
        await deck.pilot.press("4")
        await deck.until(lambda: deck.app.main.at_hand.service_id == "a-web")
        await deck.pilot.press("r")
        await deck.until(lambda: deck.app.screen is not deck.app.main and "shop › default › web" in deck.text)


async def test_of_merged_logs_commands_act_on_the_service_of_the_line_with_the_cursor() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.highlight("mail", "shop")
        await deck.pilot.press("L", "4")
        await deck.filled()
        assert deck.app.main.at_hand.service_id is None
        await deck.pilot.press("enter")
        await deck.until(lambda: deck.app.main.at_hand.service_id == "a-web")
        await deck.pilot.press("k")
        await deck.until(lambda: deck.app.main.at_hand.service_id == "a-db")


async def test_one_search_runs_over_all_and_goes_from_pane_to_pane() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.filled()
        deck.app.main.log_area.make_current(0)  # that of the service pinned last, where its log was shown already
        await deck.pilot.press("4", "slash", *"line 3", "enter")
        await deck.until(lambda: "/22" in deck.text and "11 of 22 found" in deck.text)
        for _ in range(11):
            await deck.pilot.press("n")
        await deck.until(lambda: deck.app.main.log_pane.service == "web" and "/22" in deck.text)
        await deck.pilot.press("N")
        await deck.until(lambda: deck.app.main.log_pane.service == "db" and "11/22" in deck.text)


async def test_nobody_is_led_to_another_pane_while_the_search_in_this_one_goes_on() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.filled()
        deck.app.main.log_area.make_current(0)
        await deck.pilot.press("4", "slash", *"line 39", "enter")
        await deck.until(lambda: deck.app.main.log_pane.service == "db" and "1/2" in deck.text)
        db = deck.app.main.log_pane.view.reading
        assert db is not None
        db.look_for(Pattern("line 39"))
        deck.app.main.action_command("log.next")
        assert deck.app.main.log_pane.service == "db"
        await deck.until(lambda: "the search goes on" in deck.text)
        while db.step():
            pass
        deck.app.main.action_command("log.previous")
        deck.app.main.action_command("log.next")
        deck.app.main.action_command("log.next")
        assert deck.app.main.log_pane.service == "web"


async def test_a_search_in_merged_logs_goes_in_the_order_of_time_and_stays_when_they_are_shown_otherwise() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("L", "4")
        await deck.filled()
        await deck.pilot.press("slash", *"line 12", "enter")
        await deck.until(lambda: "/2" in deck.text and "db line 12" in deck.text)
        assert deck.merged is not None
        reading = deck.app.main.log_pane.view.reading
        assert reading is not None
        await deck.until(lambda: reading.hits is not None and reading.hits[1] == 2)
        await deck.pilot.press("L", "L")
        await deck.until(lambda: deck.titles == ["db", "web"] and "of 2 found" in deck.text)


async def test_filters_work_on_merged_logs() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("L", "4")
        await deck.filled()
        await deck.pilot.press("minus", *"db line", "enter")
        await deck.until(lambda: "-db line" in deck.text and "db line 3" not in deck.text.split("following")[1])
        assert "web line 39" in deck.text


async def test_what_is_copied_of_several_services_has_their_names_and_of_one_has_not() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.pilot.press("L", "4")
        await deck.filled()
        await deck.until(lambda: "web line 39" in deck.text)
        await deck.pilot.press("enter", "y")
        await deck.until(lambda: deck.app.clipboard == line_of("web", 39, 4 + 5 * 39).decode().strip())
        await deck.pilot.press("V", "k", "y")
        expected = b"db   " + line_of("db", 39, 1 + 5 * 39) + b"web  " + line_of("web", 39, 4 + 5 * 39)
        await deck.until(lambda: deck.app.clipboard == expected.decode().strip())


async def test_a_line_that_is_marked_alone_is_marked_among_others_too() -> None:
    async with several() as deck:
        await deck.highlight("db", "shop")
        await deck.until(lambda: "db line 39" in deck.text)
        store = deck.app.main.log_pane.view.store
        assert store is not None
        store.notes[store.end - 1] = ""
        await deck.pin("db", "web")
        await deck.pilot.press("L")
        await deck.until(lambda: deck.merged is not None)
        await deck.filled()
        await deck.until(lambda: "✓ INFO db line 39" in " ".join(deck.text.split()))


async def test_lines_that_come_are_shown_in_their_panes_and_merged() -> None:
    async with several() as deck:
        await deck.pin("db", "web")
        await deck.filled()
        deck.platform.logs["a-db"] += line_of("db", 40, 300)
        await deck.until(lambda: "db line 40" in deck.text)
        await deck.pilot.press("L")
        deck.platform.logs["a-web"] += line_of("web", 40, 301)
        await deck.until(lambda: "web line 40" in deck.text)
