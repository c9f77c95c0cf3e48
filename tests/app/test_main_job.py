"""The main job, on a platform that really runs services: see, stop, start, restart, read logs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textual import events

from tests.app.conftest import Opener
from tests.platform.runtime.bench import needs_proc, processes_of
from tui.commands.command import Place
from tui.logs.merge import MergedLog
from tui.screens.help import HelpScreen
from tui.screens.question import Question


async def test_three_projects_and_their_services_are_shown_with_a_scrolling_log(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: all(name in deck.text for name in ("shop-prod", "shop-stage", "intranet")))
        assert len(deck.app.main.fleet.services) >= 12
        await deck.highlight("worker")
        view = deck.app.main.log_pane.view
        await deck.until(lambda: view.store is not None and view.store.end >= 2)
        assert "worker" in deck.text


@contextmanager
def slow_to_stop(home: Path, image: str) -> Iterator[None]:
    """As long as this lasts, what runs *image* answers no signal, so that a stop is seen on a busy machine."""
    named = f"STACKDECK_IMAGE={image}".encode()
    found = [pid for pid in processes_of(home) if named in Path(f"/proc/{pid}/environ").read_bytes()]
    assert found
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)


@needs_proc
async def test_s_asks_stops_the_service_really_and_s_starts_it_again(open_deck: Opener, homes: Path) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        await deck.highlight("web")
        await deck.pilot.press("s")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        assert "shop-prod" in deck.text
        assert "default" in deck.text
        seen: list[str] = []
        assert deck.app.session is not None
        deck.app.session.poller.subscribe(lambda _fleet: seen.append(deck.service("web").status))
        with slow_to_stop(homes, "stackdeck/web"):
            await deck.pilot.press("y")
            await deck.until(lambda: "stopping" in seen)
        await deck.until(lambda: "stopped" in seen)
        await deck.until(lambda: "Stopped shop-prod › default › web." in deck.text)
        await deck.pilot.press("s")
        await deck.until(lambda: seen[-1] == "running")
        assert {"stopping", "stopped", "starting", "running"} <= set(seen)
        await deck.until(lambda: "Started shop-prod › default › web." in deck.text)


async def test_no_other_key_than_y_does_it(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        await deck.highlight("web")
        since = deck.service("web").status_set_at
        for key in ("n", "enter", "escape"):
            await deck.pilot.press("s")
            await deck.until(lambda: isinstance(deck.app.screen, Question))
            await deck.pilot.press(key)
            await deck.until(lambda: not isinstance(deck.app.screen, Question))
        assert not deck.app.session or not deck.app.session.actions.under_way
        assert deck.service("web").status_set_at == since


async def test_an_action_is_pinned_to_what_was_highlighted_when_its_key_was_pressed(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running" and deck.service("search").status == "running")
        await deck.highlight("web")
        await deck.pilot.press("s")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.highlight("search")
        await deck.pilot.press("y")
        await deck.until(lambda: deck.service("web").status == "stopped")
        assert deck.service("search").status == "running"


async def test_marked_services_are_stopped_together_after_one_question(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running" and deck.service("search").status == "running")
        for name in ("web", "search"):
            await deck.highlight(name)
            await deck.pilot.press("space")
        await deck.pilot.press("s")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        assert "Stop 2 services?" in deck.text
        await deck.pilot.press("y")
        await deck.until(lambda: {deck.service(name).status for name in ("web", "search")} == {"stopped"})


async def test_a_read_only_profile_refuses_before_anything_is_sent_and_says_so(open_deck: Opener) -> None:
    async with open_deck(read_only=True) as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        await deck.highlight("web")
        assert "read-only" in deck.text
        await deck.pilot.press("s")
        await deck.until(lambda: "This profile is read-only" in deck.text)
        assert not isinstance(deck.app.screen, Question)


async def test_logs_are_kept_while_one_moves_around(open_deck: Opener) -> None:
    async with open_deck() as deck:
        view = deck.app.main.log_pane.view
        await deck.highlight("worker")
        await deck.until(lambda: view.store is not None and view.store.end >= 2)
        first = view.store
        await deck.highlight("web")
        await deck.until(lambda: view.store is not first and view.store is not None)
        await deck.highlight("worker")
        await deck.until(lambda: view.store is first)


async def test_l_gives_the_log_the_screen_and_back(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.highlight("worker")
        await deck.pilot.press("l")
        await deck.until(lambda: "1 Projects" not in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: "1 Projects" in deck.text)


async def test_a_filter_narrows_the_list_at_once_and_esc_brings_everything_back(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.pilot.press("slash", *"search", "enter")
        await deck.until(lambda: "1 of" in deck.text)
        assert "mailer" not in deck.text
        await deck.pilot.press("escape")
        await deck.until(lambda: "mailer" in deck.text)


async def test_what_is_typed_right_behind_a_key_is_meant_for_what_that_key_opened(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        await deck.highlight("web")
        for key in ("slash", *"rusy", "enter"):
            deck.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await deck.until(lambda: deck.app.main.pane(Place.SERVICES).table.filter_text == "rusy")
        assert not isinstance(deck.app.screen, Question)
        for key in ("escape", "s", "n", "question_mark"):
            deck.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await deck.until(lambda: isinstance(deck.app.screen, HelpScreen))
        assert deck.app.main.pane(Place.SERVICES).table.filter_text == ""
        assert deck.service("web").status == "running"


async def test_the_place_one_was_in_comes_back_at_the_next_start(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.highlight("wiki", "intranet")
        deck.app.leave()
    async with open_deck() as deck:
        await deck.until(lambda: deck.app.main.selection.service_id == deck.service("wiki", "intranet").id)
        await deck.until(lambda: "intranet › default › wiki" in deck.text)


async def test_services_are_sorted_by_any_column_and_back(open_deck: Opener) -> None:
    async with open_deck() as deck:
        table = deck.app.main.pane(Place.SERVICES).table
        own = table.shown_keys
        await deck.pilot.press("greater_than_sign")
        await deck.until(lambda: "by name" in deck.text)
        names = [deck.app.main.fleet.services[key].service_name for key in table.shown_keys]
        assert names == sorted(names)
        await deck.pilot.press("less_than_sign")
        await deck.until(lambda: "by name, reversed" in deck.text)
        await deck.pilot.press(*["greater_than_sign"] * len(table.columns))
        await deck.until(lambda: table.sorting[0] is None)
        assert set(table.shown_keys) == set(own)


async def test_a_filter_completes_columns_and_statuses(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.pilot.press("slash", *"status:st")
        await deck.until(lambda: "status:stopped" in deck.text)
        await deck.pilot.press("right", "enter")
        table = deck.app.main.pane(Place.SERVICES).table
        await deck.until(lambda: table.filter_text == "status:stopped")
        assert {deck.app.main.fleet.services[key].status for key in table.shown_keys} == {"stopped"}


async def test_two_logs_are_read_side_by_side_and_merged_as_they_come(open_deck: Opener) -> None:
    async with open_deck() as deck:
        for name in ("web", "mailer"):
            await deck.highlight(name)
            await deck.pilot.press("p")
        area = deck.app.main.log_area
        await deck.until(lambda: [pane.service for pane in area.panes] == ["web", "mailer"])
        await deck.until(lambda: all((log := pane.view.log_shown) and log.lines_kept > 1 for pane in area.panes))
        await deck.pilot.press("L")
        await deck.until(lambda: isinstance(deck.app.main.log_pane.view.log_shown, MergedLog))
        merged = deck.app.main.log_pane.view.log_shown
        assert isinstance(merged, MergedLog)
        seen = [store.end for store in merged.stores]
        await deck.until(lambda: all(store.end > before for store, before in zip(merged.stores, seen, strict=True)))
        await deck.until(lambda: merged.done)
        times, seq = [], merged.head()
        while seq is not None:
            if not merged.is_mark(seq):
                times.append(merged.line(seq).split(b" ", 1)[0])
            seq = merged.after(seq)
        assert len(times) > len(seen)
        assert times == sorted(times)
