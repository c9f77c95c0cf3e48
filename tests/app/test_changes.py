"""Something broke elsewhere: the count in the header, and the list of what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, put, with_services
from tests.fleets import NOW
from tests.state.fake_platform import FakePlatform
from tui.models.service import ServiceStatus
from tui.screens.changes import ChangesScreen
from tui.screens.question import Question
from tui.widgets.resource_table import ResourceTable

pytestmark = pytest.mark.usefixtures("homes")
HOSTILE = "[red]exit[/] \x1b[2J \u202e 1"


@pytest.fixture
def platform() -> FakePlatform:
    shop = fleets.stack("shop", *(fleets.service(name, stack="shop", project="shop") for name in ("web", "mail")))
    intra = fleets.stack("intra", *(fleets.service(name, stack="intra", project="intra") for name in ("wiki", "cron")))
    return FakePlatform([fleets.project("shop", "shop-prod"), fleets.project("intra", "intranet")], [shop, intra])


def become(platform: FakePlatform, service_id: str, status: str, seconds: float, message: str | None = None) -> None:
    service = next(each for stack in platform.stacks.values() for each in stack.services if each.id == service_id)
    update = {"status": ServiceStatus(status), "status_set_at": NOW + timedelta(seconds=seconds), "message": message}
    put(platform, service.model_copy(update=update))


async def fresh(deck: Deck) -> None:
    """Have everything read now."""
    await deck.pilot.press("ctrl+r")


async def seen(deck: Deck, service_id: str, status: str) -> None:
    await fresh(deck)
    await deck.until(lambda: deck.app.main.fleet.services[service_id].status == status)


def header(deck: Deck) -> str:
    return deck.text.splitlines()[0]


async def test_what_breaks_is_counted_in_the_header_until_somebody_looks(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        assert "broke" not in header(deck)
        become(platform, "intra-wiki", "error", 1, "exit code 1")
        await seen(deck, "intra-wiki", "error")
        await deck.until(lambda: "1 broke a" in header(deck))
        await deck.pilot.press("a")
        await deck.until(lambda: "running → ▲ error" in deck.text and "exit code 1" in deck.text)
        assert "1 change, 1 new" in deck.text
        await deck.pilot.press("escape")
        await deck.until(lambda: "broke" not in header(deck))
        await deck.pilot.press("a")
        await deck.until(lambda: "1 change, 0 new" in deck.text)


async def test_enter_goes_to_the_service_whatever_hides_it(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        become(platform, "intra-wiki", "stopped", 1)
        await seen(deck, "intra-wiki", "stopped")
        await deck.highlight("web")
        await deck.pilot.press("slash", *"shop-prod", "enter", "1", "a")
        await deck.until(lambda: isinstance(deck.app.screen, ChangesScreen) and "running → ○ stopped" in deck.text)
        await deck.pilot.press("enter")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        await deck.until(lambda: deck.app.main.selection.service_id == "intra-wiki")
        assert "intranet › default › wiki" in header(deck)
        assert deck.app.main.context.place == "services"
        await deck.pilot.press("up", "down")
        await deck.until(lambda: deck.app.main.selection.service_id == "intra-wiki")


async def test_the_list_goes_on_while_it_is_open_and_keeps_the_cursor_on_its_row(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        become(platform, "intra-wiki", "stopped", 1)
        await seen(deck, "intra-wiki", "stopped")
        await deck.pilot.press("a")
        await deck.until(lambda: "1 change" in deck.text)
        key = deck.app.screen.query_one(ResourceTable).cursor_key
        become(platform, "shop-web", "error", 2)
        assert deck.app.session is not None
        deck.app.session.poller.refresh()
        await deck.until(lambda: "2 changes, 2 new" in deck.text)
        rows = [line for line in deck.text.splitlines() if "  new  " in line]
        assert ["web" in row for row in rows] == [True, False]
        assert deck.app.screen.query_one(ResourceTable).cursor_key == key


async def test_the_list_can_be_filtered_and_esc_first_shows_all_again(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        become(platform, "intra-wiki", "stopped", 1)
        become(platform, "shop-web", "error", 2)
        await seen(deck, "shop-web", "error")
        await deck.pilot.press("a")
        await deck.until(lambda: "2 changes" in deck.text)
        await deck.pilot.press("slash", *"wiki", "enter")
        await deck.until(lambda: "running → ▲ error" not in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: "running → ▲ error" in deck.text)
        await deck.pilot.press("escape")
        assert deck.app.screen is deck.app.main


async def test_a_service_that_is_gone_is_told_and_not_gone_to(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        shop = platform.stacks["shop"]
        platform.stacks["shop"] = with_services(shop, *(each for each in shop.services if each.id != "shop-web"))
        await fresh(deck)
        await deck.until(lambda: "shop-web" not in deck.app.main.fleet.services)
        await deck.pilot.press("a")
        await deck.until(lambda: "gone" in deck.text)
        await deck.pilot.press("enter")
        await deck.until(lambda: "web is gone." in deck.text)
        assert isinstance(deck.app.screen, ChangesScreen)


async def test_what_one_does_oneself_is_listed_and_does_not_count_as_broken(platform: FakePlatform) -> None:
    platform.on_action = lambda _action, service_id: become(platform, service_id, "error", 5, "no such image")
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await deck.highlight("web")
        await deck.pilot.press("r")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(lambda: "did not restart: no such image" in deck.text)
        assert "broke" not in header(deck)
        await deck.pilot.press("a")
        await deck.until(lambda: "running → ▲ error" in deck.text)


async def test_hostile_text_is_shown_as_text(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        become(platform, "intra-wiki", "error", 1, HOSTILE)
        await seen(deck, "intra-wiki", "error")
        await deck.pilot.press("a")
        await deck.until(lambda: "[red]exit[/]" in deck.text)
        assert "\x1b" not in deck.text
        assert "\u202e" not in deck.text
