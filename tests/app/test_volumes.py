"""The volumes of a project, on a platform in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import httpx
import pytest
from textual.widgets import Input

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.models.service import Service, ServiceState
from tui.screens.typed_question import TypedQuestion
from tui.screens.volumes import VolumesScreen
from tui.settings import Profile, ProfileKind
from tui.widgets.key_bar import KeyBar

pytestmark = pytest.mark.usefixtures("homes")


def web() -> Service:
    state = ServiceState(image="shop/web:1", volumes=("data:/var/lib/data",))
    return fleets.service("web", stack="shop", project="shop").model_copy(update={"deployed_state": state})


@pytest.fixture
def platform() -> FakePlatform:
    stacks = [
        fleets.stack("shop", web(), fleets.service("mail", stack="shop", project="shop")),
        fleets.stack("wiki", fleets.service("wiki", stack="wiki", project="wiki")),
    ]
    platform = FakePlatform([fleets.project("shop", "shop-prod"), fleets.project("wiki", "intranet")], stacks)
    platform.volumes["shop"] = [
        fleets.volume("data", web(), stack="shop"),
        fleets.volume("old", stack="shop", size=900),
        fleets.volume("older", stack="shop", size=2_000_000_000),
    ]
    return platform


def deck_of(
    platform: FakePlatform, *, size: tuple[int, int] = (120, 40), read_only: bool = False
) -> AbstractAsyncContextManager[Deck]:
    return open_fake_deck(Platforms({"local": platform}), size=size, read_only=read_only)


async def open_volumes(deck: Deck) -> VolumesScreen:
    await deck.highlight("web")
    await deck.pilot.press("v")
    await deck.until(lambda: isinstance(deck.app.screen, VolumesScreen) and "older" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, VolumesScreen)
    return screen


def line_with(deck: Deck, word: str) -> str:
    """The line on the screen with a word; empty where there is none."""
    return next((line for line in deck.text.splitlines() if word in line.replace("▸", " ").split()), "")


def deletions(platform: FakePlatform) -> list[str]:
    return [asked for asked in platform.asked if asked.startswith("DELETE")]


async def fresh(deck: Deck, platform: FakePlatform) -> None:
    """Have the volumes read anew."""
    asked = len(platform.asked)
    await deck.pilot.press("ctrl+r")
    await deck.until(lambda: len(platform.asked) > asked and "Asking the platform" not in deck.text)


async def test_size_and_users_are_told_and_detached_ones_marked(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_volumes(deck)
        assert "Volumes  shop-prod" in deck.text
        for word in ("12.3 MB", "● linked", "web"):
            assert word in line_with(deck, "data")
        for word in ("900 bytes", "○ detached", "nobody"):
            assert word in line_with(deck, "old")
        assert "3 volumes, 2.0 GB, 2 detached" in deck.text


async def test_one_that_is_declared_but_mounted_by_nobody_is_marked_too_and_can_be_deleted(
    platform: FakePlatform,
) -> None:
    platform.volumes["shop"].append(fleets.volume("idle", stack="shop", orphaned=False))
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        assert "○ unused" in line_with(deck, "idle")
        assert "1 unused, 2 detached" in deck.text
        screen.table.move_to("shop-volume-idle")
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))


@pytest.mark.parametrize("key", ["escape", "q", "v"])
async def test_it_is_left_as_it_was_opened(platform: FakePlatform, key: str) -> None:
    async with deck_of(platform) as deck:
        await open_volumes(deck)
        await deck.pilot.press(key)
        await deck.until(lambda: deck.app.screen is deck.app.main)


async def test_with_all_projects_highlighted_it_is_the_project_of_the_highlighted_service(
    platform: FakePlatform,
) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("wiki", "intranet")
        await deck.pilot.press("v")
        await deck.until(lambda: "Volumes  intranet" in deck.text and "No volumes yet." in deck.text)


async def test_where_nothing_tells_the_project_one_is_asked_to_choose_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        deck.app.main.pane(Place.SERVICES).table.filter_text = "nothing is called so"
        await deck.until(lambda: deck.app.main.selection.service_id is None)
        await deck.pilot.press("v")
        await deck.until(lambda: "No project is highlighted." in deck.text)


async def test_a_detached_one_is_deleted_when_its_name_was_typed(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        screen.table.move_to("shop-volume-old")
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion) and "900 bytes" in deck.text)
        await deck.pilot.press(*"older", "enter")
        await deck.until(lambda: "That was another name" in deck.text)
        assert deletions(platform) == []
        await deck.pilot.press(*"old", "enter")
        await deck.until(lambda: deck.app.screen is screen and screen.table.total == 2)
        assert deletions(platform) == ["DELETE /v2/stacks/shop/volumes/shop-volume-old"]
        await deck.until(lambda: "Deleted volume shop-prod › default › old." in deck.text)
        assert screen.table.cursor_key == "shop-volume-older"


async def test_in_a_protected_project_its_name_is_typed_as_well(platform: FakePlatform) -> None:
    profile = Profile(name="local", kind=ProfileKind.LOCAL, protected=frozenset({"shop-prod"}))
    async with open_fake_deck(Platforms({"local": platform}), profile=profile) as deck:
        screen = await open_volumes(deck)
        screen.table.move_to("shop-volume-old")
        await deck.pilot.press("x")
        await deck.until(lambda: "The project is protected: type shop-prod/old" in deck.text)
        await deck.pilot.press(*"old", "enter")
        await deck.until(lambda: "That was another name" in deck.text)
        assert deletions(platform) == []
        await deck.pilot.press(*"shop-prod/old", "enter")
        await deck.until(lambda: bool(deletions(platform)))


async def test_the_question_is_pinned_to_the_volume_its_key_was_pressed_on(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        screen.table.move_to("shop-volume-old")
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        screen.table.move_to("shop-volume-older")
        await deck.pilot.press(*"old", "enter")
        await deck.until(lambda: bool(deletions(platform)))
        assert deletions(platform) == ["DELETE /v2/stacks/shop/volumes/shop-volume-old"]


async def test_a_linked_one_is_refused_with_what_to_do(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        assert screen.table.cursor_key == "shop-volume-data"
        await deck.pilot.press("x")
        await deck.until(lambda: "data is in use. Take it out of its services" in deck.text)
        assert deck.app.screen is screen


async def test_what_the_platform_refuses_is_told_and_the_volume_stays(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        platform.volumes["shop"][1] = fleets.volume("old", web(), stack="shop")
        screen.table.move_to("shop-volume-old")
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press(*"old", "enter")
        await deck.until(lambda: "Could not delete volume shop-prod" in deck.text and "It is in use." in deck.text)
        await deck.until(lambda: "● linked" in line_with(deck, "old"))


async def test_a_read_only_profile_dims_what_changes_and_says_why(platform: FakePlatform) -> None:
    async with deck_of(platform, read_only=True) as deck:
        screen = await open_volumes(deck)
        screen.table.move_to("shop-volume-old")
        await deck.until(lambda: screen.highlighted is not None and screen.highlighted.name == "old")
        (hint,) = [each for each in screen.query_one(KeyBar)._hints if each.command == "volume.delete"]
        assert hint.dimmed
        await deck.pilot.press("x")
        await deck.until(lambda: "This profile is read-only" in deck.text)
        assert deck.app.screen is screen


async def test_details_tell_where_it_is_mounted_and_stay_when_it_goes(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        await deck.pilot.press("enter")
        await deck.until(lambda: "Details  data" in deck.text and "/var/lib/data" in deck.text)
        assert "12,300,000 bytes" in deck.text
        await deck.pilot.press("down", "y")
        del platform.volumes["shop"][0]
        screen._watched.refresh()
        await deck.until(lambda: screen.find("shop-volume-data") is None)
        await deck.pilot.press("escape", "escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)


async def test_the_cursor_stays_on_its_volume_whatever_comes(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        screen.table.move_to("shop-volume-old")
        platform.volumes["shop"].insert(0, fleets.volume("a-new-one", stack="shop"))
        await fresh(deck, platform)
        await deck.until(lambda: "a-new-one" in deck.text)
        assert screen.table.cursor_key == "shop-volume-old"


async def test_what_is_known_stays_while_the_platform_can_not_be_reached(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_volumes(deck)
        platform.fails = lambda request: httpx.Response(503) if "volumes" in request.url.path else None
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "▲ unreachable since" in deck.text)
        assert "12.3 MB" in deck.text
        platform.fails = lambda _request: None
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "3 volumes, 2.0 GB" in deck.text)


@pytest.mark.parametrize(("status", "told"), [(403, "▲ not allowed"), (401, "▲ token refused"), (429, "▲ rate limit")])
async def test_what_was_never_read_says_why(platform: FakePlatform, status: int, told: str) -> None:
    platform.fails = lambda request: httpx.Response(status) if "volumes" in request.url.path else None
    async with deck_of(platform) as deck:
        await deck.highlight("web")
        await deck.pilot.press("v")
        await deck.until(lambda: told in deck.text)
        assert "No volumes yet" not in deck.text


async def test_the_filter_narrows_and_esc_shows_all_again(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        await deck.pilot.press("slash")
        await deck.until(lambda: "filter: a word, stack:word, !not" in deck.text)
        await deck.pilot.press(*"state:detached", "enter")
        await deck.until(lambda: screen.table.position[1] == 2)
        await deck.pilot.press("escape")
        await deck.until(lambda: screen.table.position[1] == 3)
        assert deck.app.screen is screen


async def test_the_palette_offers_what_can_be_done_here(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_volumes(deck)
        await deck.pilot.press("colon")
        await deck.until(lambda: bool(deck.app.screen.query(Input)))
        await deck.pilot.press(*"delete volume")
        await deck.until(lambda: "data is in use" in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is screen)


async def test_the_palette_of_the_main_screen_opens_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("web")
        await deck.pilot.press("colon")
        await deck.until(lambda: bool(deck.app.screen.query(Input)))
        await deck.pilot.press(*"volumes")
        await deck.until(lambda: "Show volumes of the project" in deck.text)
        assert "Delete volume" not in deck.text
        await deck.pilot.press("enter")
        await deck.until(lambda: isinstance(deck.app.screen, VolumesScreen))


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_however_small_the_screen_name_state_and_the_way_out_are_in_view(
    platform: FakePlatform, size: tuple[int, int]
) -> None:
    async with deck_of(platform, size=size) as deck:
        await open_volumes(deck)
        for text in ("detached", "esc close", "3 volumes"):
            assert text in deck.text
