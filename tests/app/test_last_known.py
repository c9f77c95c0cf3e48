"""A start without network shows what was last known, says how old it is, and lets nobody act on it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, put, settings
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.screens.details import DetailsScreen
from tui.settings import Profile, ProfileKind
from tui.settings.paths import state_dir
from tui.state.last_known import LastKnown
from tui.terminal.driver import Cause

pytestmark = pytest.mark.usefixtures("homes")

PROD = Profile(name="prod", kind=ProfileKind.REMOTE, url="https://prod.example")
THREE_HOURS = timedelta(hours=3)


def unreachable(_request: object) -> None:
    raise httpx.ConnectError("no route")


def shop() -> FakePlatform:
    services = [
        fleets.service("web", stack="a", project="a").model_copy(
            update={
                "pending_state": fleets.service("web").pending_state.model_copy(update={"envs": {"MODE": "new-mode"}}),
                "deployed_state": fleets.service("web").pending_state.model_copy(update={"envs": {"MODE": "old-mode"}}),
                "requires_recreate": True,
            }
        ),
        fleets.service("worker", "error", stack="a", project="a", message="exit code 1"),
        *(fleets.service(f"job-{number}", stack="a", project="a") for number in range(3)),
    ]
    return FakePlatform([fleets.project("a", "shop"), fleets.project("b", "wiki")], [fleets.stack("a", *services)])


@pytest.fixture
def platforms() -> Platforms:
    return Platforms({"prod": shop()})


def kept(profile: Profile = PROD) -> LastKnown:
    return LastKnown(state_dir() / "fleet", profile=profile.name, origin=profile.url or "")


@asynccontextmanager
async def open_prod(
    platforms: Platforms, profile: Profile = PROD, *, size: tuple[int, int] = (120, 40), place: str | None = None
) -> AsyncIterator[Deck]:
    app = StackdeckApp(settings(), profile, opener=platforms, place=place)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Deck(app, pilot)


async def end_three_hours_ago(platforms: Platforms) -> None:
    """Let the program have run before, and have ended three hours ago with what the platform has now."""
    async with open_prod(platforms) as deck:
        await deck.until(lambda: deck.app.main.fleet.complete)
        fleet = deck.app.main.fleet
    await kept().save(fleet, as_of=datetime.now(UTC) - THREE_HOURS)


async def test_without_network_what_was_last_known_is_shown_and_says_its_age(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    platforms.platforms["prod"].fails = unreachable
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
        header, *rest = deck.text.splitlines()
        assert "last known 3 h ago" in header
        assert any("worker" in line and "error" in line for line in rest)
        assert sum("3 h old" in line for line in rest) == 1  # the three lists stand side by side
        assert deck.text.count("3 h old") == 3
        await deck.until(lambda: deck.app.main.selection.service_id == "a-worker")


async def test_at_the_end_the_newest_is_written_and_the_age_counts_from_there(platforms: Platforms) -> None:
    async with open_prod(platforms) as deck:
        await deck.until(lambda: deck.app.main.fleet.complete)
        put(platforms.platforms["prod"], fleets.service("worker", "running", stack="a", project="a"))
        deck.app.ask_for_everything()
        await deck.until(lambda: deck.service("worker", "shop").status == "running")
    fleet = await kept().load()
    assert fleet is not None
    assert fleet.services["a-worker"].status == "running"
    assert fleet.remembered_at is not None
    assert datetime.now(UTC) - fleet.remembered_at < timedelta(minutes=1)


async def test_a_terminal_that_goes_away_loses_nothing(platforms: Platforms) -> None:
    async with open_prod(platforms) as deck:
        await deck.until(lambda: deck.app.main.fleet.complete)
        deck.app.action_hang_up(Cause.HANG_UP)
    assert await kept().load() is not None


async def test_what_was_not_confirmed_gets_no_younger(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    platforms.platforms["prod"].fails = unreachable
    before = kept().path.read_bytes()
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
    assert kept().path.read_bytes() == before


@pytest.mark.parametrize("key", ["s", "r", "R", "u", "e"])
async def test_nothing_is_done_to_what_may_be_gone(platforms: Platforms, key: str) -> None:
    await end_three_hours_ago(platforms)
    platform = platforms.platforms["prod"]
    platform.fails = unreachable
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text and deck.app.main.selection.service_id)
        platform.asked.clear()
        await deck.pilot.press(key)
        await deck.until(lambda: "is shown as it was 3 h ago" in deck.text)
        assert deck.app.screen is deck.app.main
        assert not [asked for asked in platform.asked if not asked.startswith("GET")]


async def test_marked_rows_that_were_not_read_again_hold_back_the_action_on_all(platforms: Platforms) -> None:
    platform = platforms.platforms["prod"]
    platform.stacks["b"] = fleets.stack("b", fleets.service("wiki", "error", stack="b", project="b"))
    await end_three_hours_ago(platforms)
    platform.fails = lambda request: None if request.url.path == "/v2/stacks/b" else unreachable(request)
    async with open_prod(platforms) as deck:
        await deck.until(lambda: len(deck.app.main.fleet.stacks) == 2 and deck.app.session)
        table = deck.app.main.pane(Place.SERVICES).table
        table.toggle_mark("a-worker")
        table.toggle_mark("b-wiki")
        assert deck.app.session
        await deck.app.session.poller.read_stack("b")
        await deck.until(lambda: table.move_to("b-wiki") and deck.app.main.selection.service_id == "b-wiki")
        await deck.pilot.press("r")
        await deck.until(lambda: "worker is shown as it was 3 h ago" in deck.text)
        assert deck.app.screen is deck.app.main


async def test_what_is_fresh_takes_its_place_and_the_cursor_stays(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    platform = platforms.platforms["prod"]
    platform.fails = unreachable
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
        await deck.highlight("job-1", "shop")
        # Ahead of it something breaks, behind it something goes, and something is new.
        stack = platform.stacks["a"]
        services = [fleets.service("job-0", "error", stack="a", project="a"), *stack.services[:2], stack.services[3]]
        platform.stacks["a"] = stack.model_copy(
            update={"services": (*services, fleets.service("alpha", "error", stack="a", project="a"))}
        )
        platform.fails = lambda _request: None
        deck.app.ask_for_everything()
        await deck.until(lambda: not deck.app.main.fleet.is_remembered and "old" not in deck.text.splitlines()[0])
        await deck.until(lambda: "alpha" in deck.text)
        assert deck.app.main.selection.service_id == "a-job-1"
        assert deck.app.main.pane(Place.SERVICES).table.cursor_key == "a-job-1"
        assert "3 h old" not in deck.text
        assert deck.app.main.fleet.services["a-web"].pending_state.envs == {"MODE": "new-mode"}


async def test_what_broke_since_then_is_counted_and_listed(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    broken = fleets.service("job-2", "error", stack="a", project="a", age=-60)
    put(platforms.platforms["prod"], broken)
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "1 broke" in deck.text.splitlines()[0])
        await deck.pilot.press("a")
        await deck.until(lambda: deck.app.screen is not deck.app.main and "job-2" in deck.text)


async def test_details_say_that_values_are_not_known_and_show_no_drift_that_is_none(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    platforms.platforms["prod"].fails = unreachable
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
        await deck.highlight("web", "shop")
        await deck.pilot.press("d")
        await deck.until(lambda: isinstance(deck.app.screen, DetailsScreen) and "Environment" in deck.text)
        assert "as it was 3 h ago" in deck.text
        await deck.until(lambda: "no values are known" in deck.text)
        (line,) = [line for line in deck.text.splitlines() if "MODE" in line]
        assert line.count("not known") == 2
        assert "mode" not in line
        await deck.pilot.press("escape")
        await deck.highlight("job-0", "shop")
        await deck.pilot.press("d")
        await deck.until(lambda: isinstance(deck.app.screen, DetailsScreen) and "Environment" in deck.text)
        assert "0 variables" in deck.text


async def test_neither_another_profile_nor_another_address_sees_it(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    moved = Profile(name="prod", kind=ProfileKind.REMOTE, url="https://elsewhere.example")
    other = Profile(name="other", kind=ProfileKind.REMOTE, url=PROD.url)
    platforms.platforms["prod"].fails = unreachable
    platforms = Platforms({"prod": platforms.platforms["prod"], "other": platforms.platforms["prod"]})
    for profile in (moved, other):
        async with open_prod(platforms, profile) as deck:
            await deck.until(lambda: "unreachable since" in deck.text)
            assert not deck.app.main.fleet.stacks
            assert "worker" not in deck.text


async def test_a_file_that_came_from_elsewhere_is_not_shown(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    moved = Profile(name="prod", kind=ProfileKind.REMOTE, url="https://elsewhere.example")
    os.replace(kept().path, kept(moved).path)  # noqa: PTH105 -- somebody renames it
    assert await kept(moved).load() is None


@pytest.mark.parametrize("damage", ["", "{}", "\x00\x01", "[]\n", "truncated", "a folder"])
async def test_a_damaged_file_is_as_none_and_is_replaced(platforms: Platforms, damage: str) -> None:
    await end_three_hours_ago(platforms)
    path, whole = kept().path, kept().path.read_bytes()
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "truncated" else damage.encode())
    platform = platforms.platforms["prod"]
    platform.fails = unreachable
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
        assert not deck.app.main.fleet.stacks
        platform.fails = lambda _request: None
        deck.app.ask_for_everything()
        await deck.until(lambda: deck.app.main.fleet.complete)
    if damage != "a folder":
        assert await kept().load() is not None


async def test_a_place_asked_for_is_found_in_what_was_known_or_once_it_is_read(platforms: Platforms) -> None:
    await end_three_hours_ago(platforms)
    platform = platforms.platforms["prod"]
    platform.fails = unreachable
    async with open_prod(platforms, place="shop/default/job-2") as deck:
        await deck.until(lambda: deck.app.main.selection.service_id == "a-job-2")
    async with open_prod(platforms, place="shop/default/late") as deck:
        await deck.until(lambda: "unreachable since" in deck.text)
        assert "There is no" not in deck.text
        stack = platform.stacks["a"]
        platform.stacks["a"] = stack.model_copy(
            update={"services": (*stack.services, fleets.service("late", stack="a", project="a"))}
        )
        platform.fails = lambda _request: None
        deck.app.ask_for_everything()
        await deck.until(lambda: deck.app.main.selection.service_id == "a-late")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_narrow_screen_says_it_too(platforms: Platforms, size: tuple[int, int]) -> None:
    await end_three_hours_ago(platforms)
    platforms.platforms["prod"].fails = unreachable
    async with open_prod(platforms, size=size) as deck:
        await deck.until(lambda: "3 h old" in deck.text and not deck.app.main.fleet.health.is_good)
        header, *rest = deck.text.splitlines()
        assert "▲" in header
        assert "3 h" in header
        assert any("3 h old" in line for line in rest)
        assert header.rstrip().endswith("prod")


async def test_the_local_platform_keeps_none_of_it(homes: Path) -> None:
    platforms = Platforms({"local": shop()})
    async with open_prod(platforms, Profile(name="local", kind=ProfileKind.LOCAL)) as deck:
        await deck.until(lambda: deck.app.main.fleet.complete)
    assert not (state_dir() / "fleet").exists()


async def test_the_log_does_not_claim_to_follow_what_is_unreachable(platforms: Platforms) -> None:
    platform = platforms.platforms["prod"]
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "following" in deck.text)
        platform.fails = unreachable
        deck.app.ask_for_everything()
        (rule,) = await rules(deck, "unreachable since")
        assert "following" not in rule
        platform.fails = lambda _request: None
        deck.app.ask_for_everything()
        (rule,) = await rules(deck, "following")
        assert "unreachable" not in rule


async def rules(deck: Deck, word: str) -> list[str]:
    """The rule above the log, once *word* is in it."""

    def found() -> list[str]:
        return [line for line in deck.text.splitlines() if "4 Logs" in line and word in line]

    await deck.until(found)
    return found()


async def test_a_token_that_may_not_list_projects_says_so_in_their_pane_alone(platforms: Platforms) -> None:
    denied = httpx.Response(403, json={"type": "PermissionDenied", "message": "not yours"})
    platforms.platforms["prod"].fails = lambda request: denied if request.url.path == "/v2/projects" else None
    async with open_prod(platforms) as deck:
        await deck.until(lambda: "worker" in deck.text and "not allowed" in deck.text)
        assert "not allowed" not in deck.text.splitlines()[0]
        assert "All projects" in deck.text
