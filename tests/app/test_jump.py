"""Jump mode: labels over everything one can go to."""

from __future__ import annotations

from functools import partial

import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.screens.jump import JumpScreen, Spot

pytestmark = pytest.mark.usefixtures("homes")


def platforms(services: int = 6) -> Platforms:
    stacks = [
        fleets.stack(name, *(fleets.service(f"{name}{each}", stack=name, project=name) for each in range(services)))
        for name in ("shop", "intra")
    ]
    return Platforms({"local": FakePlatform([fleets.project(each.id, f"{each.id}-name") for each in stacks], stacks)})


async def jump(deck: Deck) -> JumpScreen:
    await deck.pilot.press("semicolon")
    await deck.until(lambda: isinstance(deck.app.screen, JumpScreen) and deck.app.screen.is_mounted)
    screen = deck.app.screen
    assert isinstance(screen, JumpScreen)
    return screen


def is_at(deck: Deck, place: Place) -> bool:
    return deck.app.main.context.place is place


def shown(screen: JumpScreen) -> set[str]:
    return {label for label, widget in screen._shown.items() if widget.display}


def label_of(screen: JumpScreen, place: Place, key: str | None = None) -> str:
    return next(label for label, spot in screen._spots.items() if (spot.place, spot.key) == (place, key))


@pytest.mark.parametrize(
    ("place", "key"), [(Place.PROJECTS, "shop"), (Place.STACKS, "intra"), (Place.SERVICES, "shop-shop3")]
)
async def test_the_label_of_a_row_goes_to_that_row_in_its_pane(place: Place, key: str) -> None:
    async with open_fake_deck(platforms()) as deck:
        screen = await jump(deck)
        await deck.pilot.press(*label_of(screen, place, key))
        await deck.until(lambda: deck.app.screen is deck.app.main and deck.app.main.context.place is place)
        assert deck.app.main.pane(place).table.cursor_key == key


async def test_the_label_of_a_pane_moves_the_focus_there_and_no_cursor() -> None:
    async with open_fake_deck(platforms()) as deck:
        before = deck.app.main.selection
        for place in (Place.PROJECTS, Place.LOG, Place.STACKS, Place.SERVICES):
            screen = await jump(deck)
            await deck.pilot.press(*label_of(screen, place))
            await deck.until(partial(is_at, deck, place))
        assert deck.app.main.selection == before


@pytest.mark.parametrize("key", ["escape", "1", "space", "enter", "ctrl+r"])
async def test_what_is_no_label_leaves_everything_as_it_was(key: str) -> None:
    async with open_fake_deck(platforms()) as deck:
        before, place = deck.app.main.selection, deck.app.main.context.place
        await jump(deck)
        await deck.pilot.press(key)
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert (deck.app.main.selection, deck.app.main.context.place) == (before, place)


async def test_two_letters_narrow_the_labels_and_backspace_widens_them_again() -> None:
    async with open_fake_deck(platforms(services=30), size=(120, 50)) as deck:
        screen = await jump(deck)
        label, spot = next((label, spot) for label, spot in screen._spots.items() if len(label) == 2)
        assert shown(screen) == set(screen._spots)
        await deck.pilot.press(label[0])
        assert shown(screen) == {each for each in screen._spots if each.startswith(label[0])}
        await deck.pilot.press("backspace")
        assert shown(screen) == set(screen._spots)
        await deck.pilot.press(*label)
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert deck.app.main.pane(spot.place).table.cursor_key == spot.key


async def test_a_label_stays_with_its_row_when_rows_move() -> None:
    fake = platforms()
    async with open_fake_deck(fake) as deck:
        screen = await jump(deck)
        spot = Spot(deck.app.main.context.place, "shop-shop5")
        label = screen._shown[label_of(screen, spot.place, spot.key)]
        before = label.styles.offset
        shop = fake.platforms["local"].stacks["shop"]
        broken = tuple(
            fleets.service("shop5", "error", stack="shop", project="shop") if each.id == "shop-shop5" else each
            for each in shop.services
        )
        fake.platforms["local"].stacks["shop"] = shop.model_copy(update={"services": broken})
        assert deck.app.session is not None
        deck.app.session.poller.refresh()
        await deck.until(lambda: label.styles.offset != before)
        table = deck.app.main.pane(spot.place).table
        await deck.until(lambda: label.region.y == dict(table.rows_in_view)["shop-shop5"])


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_only_what_is_in_view_has_a_label(size: tuple[int, int]) -> None:
    async with open_fake_deck(platforms(services=30), size=size) as deck:
        screen = await jump(deck)
        assert {spot.place for spot in screen._spots.values()} <= {"services", "log"}
        assert all(0 <= widget.region.y < size[1] for widget in screen._shown.values() if widget.display)
        await deck.pilot.press("escape")


async def test_on_a_screen_of_another_size_the_labels_stand_over_what_is_in_view_then() -> None:
    async with open_fake_deck(platforms()) as deck:
        screen = await jump(deck)
        assert label_of(screen, Place.PROJECTS) in shown(screen)
        await deck.pilot.resize_terminal(90, 30)
        await deck.until(lambda: label_of(screen, Place.PROJECTS) not in shown(screen))
        rows = dict(deck.app.main.pane(Place.SERVICES).table.rows_in_view)
        label = screen._shown[label_of(screen, Place.SERVICES, "shop-shop3")]
        await deck.until(lambda: label.region.y == rows["shop-shop3"])
