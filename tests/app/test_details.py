"""The details of a service, on a platform in memory."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, put, with_services
from tests.fleets import NOW
from tests.state.fake_platform import FakePlatform
from tui.models.image_config import ImageConfig
from tui.models.service import Service, ServiceState, ServiceStatus
from tui.screens import details
from tui.screens.details import DetailsScreen

pytestmark = pytest.mark.usefixtures("homes")
IMAGE = ImageConfig(digest="sha256:abc", user="nobody", user_id=99, is_user_root=False)


def worker() -> Service:
    pending = ServiceState(image="shop/worker:2", envs={"DB_PASSWORD": "hunter2", "MODE": "fast", "FILLER": "x " * 900})
    deployed = ServiceState(image="shop/worker:1", envs={"DB_PASSWORD": "old", "MODE": "fast"})
    update = {"pending_state": pending, "deployed_state": deployed, "requires_recreate": True}
    return fleets.service("worker", stack="shop", project="shop").model_copy(update=update)


@pytest.fixture
def platform() -> FakePlatform:
    stack = fleets.stack("shop", worker(), fleets.service("web", stack="shop", project="shop"))
    platform = FakePlatform([fleets.project("shop", "shop-prod")], [stack])
    platform.images["shop/worker:1"] = IMAGE
    return platform


async def open_details(deck: Deck) -> DetailsScreen:
    await deck.highlight("worker")
    await deck.pilot.press("d")
    await deck.until(lambda: isinstance(deck.app.screen, DetailsScreen) and "Definition" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, DetailsScreen)
    return screen


async def test_wanted_and_deployed_stand_side_by_side(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        (image,) = (line for line in deck.text.splitlines() if "shop/worker:2" in line)
        assert "shop/worker:1" in image
        assert "↻" in image
        await deck.pilot.press("escape")
        assert deck.app.screen is deck.app.main


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_where_it_is_narrow_they_stand_one_below_the_other(platform: FakePlatform, size: tuple[int, int]) -> None:
    async with open_fake_deck(Platforms({"local": platform}), size=size) as deck:
        screen = await open_details(deck)
        screen.table.filter_text = "image"
        await deck.until(lambda: "deployed" in deck.text)
        assert not any("worker:1" in line for line in deck.text.splitlines() if "worker:2" in line)
        assert "esc closes" in deck.text


async def test_it_is_kept_up_to_date_and_stays_where_one_reads(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform}), size=(80, 24)) as deck:
        screen = await open_details(deck)
        await deck.pilot.press(*["down"] * 30)
        await deck.until(lambda: screen.table.cursor_key is not None and "FILLER" in screen.table.cursor_key)
        cursor, shown = screen.table.cursor_key, deck.text
        update = {
            "status": ServiceStatus("error"),
            "status_set_at": NOW + timedelta(seconds=9),
            "message": "exit code 3",
        }
        put(platform, worker().model_copy(update=update))
        assert deck.app.session is not None
        deck.app.session.poller.refresh()
        await deck.until(
            lambda: screen.table.total and any("status:message:0" in key for key in screen.table.shown_keys)
        )
        assert screen.table.cursor_key == cursor
        assert [line for line in deck.text.splitlines() if "x x" in line] == [
            line for line in shown.splitlines() if "x x" in line
        ]
        await deck.pilot.press("g")
        await deck.until(lambda: "exit code 3" in deck.text and "▲ error" in deck.text)
        await deck.pilot.press("slash", *"running", "enter")
        await deck.until(lambda: "running → ▲ error  exit code 3" in deck.text)


async def test_secrets_are_masked_shown_for_a_while_and_masked_again(
    platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "REVEALED_FOR", 0.5)
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        assert "hunter2" not in deck.text
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "hunter2" in deck.text and "secrets are shown for ten seconds" in deck.text)
        await deck.until(lambda: "hunter2" not in deck.text)
        assert "secrets are shown" not in deck.text


async def test_a_second_press_masks_them_at_once(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "hunter2" in deck.text)
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "hunter2" not in deck.text)


async def test_y_copies_the_line_but_no_secret_that_is_masked(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        screen = await open_details(deck)
        screen.table.move_to("ids:short:0")
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.clipboard == "c-abc123")
        screen.table.move_to("environment:DB_PASSWORD:0")
        await deck.pilot.press("y")
        await deck.until(lambda: "DB_PASSWORD is masked" in deck.text)
        assert deck.app.clipboard == "c-abc123"
        await deck.pilot.press("ctrl+r", "y")
        await deck.until(lambda: deck.app.clipboard == "hunter2")


async def test_the_environment_can_be_searched_and_a_secret_is_not_found_by_its_value(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        await deck.pilot.press("slash", *"hunter2", "enter")
        await deck.until(lambda: "No match" in deck.text)
        await deck.pilot.press("escape", "slash", *"mode", "enter")
        await deck.until(lambda: "fast" in deck.text and "x x x" not in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: "x x x" in deck.text)
        assert isinstance(deck.app.screen, DetailsScreen)


async def test_the_image_is_asked_for_once_and_an_error_stands_in_its_place(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        screen = await open_details(deck)
        screen.table.filter_text = "user"
        await deck.until(lambda: "nobody" in deck.text)
        assert platform.asked.count("GET /v2/container-image-config") == 1
        await deck.pilot.press("escape", "escape")
        platform.fails = lambda request: (
            httpx.Response(500, json={"type": "x", "message": "registry is down"})
            if "image-config" in request.url.path
            else None
        )
        screen = await open_details(deck)
        await deck.pilot.press("G")
        await deck.until(lambda: "registry is down" in deck.text)


async def test_a_service_that_goes_while_it_is_looked_at_stays_as_it_was_last_known(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        shop = platform.stacks["shop"]
        platform.stacks["shop"] = with_services(shop, *(each for each in shop.services if each.service_name == "web"))
        assert deck.app.session is not None
        deck.app.session.poller.refresh()
        await deck.until(lambda: "it is gone, this was last known" in deck.text)
        assert "shop/worker:2" in deck.text


async def test_it_shows_the_service_it_was_opened_for_whatever_is_highlighted(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await open_details(deck)
        await deck.highlight("web")
        assert deck.app.session is not None
        deck.app.session.poller.refresh()
        await deck.pilot.pause()
        assert "Details  shop-prod › default › worker" in deck.text
